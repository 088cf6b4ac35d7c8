"""Requests and answers."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from hub.tickets.types import Named, Promise, ShortText, Text, Versioned

Kind = Literal["extend", "hang", "exclude"]
RequestState = Literal["open", "approved", "refused", "withdrawn"]


class Ask(Versioned, frozen=True, kw_only=True):
    """`more`: the time asked for, with "extend" only."""

    kind: Kind
    reason: Text
    more: Promise | None = None


class Decide(Versioned, frozen=True, kw_only=True):
    """`text`: to the unit; needed to refuse."""

    approve: bool
    text: ShortText = ""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for and what became of it. `due`: the new promise, or when it is looked at again."""

    id: UUID
    ticket: UUID
    number: int
    place: str
    kind: Kind
    reason: str
    more: Promise | None
    asked_by: Named
    asked_unit: str
    asked_at: datetime
    state: RequestState
    decided_by: Named | None
    decided_at: datetime | None
    answer: str
    due: datetime | None


class RequestList(msgspec.Struct, frozen=True):
    """Oldest first; `next` is the cursor of the following page."""

    requests: list[Request]
    next: str | None
