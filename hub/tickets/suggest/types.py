"""What is suggested, and why."""

from typing import Literal

import msgspec


class Suggestion(msgspec.Struct, frozen=True):
    """`why`: it is in her words, she reported it lately, or it is common near there."""

    category: str
    why: Literal["words", "mine", "near"]


class Suggestions(msgspec.Struct, frozen=True):
    suggestions: list[Suggestion]
