"""What the resident answers."""

from typing import Annotated

import msgspec

from hub.tickets.types import ShortText, Versioned


class Rate(Versioned, frozen=True, kw_only=True):
    """5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意."""

    satisfaction: Annotated[int, msgspec.Meta(ge=1, le=5)]
    text: ShortText = ""


class StillGood(Versioned, frozen=True, kw_only=True):
    """The answer after four weeks; `text` says what is wrong when it is not good."""

    good: bool
    text: Annotated[str, msgspec.Meta(max_length=800)] = ""
