"""What organisations see of their work, and what they say about it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from hub.areas.types import Organisation, OrganisationKind
from hub.tickets.types import Photos, ShortText, Step, Ticket, Versioned

Lane = Literal["to_send", "accepted", "working", "refused", "done", "overdue"]


class Accept(Versioned, frozen=True, kw_only=True):
    """`arrive_by`: when somebody will be there; the reporter is told."""

    arrive_by: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    note: ShortText = ""


class Arrive(Versioned, frozen=True, kw_only=True):
    """`photos`: how it looks before anything is done, at least one."""

    photos: Photos = msgspec.field(default_factory=list)
    note: ShortText = ""


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One time that an organisation has a ticket. `ended_at`: since then it has it no longer."""

    organisation: UUID
    given_at: datetime
    accept_by: datetime
    accepted_at: datetime | None
    arrive_by: datetime | None
    arrived_at: datetime | None
    finished_at: datetime | None
    ended_at: datetime | None
    refused: bool


class LaneTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket in a lane. `confirmed`: the resident agrees that it is fixed. `step`: the last that they were told, when
    they have it no longer: a refusal says why, and who takes it."""

    ticket: Ticket
    turn: Turn
    lane: Lane
    overdue: bool
    confirmed: bool
    step: Step | None = None


class LaneList(msgspec.Struct, frozen=True):
    """A page of a lane: the most urgent first, in `refused` and `done` the latest. `counts`: of every lane."""

    tickets: list[LaneTicket]
    counts: dict[Lane, int]
    next: str | None


class OrganisationFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How an organisation stands with what it was given in an area. Medians in minutes, of the days asked for, None
    without any; `accept_overdue` is a part of `to_send`, `overdue` of all that is open."""

    id: UUID
    kind: OrganisationKind
    name: str
    open: int
    to_send: int
    accept_overdue: int
    overdue: int
    refused: int
    done: int
    accept_minutes: float | None
    finish_minutes: float | None


class FiguresList(msgspec.Struct, frozen=True):
    """The most overdue first."""

    organisations: list[OrganisationFigures]
    days: int


class CircleDesk(msgspec.Struct, frozen=True):
    """A community's desk; `on_duty`: somebody has its duty now."""

    id: UUID
    name: str
    on_duty: bool


class Circle(msgspec.Struct, frozen=True, kw_only=True):
    """Who serves a place (服务圈). `missing`: what an estate should have and lacks; then `takes_over` does that."""

    area: UUID
    place: str
    property: list[Organisation]
    committee: list[Organisation]
    utility: list[Organisation]
    volunteers: list[Organisation]
    party: list[Organisation]
    desk: CircleDesk | None
    missing: list[Literal["property", "committee"]]
    takes_over: CircleDesk | None
