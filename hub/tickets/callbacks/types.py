"""Calls and what came of them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from hub.tickets.types import Named, Ticket, Versioned

Why = Literal["dissatisfied", "caller", "elder", "sample"]


class CallBack(Versioned, frozen=True, kw_only=True):
    """`resolved`: her word, when she was reached; `text`: what she said."""

    reached: bool
    resolved: bool | None = None
    satisfaction: Annotated[int, msgspec.Meta(ge=1, le=5)] | None = None
    text: Annotated[str, msgspec.Meta(max_length=800)] = ""


class Called(msgspec.Struct, frozen=True, kw_only=True):
    """One call that was made."""

    id: UUID
    at: datetime
    by: Named
    reached: bool
    resolved: bool | None
    satisfaction: int | None
    text: str


class CalledList(msgspec.Struct, frozen=True):
    calls: list[Called]


class ToCall(msgspec.Struct, frozen=True):
    """A ticket to call back about, why, and how often it was tried."""

    ticket: Ticket
    why: Why
    tries: int


class ToCallList(msgspec.Struct, frozen=True):
    """Oldest first; `next` is the cursor of the following page."""

    tickets: list[ToCall]
    next: str | None
