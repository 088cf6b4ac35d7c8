"""What a ticket looks like outside this room, and what its commands take."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from hub.accounts.types import Tie
from hub.areas.types import Level, OrganisationKind
from hub.media.types import Photo, Voice
from hub.routing.types import Routed

State = Literal["reported", "acknowledged", "dispatched", "working", "resolved", "closed", "reopened"]
OPEN_STATES: tuple[State, ...] = ("reported", "acknowledged", "dispatched", "working", "resolved", "reopened")
TO_DO_STATES: tuple[State, ...] = ("reported", "acknowledged", "dispatched", "working", "reopened")
StepKind = Literal[
    "created", "acknowledged", "dispatched", "started", "noted", "resolved", "confirmed", "reopened", "rejected",
    "asked", "asked_again", "closed", "rated", "still_good",
    "claimed", "handed_back", "taken_over", "checked", "unchecked",
    "questioned", "answered", "reminded", "unanswered", "warned", "breached", "rescheduled",
    "followed", "unfollowed", "merged", "split",
    "requested", "extended", "hung", "excluded", "declined", "reviewed",
    "called", "reported_in", "turned_down", "part_done", "call_overdue",
    "accepted", "accept_overdue", "arrived", "offered", "offer_withdrawn", "taken", "given_back",
    "called_back",
    "phoned", "laddered",
    "subtask_opened", "subtask_done", "subtask_returned", "sent_back", "escalated", "handed_down", "put_on",
    "taken_off", "settled",
]  # fmt: skip
Action = Literal[
    "acknowledge", "dispatch", "start", "note", "resolve", "confirm", "reopen", "reject",
    "rate", "still_good", "recur",
    "claim", "hand_back", "take_over",
    "ask", "extend", "hang", "exclude", "decline",
    "call", "report_in", "turn_down", "finish_part", "open_task", "escalate", "hand_down",
    "question", "answer",
    "put_on", "take_off", "settle",
    "accept", "arrive", "offer", "withdraw_offer", "give_back",
    "call_back",
    "phone", "spoke",
    "merge", "split",
]  # fmt: skip
Origin = Literal["app", "phone", "visit", "hotline", "staff", "post", "task"]
Audience = Literal["internal", "resident"]

# Two texts and the rest of a ticket fit an event's 8 KiB (800 Chinese letters: 2,400 bytes).
TEXT_BYTES = 2400
ShortText = Annotated[str, msgspec.Meta(max_length=100)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=800)]
Photos = Annotated[list[UUID], msgspec.Meta(max_length=9)]


class Named(msgspec.Struct, frozen=True):
    """A person by name."""

    id: UUID
    name: str


class Holder(msgspec.Struct, frozen=True):
    """Who must take the next step: the desk of an area, or an organisation."""

    kind: Literal["desk", "organisation"]
    id: UUID
    name: str


class Partner(msgspec.Struct, frozen=True):
    """A unit that works on a ticket beside its holder (协办): called together, reported in (报到), done with its part;
    `ended`: it was resolved without it."""

    kind: Literal["desk", "organisation"]
    id: UUID
    name: str
    state: Literal["called", "arrived", "done", "ended"]


class Ticket(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A ticket as staff see it; `assignee`, `reporter` and `filed_by` are None for those who may not know them. Most
    tickets have most defaults: they are not sent.

    `path`: ids from the district down to `area`. `number`: said in groups of three ("100 123"). `next_by`: the next
    promise that is still open. `waiting_since`: it waits for the resident, its clocks stand still. `open_calls`:
    units called that have not reported in. `partners`: units called that did not decline. `decided`: the level above
    has said who does it. `decider`: the desk above that has it to decide; None: its own desk. `hung_until`: it cannot
    be done now, looked at again then. `excluded`: from the rates. `repeats`: earlier ones like it. `pool`: volunteers
    may take it, or one has. `asked_for`: an exception that waits for somebody's word. `asked_again_at`: the resident
    is asked whether it is still good. `following`: the reader follows what somebody else reported; she sees no words,
    no names, and the place down to the building. `call_me`: the reporter asks to be called (请社区打给我); `phoned_at`:
    somebody had themselves connected with her last. `voice_seconds`: she said it instead of writing; 0: she did not.
    """

    id: UUID
    number: int
    version: int
    state: State
    category: str
    text: str
    area: UUID
    path: tuple[UUID, ...]
    place: str
    place_text: str
    desk: UUID
    desk_name: str
    holder: Holder
    assignee: Named | None
    reporter: Named | None
    photo_count: int
    practice: bool
    refusals: int
    satisfaction: int | None
    origin: Origin
    filed_by: Named | None = None
    staff_only: bool = False
    urgent: bool = False
    complaint_about: UUID | None = None
    parent: UUID | None = None
    open_children: int = 0
    open_calls: int = 0
    partners: tuple[Partner, ...] = ()
    decided: bool = False
    decider: UUID | None = None
    merged_into: UUID | None = None
    followers: int = 0
    following: bool = False
    call_me: bool = False
    phoned_at: datetime | None = None
    voice_seconds: int = 0
    repeats: int = 0
    pool: Literal["offered", "taken"] | None = None
    extensions: int = 0
    excluded: bool = False
    asked_for: Literal["extend", "hang", "exclude"] | None = None
    created_at: datetime
    updated_at: datetime
    acknowledge_by: datetime
    respond_by: datetime | None = None
    resolve_by: datetime
    next_by: datetime | None = None
    responded_at: datetime | None = None
    accepted_at: datetime | None = None
    waiting_since: datetime | None = None
    hung_until: datetime | None = None
    asked_again_at: datetime | None = None
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None


class Agent(msgspec.Struct, frozen=True):
    """Who acted for a resident, with her consent (由…代办)."""

    name: str
    tie: Tie


class Actor(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who took a step: name and unit (a desk, an organisation, "居民"). The name is empty for who may not know it.
    `agent`: who did it for that person."""

    name: str
    unit: str
    agent: Agent | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the timeline. `next`: who has it now, or whom it names. `due`: a time it sets. `subject`: what else
    it is about: a sub-task, a unit called, the ticket it was merged into. `routed`: by which rule it came to `next`;
    `earlier`: the numbers of what it repeats, when it is at least the third, the newest five; both among staff."""

    kind: StepKind
    at: datetime
    by: Actor
    audience: Audience = "resident"
    text: str = ""
    next: Holder | None = None
    due: datetime | None = None
    subject: UUID | None = None
    units: tuple[Holder, ...] = ()
    routed: Routed | msgspec.UnsetType = msgspec.UNSET
    earlier: tuple[int, ...] | msgspec.UnsetType = msgspec.UNSET


class Handler(msgspec.Struct, frozen=True):
    """An organisation that a ticket can be dispatched to; `suggested`: its duty is the category's."""

    id: UUID
    kind: str
    name: str
    suggested: bool


class Position(msgspec.Struct, frozen=True):
    """Where she stood, as she agreed to tell: WGS 84, degrees. `metres`: how exact that is, as her phone says."""

    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    metres: Annotated[int, msgspec.Meta(ge=0, le=100_000)] | None = None


class TicketDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One ticket with everything its page shows.

    `actions`: what the reader may do now; `handlers`: organisations it can go to; `colleagues`: people of the
    unit that holds it, for who may hand it to one of them. `voice`: what she said; of a complaint about an organisation
    for desks only, for a voice is known as a face is. `position`: where she stood; in no list and no event.
    """

    ticket: Ticket
    photos: list[Photo]
    voice: Voice | None
    position: Position | None
    before: list[Photo]
    evidence: list[Photo]
    timeline: list[Step]
    actions: list[Action]
    handlers: list[Handler]
    colleagues: list[Named]


class Emergency(msgspec.Struct, frozen=True):
    """What to do before reporting; shown with a dial button for each phone."""

    text: str
    text_en: str
    phones: list[str]


class Created(Ticket, frozen=True, kw_only=True, omit_defaults=True):
    """A new ticket, for who reported it, with what to do first."""

    emergency: Emergency | None = None


class Promise(msgspec.Struct, frozen=True):
    """A time in hours, round the clock ("h"), or in working days of the calendar ("d")."""

    amount: int
    unit: Literal["h", "d"]


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of report with its times and who does it as a rule (`default_handler`: a duty).

    `evidence`: what shows that it is done. `comes_back`: the resident is asked again four weeks later.
    `acknowledge_minutes`: of work. `respond`: the first words to the resident. `urgent`: everything runs round the
    clock.
    `about`: it complains about the organisation of this kind that serves the place."""

    key: str
    group: str
    group_en: str
    name: str
    name_en: str
    acknowledge_minutes: int
    respond: Promise
    resolve: Promise
    default_handler: str
    emergency: Emergency | None
    evidence: Literal["photo", "words"] = "photo"
    comes_back: bool = False
    urgent: bool = False
    about: OrganisationKind | None = None


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """When two reports of a category can be of one thing: in one area of `level`, or within `metres` of each other.

    `kin`: categories that people take for this one. `words`: what speaks of it, whatever category was chosen.
    `offered`: residents may learn that such a thing has been reported nearby.
    """

    level: Level
    metres: int
    kin: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    offered: bool = True


class CategoryList(msgspec.Struct, frozen=True):
    categories: list[Category]


class Create(msgspec.Struct, frozen=True, kw_only=True):
    """A report. `area`: the finest area known; `place_text`: what the tree does not have ("门口"). `about`: the
    organisation it complains about, which will neither get nor see it. `call_me`: she asks to be called; `voice`: she
    has said it. She need not write then: without a text the ticket has the name of its category."""

    area: UUID
    category: Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
    text: Annotated[str, msgspec.Meta(max_length=800)] = ""
    call_me: bool = False
    voice: UUID | None = None
    place_text: ShortText = ""
    photos: Photos = []
    position: Position | None = None
    about: UUID | None = None


class Versioned(msgspec.Struct, frozen=True, kw_only=True):
    """`version`: what the client saw; refused as stale when the ticket has moved on."""

    version: int | None = None


class Acknowledge(Versioned, frozen=True, kw_only=True):
    note: ShortText = ""


class Dispatch(Versioned, frozen=True, kw_only=True):
    """To an organisation, or to one person of the unit that holds it."""

    organisation: UUID | None = None
    account: UUID | None = None
    note: ShortText = ""


class Start(Versioned, frozen=True, kw_only=True):
    note: ShortText = ""


class Note(Versioned, frozen=True, kw_only=True):
    text: Text
    audience: Audience = "internal"


class Resolve(Versioned, frozen=True, kw_only=True):
    """`photos`: the evidence, at least one; or only words, for a category where no picture can show it.
    `before`: how it looked, when nobody took that on arrival."""

    text: Text
    photos: Photos = []
    before: Photos = []


class Confirm(Versioned, frozen=True, kw_only=True):
    satisfaction: Annotated[int, msgspec.Meta(ge=1, le=5)] | None = None
    text: ShortText = ""


class Reopen(Versioned, frozen=True, kw_only=True):
    reason: Text


class NextOwner(msgspec.Struct, frozen=True):
    """Exactly one: the desk of an area, or an organisation."""

    area: UUID | None = None
    organisation: UUID | None = None


class Reject(Versioned, frozen=True, kw_only=True):
    """Who refuses says why and who takes it."""

    reason: Text
    next: NextOwner
