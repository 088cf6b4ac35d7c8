"""What volunteering looks like outside this room, and what commands take."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

CallState = Literal["open", "cancelled"]
PlaceState = Literal["signed", "waiting", "present", "left"]


class VolunteerCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call, for everybody. `unit`: who calls. `area`: for whom; `path`: ids from the district down to it. `taken` of
    `seats`; `waiting`: beyond those; `present`: who has come. `thanks`: of who
    called, once it is done."""

    id: UUID
    number: int
    version: int
    state: CallState
    title: str
    text: str
    area: UUID
    path: tuple[UUID, ...]
    area_name: str
    unit: str
    place: str
    starts_at: datetime
    ends_at: datetime
    seats: int
    taken: int
    waiting: int
    present: int
    reason: str
    thanks: str


class VolunteerPlace(msgspec.Struct, frozen=True, kw_only=True):
    """My place in a call. `minutes`: what counts, once I came."""

    call: UUID
    state: PlaceState
    signed_at: datetime
    present_at: datetime | None
    minutes: int


class VolunteerName(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed up, for who called."""

    account: UUID
    name: str
    state: PlaceState
    signed_at: datetime
    present_at: datetime | None
    minutes: int


class VolunteerCallPage(msgspec.Struct, frozen=True, kw_only=True):
    """One call. `mine`: my place in it. `code` and `names`: for who called."""

    call: VolunteerCall
    mine: VolunteerPlace | None
    code: str | None
    names: list[VolunteerName]


class VolunteerCalls(msgspec.Struct, frozen=True):
    """A page, what begins first in front; `next` is the cursor of the following page."""

    calls: list[VolunteerCall]
    mine: list[VolunteerPlace]
    next: str | None


class VolunteerHours(msgspec.Struct, frozen=True):
    """What I have done so far."""

    minutes: int
    calls: int


class CallVolunteers(msgspec.Struct, frozen=True, kw_only=True):
    """`organisation`: one that the caller acts for; else the community calls."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    text: Annotated[str, msgspec.Meta(max_length=500)] = ""
    area: UUID
    place: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    starts_at: datetime
    ends_at: datetime
    seats: Annotated[int, msgspec.Meta(ge=1, le=500)]
    organisation: UUID | None = None


class CancelCall(msgspec.Struct, frozen=True, kw_only=True):
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    version: int | None = None


class ThankVolunteers(msgspec.Struct, frozen=True, kw_only=True):
    """To everybody who came. `share`: neighbours read it too, in the feed."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    share: bool = False
    version: int | None = None


class ComeToCall(msgspec.Struct, frozen=True):
    """The code that is shown at the place."""

    code: Annotated[str, msgspec.Meta(pattern="^[0-9]{6}$")]


class VolunteerCallChanged(msgspec.Struct, frozen=True):
    """The call after a step of anybody's."""

    call: VolunteerCall


class VolunteerMineChanged(msgspec.Struct, frozen=True):
    """My place after a step; the call it is in."""

    place: VolunteerPlace
    call: VolunteerCall
