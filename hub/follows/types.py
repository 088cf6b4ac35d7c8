"""What follows look like to who follows: things, lines of what she was told, choices."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

Hour = Annotated[int, msgspec.Meta(ge=7, le=21)]
Minute = Annotated[int, msgspec.Meta(ge=0, le=1439)]
FollowKind = Literal["post", "area"]


class DigestChoice(msgspec.Struct, frozen=True):
    """`hour` of the day in Asia/Shanghai; None: no digest."""

    hour: Hour | None


class DigestStanding(msgspec.Struct, frozen=True):
    """`next_at`: when the next one is due; None: none was chosen."""

    hour: int | None
    next_at: datetime | None


class DigestSums(msgspec.Struct, frozen=True):
    """What happened since the last that no message went out for: things of hers with news, words of neighbours to her,
    lines about what she follows, notices that came out; without what she has read."""

    tickets: int
    neighbours: int
    followed: int
    notices: int

    @property
    def nothing(self) -> bool:
        return self.tickets + self.neighbours + self.followed + self.notices == 0


class QuietHours(msgspec.Struct, frozen=True):
    """Minutes of the day in Asia/Shanghai; `begin` after `end` goes past midnight."""

    begin: Minute
    end: Minute


class ToldChoices(msgspec.Struct, frozen=True):
    """`quiet`: messages wait until it is over, but for urgent ones. `mentions`: a message at once when somebody speaks
    to her; else they stand in the list and the digest only."""

    quiet: QuietHours | None
    mentions: bool


class ToldAbout(msgspec.Struct, frozen=True):
    """Where a line leads. `within`: where the thing is read, when it has no page of its own: the post of a comment."""

    kind: str
    thing: UUID
    within: UUID | None = None


class ToldLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of what somebody was told. `about` None: it leads nowhere, or where she sees nothing any more. `because`:
    what she follows, and was told for that. A notice's `id` is the notice's."""

    id: UUID
    kind: Literal["line", "notice"]
    text: str
    text_en: str
    about: ToldAbout | None
    because: ToldAbout | None
    at: datetime
    read: bool


class ToldPage(msgspec.Struct, frozen=True):
    """The newest first. `unread`: lines and notices, at most 99 of each."""

    lines: list[ToldLine]
    next: str | None
    unread: int


class ReadTold(msgspec.Struct, frozen=True):
    """`lines` None: all. Notices are read where they are."""

    lines: Annotated[list[UUID], msgspec.Meta(max_length=100)] | None = None


class ToldUnread(msgspec.Struct, frozen=True):
    unread: int


class FollowedThing(msgspec.Struct, frozen=True):
    """`title` empty: she sees it no more."""

    kind: FollowKind
    thing: UUID
    title: str
    since: datetime


class FollowedThings(msgspec.Struct, frozen=True):
    things: list[FollowedThing]
    next: str | None


class Following(msgspec.Struct, frozen=True):
    kind: FollowKind
    thing: UUID
    following: bool
