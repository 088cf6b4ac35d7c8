"""What the HTTP API answers, as structs. Fields the SDK does not know are ignored; closed sets are kept as
text (`state`, `role`, `kind`), so that a newer hub does not break an older client.

`as_of`, where a struct has it, is not in the JSON: it is the log's position the answer was read at
(`Live-Epoch`, `Live-Seq`), the place from which live events continue it.
"""

from datetime import date, datetime
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


class Standing(Struct):
    """How a person stands in a programme: nothing in it names her. `consent`: the version of the text she agreed to;
    `reference`: something to compare her photos with is kept; `attempt`: the try under way."""

    id: UUID
    version: int
    area: UUID
    path: tuple[UUID, ...] = ()
    certified_on: date | None = None
    certified_until: date | None = None
    due_on: date | None = None
    consent: int | None = None
    reference: bool = False
    tries: int = 0
    attempt: UUID | None = None


class RosterPerson(Struct):
    """A person of a roster, name and number masked; `place`: where she lives, from the street to the door; `mine`: it
    is the reader herself."""

    standing: Standing
    name: str
    id_number: str
    place: str = ""
    programme_name: str = ""
    mine: bool = False


class Attempt(Struct):
    """One try. `state`: checking, asking, review, refusing, appealed, passed, retake, refused or withdrawn; `reasons`
    are advice when it is retake; `photo`: one is kept still. Figures are for staff only."""

    id: UUID
    version: int
    person: UUID
    state: str
    way: str
    number: int
    created_at: datetime
    freshness: str | None = None
    reasons: tuple[str, ...] = ()
    note: str = ""
    final: bool = False
    photo: bool = False
    verdict_at: datetime | None = None
    appeal: str = ""
    similarity: float | None = None
    threshold: float | None = None
    liveness: float | None = None
    twin: UUID | None = None
    twin_similarity: float | None = None


class CertificationChanged(Struct):
    """The payload of `certification.changed`: the step, the try it was about with its state before, and how the
    person stands after it."""

    step: str
    person: Standing
    was: str | None = None
    attempt: Attempt | None = None


class PersonDetail(Struct):
    """A person with her tries, the newest first."""

    person: RosterPerson
    attempts: tuple[Attempt, ...] = ()


class ConsentText(Struct):
    version: int
    text: str
    text_en: str = ""


class Proxy(Struct):
    """A phone that acts for somebody, or asks to."""

    id: UUID
    account: UUID
    name: str
    relation: str
    agreed: bool = False


class TryCode(Struct):
    """Digits to write on paper; `expires_in` seconds."""

    code: str
    expires_in: int


class BadRow(Struct):
    """A row of a roster's file that was left out: its number, and why; `of`: the row it repeats; `photo`: a picture of
    the archive, `row` counts those then."""

    row: int
    reasons: tuple[str, ...] = ()
    of: int | None = None
    photo: bool = False


class ImportReport(Struct):
    """What a roster's file would do (`id` None), or does. `state`: waiting, running, done, failed or cancelled."""

    id: UUID | None
    name: str
    programme: UUID
    state: str | None
    rows: int
    good: int
    bad_rows: int
    bad: tuple[BadRow, ...] = ()
    at: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    photos: int = 0
    photos_at: int = 0
    photos_kept: int = 0
    reason: str | None = None


class Proposal(Struct):
    """Words to the authority that pays. `kind`: pause or resume, with `months` of arrears; `state`: open, accepted,
    declined or lapsed."""

    id: UUID
    version: int
    person: UUID
    authority: UUID
    kind: str
    state: str
    reason: str
    created_at: datetime
    months: int = 0
    note: str = ""


class ProposalDetail(Struct):
    """With whom it is about, masked."""

    proposal: Proposal
    person: RosterPerson


class Unmasked(Struct):
    """In the clear, for who works on it; the look is written down."""

    name: str
    id_number: str
    phone: str = ""

    def __repr__(self) -> str:
        return "Unmasked(…)"


class ReviewSheet(Struct):
    """A doubtful try beside its reference; links expire in minutes. `decides`: what this reader may decide now."""

    attempt: Attempt
    person: RosterPerson
    photo: Photo | None = None
    reference: Photo | None = None
    decides: tuple[str, ...] = ()
