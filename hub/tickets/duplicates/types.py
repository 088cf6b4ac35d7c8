"""What duplicates look like outside, and what their commands take."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.tickets.types import Named, ShortText, State, Text, Versioned


class Similar(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A ticket that may be of the same thing. `own`: the reader reported it; `following`: she follows it. Staff see
    more: the whole place, number, text and the score (0 to 1)."""

    id: UUID
    category: str
    area: UUID
    place: str
    state: State
    created_at: datetime
    followers: int
    own: bool = False
    following: bool = False
    number: int | None = None
    text: str | None = None
    score: float | None = None


class SimilarList(msgspec.Struct, frozen=True):
    """The likeliest first."""

    tickets: list[Similar]


class EstateTickets(msgspec.Struct, frozen=True):
    """What neighbours of the reader's estates have reported and all may know, the newest first; `next` is the cursor
    of the following page."""

    tickets: list[Similar]
    next: UUID | None


class Merge(Versioned, frozen=True, kw_only=True):
    """`into`: the ticket that goes on. `text`: for the reporter of the one that ends."""

    into: UUID
    text: ShortText = ""


class Split(Versioned, frozen=True, kw_only=True):
    reason: Text


class Numbered(msgspec.Struct, frozen=True):
    id: UUID
    number: int


class Repeat(msgspec.Struct, frozen=True, kw_only=True):
    """What comes back. At a place: `area`, `place` and `group`, the group of categories. By a person: `reporter` and
    `category`. `tickets`: the newest five."""

    area: UUID | None = None
    place: str = ""
    group: str = ""
    reporter: Named | None = None
    category: str = ""
    count: int
    open: int
    last_at: datetime
    tickets: list[Numbered]


class RepeatList(msgspec.Struct, frozen=True):
    """The most first; `next` is the cursor of the following page."""

    repeats: list[Repeat]
    next: str | None


class HotPlace(msgspec.Struct, frozen=True):
    """A building. `kinds`: how many of each category."""

    area: UUID
    place: str
    count: int
    open: int
    kinds: dict[str, int]


class HotPlaces(msgspec.Struct, frozen=True):
    places: list[HotPlace]
