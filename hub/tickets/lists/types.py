"""What one may ask of the lists, and what they answer."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from hub.tickets.types import State, Ticket

ListName = Literal["mine", "unit", "watching", "own"]
Sort = Literal["next", "new"]


class Filter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Which tickets of a list; what is None is not asked.

    `states` None: what is not closed; with a `number` also that. `words`: in text or place, or the number.
    `assignee`: mine, or nobody's. `overdue`: the next promise has passed. `to_call`: she asked to be
    called and nobody has.
    """

    states: Annotated[list[State], msgspec.Meta(min_length=1, max_length=7)] | None = None
    category: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    area: UUID | None = None
    words: Annotated[str, msgspec.Meta(min_length=1, max_length=50)] | None = None
    number: Annotated[int, msgspec.Meta(ge=0, le=10**15)] | None = None
    assignee: Literal["me", "none"] | None = None
    overdue: bool | None = None
    urgent: bool | None = None
    waiting: bool | None = None
    hung: bool | None = None
    to_call: bool | None = None


class TicketList(msgspec.Struct, frozen=True):
    """A page; `next` is the cursor of the following page."""

    tickets: list[Ticket]
    next: str | None


class Count(msgspec.Struct, frozen=True):
    """How many tickets a list has, and how many of them are late, in nobody's hands, …"""

    all: int
    overdue: int
    unassigned: int
    urgent: int
    waiting: int
    hung: int
    to_call: int


class Counts(msgspec.Struct, frozen=True):
    """Of each list, what is not closed."""

    mine: Count
    unit: Count
    watching: Count
    own: Count
