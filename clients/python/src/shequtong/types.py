"""What the HTTP API answers, as structs. Fields the SDK does not know are ignored; closed sets are kept as
text (`state`, `role`, `kind`), so that a newer hub does not break an older client.

`as_of`, where a struct has it, is not in the JSON: it is the log's position the answer was read at
(`Live-Epoch`, `Live-Seq`), the place from which live events continue it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shequtong.protocol import Cursor


class Struct(msgspec.Struct, kw_only=True):
    """Keyword-only, so that a field added by the hub never moves another."""


class Area(Struct):
    """`path` is the chain of areas from the district down to this one."""

    id: UUID
    level: str
    name: str
    path: tuple[UUID, ...] = ()
    code: str | None = None


class AreaDetail(Area):
    ancestors: tuple[Area, ...] = ()


class AreaMatch(Struct):
    """`rest` is what of the text named no area."""

    area: Area
    matched: str
    rest: str


class Organisation(Struct):
    """`duties` are the words the categories use for who handles something."""

    id: UUID
    kind: str
    name: str
    duties: tuple[str, ...] = ()


class Named(Struct):
    id: UUID
    name: str


class Grant(Struct):
    role: str
    area: Area
    organisation: Organisation | None = None


class Me(Struct):
    id: UUID
    kind: str
    name: str
    district: Named
    grants: tuple[Grant, ...] = ()
    locale: str = "zh-CN"
    practice: bool = False


class SessionInfo(Struct):
    account: Me
    expires_at: datetime
    token: str | None = None


class LiveTicket(Struct):
    ticket: str
    expires_in: int


class DemoSignIn(Struct):
    key: str
    name: str
    role: str
    note: str = ""


class DemoMessage(Struct):
    id: UUID
    at: datetime
    channel: str
    to: str
    text: str
    name: str | None = None


class Category(Struct):
    """`resolve` is `{amount, unit}`: unit "h" calendar hours, "d" working days."""

    key: str
    group: str
    name: str
    name_en: str
    acknowledge_minutes: int
    resolve: dict[str, Any]
    default_handler: str | None = None
    emergency: dict[str, Any] | None = None


class Photo(Struct):
    """`url` and `preview_url` are signed and expire; ask for the ticket again to get fresh ones."""

    id: UUID
    width: int
    height: int
    url: str
    preview_url: str
    bytes: int = 0
    position: dict[str, float] | None = None


class Holder(Struct):
    """Whose turn it is: a `desk` (id is its area) or an `organisation`."""

    kind: str
    id: UUID
    name: str


class Partner(Struct):
    """A unit that was called to a ticket: `state` is called, arrived, done or ended."""

    kind: str
    id: UUID
    name: str
    state: str


class Ticket(Struct):
    """Who may not know the assignee (the reporter) or the reporter (organisations) gets None there."""

    id: UUID
    number: int
    version: int
    state: str
    category: str
    text: str
    area: UUID
    place: str
    created_at: datetime
    updated_at: datetime
    path: tuple[UUID, ...] = ()
    place_text: str | None = None
    desk: UUID | None = None
    desk_name: str | None = None
    holder: Holder | None = None
    assignee: Named | None = None
    reporter: Named | None = None
    photo_count: int = 0
    practice: bool = False
    acknowledge_by: datetime | None = None
    resolve_by: datetime | None = None
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    refusals: int = 0
    satisfaction: int | None = None
    parent: UUID | None = None
    open_children: int = 0
    open_calls: int = 0
    partners: tuple[Partner, ...] = ()
    decided: bool = False
    following: bool = False
    call_me: bool = False
    phoned_at: datetime | None = None
    voice_seconds: int = 0


class By(Struct):
    name: str
    unit: str | None = None


class TimelineStep(Struct):
    kind: str
    at: datetime
    by: By | None = None
    text: str | None = None
    audience: str | None = None
    next: Holder | None = None
    due: datetime | None = None
    subject: UUID | None = None
    units: tuple[Holder, ...] = ()


class TicketChanged(Struct):
    """The payload of `ticket.changed`: what was done, the state before, the ticket after."""

    step: TimelineStep
    ticket: Ticket
    was: str | None = None


class Call(Struct):
    """A unit called to a ticket: `state` is called, arrived, done, declined or ended."""

    unit: Holder
    state: str
    called_by: str
    words: str
    called_at: datetime
    due_at: datetime
    overdue: bool = False
    answer: str = ""
    person: str = ""


class SubTask(Struct):
    id: UUID
    number: int
    state: str
    holder: Holder
    text: str
    resolve_by: datetime
    closed_at: datetime | None = None
    may_send_back: bool = False


class Linkage(Struct):
    """Who works on a ticket beside its holder; `decider` is the desk that decides who does it."""

    calls: tuple[Call, ...]
    children: tuple[SubTask, ...]
    decider: Holder
    parent: SubTask | None = None


class TicketPage(Struct):
    """`next` goes into `after=` for the following page; None at the end."""

    tickets: tuple[Ticket, ...]
    next: str | None = None
    as_of: Cursor | None = None


class Handler(Struct):
    """An organisation a ticket can be dispatched to; `suggested`: its duty is the category's."""

    id: UUID
    kind: str
    name: str
    suggested: bool = False


class TicketDetail(Struct):
    """`actions` are the commands this account may give now; `handlers` whom it may dispatch to."""

    ticket: Ticket
    timeline: tuple[TimelineStep, ...] = ()
    actions: tuple[str, ...] = ()
    photos: tuple[Photo, ...] = ()
    before: tuple[Photo, ...] = ()
    evidence: tuple[Photo, ...] = ()
    handlers: tuple[Handler, ...] = ()
    as_of: Cursor | None = None


class Board(Struct):
    """Live counts of an area; `version` is the log's number they were made at. `certification`: how its rosters stand:
    persons, due, certified, overdue, in_review, tries_today. `wishes`: open, claimed, thanked."""

    area: UUID
    name: str
    version: int
    open: dict[str, int]
    categories: dict[str, int]
    today: dict[str, int]
    open_total: int
    at: datetime
    overdue: int | None = None
    tasks: int = 0
    tasks_overdue: int = 0
    certification: dict[str, int] = {}
    wishes: dict[str, int] = {}
    as_of: Cursor | None = None
