"""What is asked of the resident, and what she answers."""

from typing import Annotated

import msgspec

from hub.tickets.types import Photos, Text, Versioned


class Question(Versioned, frozen=True, kw_only=True):
    text: Text


class Answer(Versioned, frozen=True, kw_only=True):
    """Words, pictures or both."""

    text: Annotated[str, msgspec.Meta(max_length=800)] = ""
    photos: Photos = []  # noqa: RUF012  # msgspec copies it
