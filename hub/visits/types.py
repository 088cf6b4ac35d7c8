"""Home visits as clients get them, and what the commands take."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from hub.accounts.types import Tie

VisitState = Literal["asked", "taken", "proposed", "done", "cancelled"]
VISIT_OPEN: tuple[VisitState, ...] = ("asked", "taken", "proposed")
VisitReason = Literal["certification", "help"]
VisitStep = Literal["asked", "taken", "proposed", "done", "cancelled"]
CertifiedWay = Literal["phone", "desk"]
DayPart = Literal["morning", "afternoon"]
VisitWords = Annotated[str, msgspec.Meta(max_length=200)]


class HomeVisit(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to be visited. `name`: hers; `agent`, `tie`: who asked for her. `person`: of a roster, to be certified.
    `visitor`: who comes; for herself without the name. `note`: what was done, or why not.
    `certified`: cancelled by the service, because she was certified so meanwhile."""

    id: UUID
    version: int
    state: VisitState
    reason: VisitReason
    account: UUID
    name: str
    agent: str
    tie: Tie | None
    area: UUID
    path: tuple[UUID, ...]
    place: str
    person: UUID | None
    text: str
    day: date | None
    part: DayPart | None
    visitor: str
    note: str
    certified: CertifiedWay | None = None
    created_at: datetime
    updated_at: datetime


class HomeVisits(msgspec.Struct, frozen=True):
    visits: list[HomeVisit]
    next: str | None = None


class AskVisit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`area`: her door, or what is known of it. `person`: hers on the roster, for certification."""

    reason: VisitReason
    area: UUID
    person: UUID | None = None
    text: VisitWords = ""


class ProposeVisit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When somebody comes."""

    day: date
    part: DayPart
    version: int | None = None


class EndVisit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was done, or why not; at least two letters from staff."""

    note: VisitWords = ""
    version: int | None = None
