"""What moderation shares with rooms and clients."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Protocol, get_args, runtime_checkable
from uuid import UUID

import msgspec

from hub.db import Connection
from hub.media.types import Photo
from hub.sight import Sight

CaseState = Literal["checking", "held", "clear", "reported", "hidden", "appealed", "final"]
CaseStep = Literal[
    "checking", "held", "passed", "reported", "opened", "pulled", "published", "kept", "hidden", "undone",
    "appealed", "restored", "refused", "redacted",
]  # fmt: skip
Advice = Literal["phone", "id_number", "reported", "other"]
"""What the author of a held thing is told: it seems to hold a number; it was reported; a person looks at it."""
ReportReason = Literal["advert", "abuse", "privacy", "untrue", "danger", "other"]
REPORT_REASONS: tuple[ReportReason, ...] = get_args(ReportReason)

Why = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
"""A reason in words; at least `REASON` letters after trimming."""
REASON = 2


class Checked(msgspec.Struct, frozen=True):
    """What the check says of a thing that is about to be public.

    `held`: not shown to others until it is published. `reasons`: of the rules that matched, for staff, never shown to
    others. `advice`: what its author may be told.
    """

    held: bool
    reasons: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()


class Shown(msgspec.Struct, frozen=True):
    """A thing as its room shows it to a reviewer. `status`: `shown`, or why others do not see it."""

    words: str
    photos: tuple[UUID, ...]
    author: UUID
    area: UUID
    status: Literal["shown", "held", "hidden", "gone"]


@runtime_checkable
class Target(Sight, Protocol):
    """A kind of thing that can be moderated; given by its room where the hub is put together. Who reports one has to
    see it.

    Each runs in the transaction that changes the case, before the case's own events.
    """

    async def shown(self, tx: Connection, subject: UUID) -> Shown | None:
        """The thing for the reviewer; None when there is none."""

    async def publish(self, tx: Connection, subject: UUID) -> None:
        """A held one is let through: the room changes its row and appends its own events."""

    async def hide(self, tx: Connection, subject: UUID, reason: str) -> None:
        """Gone from the lists of others; its author still sees it, with the reason. Also one that is held, or hidden
        for another reason, which this one replaces."""

    async def restore(self, tx: Connection, subject: UUID) -> None:
        """What was hidden is shown again, or for the first time when it was held before."""


@runtime_checkable
class Past(Protocol):
    """What a target may do besides: give what new rules are tried on."""

    async def past(self, connection: Connection, district: UUID, days: int, limit: int) -> list[str]:
        """The words of its things of the last days, the newest first."""


@runtime_checkable
class Redrawn(Protocol):
    """What a target may do besides: say that parts of a photo were blacked out, to who has the thing on a screen."""

    async def redrawn(self, tx: Connection, subject: UUID) -> None:
        """The room appends its own event: the thing's photos have new links."""


class ModerationPerson(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class ModerationCase(msgspec.Struct, frozen=True, kw_only=True):
    """A thing on the desk of who moderates. `words` as they stood when it was held or reported; `reports` since staff
    last decided; `waits_since`: when it came into its present state."""

    id: UUID
    version: int
    kind: str
    subject: UUID
    state: CaseState
    area: UUID
    path: tuple[UUID, ...]
    area_name: str
    author: ModerationPerson
    words: str
    photos: int
    reasons: tuple[str, ...]
    advice: tuple[Advice, ...]
    reports: int
    urgent: bool
    hidden_by: ModerationPerson | None
    hidden_at: datetime | None
    hide_reason: str
    appeal: str
    appealed_at: datetime | None
    decided_by: ModerationPerson | None
    decided_at: datetime | None
    decision: str
    waits_since: datetime
    created_at: datetime


class ModerationStep(msgspec.Struct, frozen=True):
    """A line of a case's history; `by` None: the check, or who reported."""

    step: CaseStep
    state: CaseState
    by: ModerationPerson | None
    reason: str
    at: datetime


class ThingReport(msgspec.Struct, frozen=True):
    """What somebody said against it; who, stays with the audit log."""

    reason: ReportReason
    words: str
    at: datetime


class ModerationDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A case with what its room shows now. `now` None: its room has it no more. `may_decide`: this reader may decide in
    its present state; of an appeal, nobody who hid it."""

    case: ModerationCase
    words: str
    photos: list[Photo]
    gone: bool
    steps: list[ModerationStep]
    reports: list[ThingReport]
    may_decide: bool
    blocked_until: datetime | None


class ModerationList(msgspec.Struct, frozen=True):
    cases: list[ModerationCase]
    next: str | None


class ModerationCounts(msgspec.Struct, frozen=True):
    held: int
    reported: int
    appealed: int


class MyCase(msgspec.Struct, frozen=True, kw_only=True):
    """The author's view: what is said to him and what he may do. A report alone does not show."""

    id: UUID
    version: int
    kind: str
    subject: UUID
    state: Literal["checking", "held", "clear", "hidden", "appealed", "final"]
    words: str
    advice: tuple[Advice, ...]
    reason: str
    hidden_at: datetime | None
    appeal: str
    appealed_at: datetime | None
    decision: str
    decided_at: datetime | None


class MyCases(msgspec.Struct, frozen=True):
    cases: list[MyCase]
    blocks: list["MyBlock"]
    next: str | None


class MyBlock(msgspec.Struct, frozen=True, kw_only=True):
    """Where I may not speak, until when, and why."""

    id: UUID
    area_name: str
    reason: str
    until: datetime


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may not speak in an area and below it. `ended`: it ran out or was lifted."""

    id: UUID
    version: int
    account: ModerationPerson
    area: UUID
    path: tuple[UUID, ...]
    area_name: str
    reason: str
    until: datetime
    created_by: ModerationPerson
    created_at: datetime
    lifted_by: ModerationPerson | None
    lifted_at: datetime | None
    lift_reason: str


class BlockList(msgspec.Struct, frozen=True):
    blocks: list[Block]
    next: str | None


class ReportThing(msgspec.Struct, frozen=True, kw_only=True):
    kind: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    subject: UUID
    reason: ReportReason
    words: Annotated[str, msgspec.Meta(max_length=300)] = ""


class Reported(msgspec.Struct, frozen=True):
    """Said to who reported: it has arrived."""

    kind: str
    subject: UUID


class OpenCase(msgspec.Struct, frozen=True, kw_only=True):
    kind: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    subject: UUID


class DecideCase(msgspec.Struct, frozen=True, kw_only=True):
    """`step`: what is decided. `reason`: said to the author when it is hidden, undone, restored or refused. `version`:
    what was seen."""

    step: Literal["published", "kept", "hidden", "undone", "restored", "refused"]
    reason: Annotated[str, msgspec.Meta(max_length=300)] = ""
    version: int


class AppealCase(msgspec.Struct, frozen=True, kw_only=True):
    words: Why
    version: int


class BlockAccount(msgspec.Struct, frozen=True, kw_only=True):
    """`area`: there and below."""

    account: UUID
    area: UUID
    reason: Why
    until: datetime


class ModerationFound(msgspec.Struct, frozen=True):
    """Somebody who was looked for: `called`, as neighbours read it; `place`: where she lives, for namesakes."""

    id: UUID
    name: str
    called: str
    place: str


class ModerationPeople(msgspec.Struct, frozen=True):
    """People of an area, for who moderates there; at most twenty."""

    people: list[ModerationFound]


class LiftBlock(msgspec.Struct, frozen=True, kw_only=True):
    reason: Why
    version: int


class ModerationRule(msgspec.Struct, frozen=True, kw_only=True):
    """A word that holds what it is found in; parts with * between them stand within `matching.NEAR` letters of each
    other. `kinds`: of things; none: all. `reason`: shown to staff."""

    id: UUID
    text: str
    kinds: tuple[str, ...]
    reason: str
    created_by: ModerationPerson | None
    created_at: datetime


class ModerationSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How a district checks. `numbers`: phone and identity numbers are held. `outer_check`: the outer service is asked.
    `reports_urgent`: so many reports put a thing in front; `reports_hold`: they also hold it."""

    version: int
    numbers: bool
    outer_check: bool
    reports_urgent: int
    reports_hold: bool


class ModerationRules(msgspec.Struct, frozen=True):
    """`kinds`: of the things this hub moderates."""

    settings: ModerationSettings
    rules: list[ModerationRule]
    kinds: list[str]


class GivenRule(msgspec.Struct, frozen=True, kw_only=True):
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    kinds: Annotated[tuple[str, ...], msgspec.Meta(max_length=20)] = ()


class ChangeRules(msgspec.Struct, frozen=True, kw_only=True):
    """Rules to add (those that are there get the new reason and kinds) and to remove; `version`: what was seen."""

    version: int
    add: Annotated[Sequence[GivenRule], msgspec.Meta(max_length=500)] = ()
    remove: Annotated[Sequence[UUID], msgspec.Meta(max_length=500)] = ()


class ChangeModeration(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    numbers: bool
    outer_check: bool
    reports_urgent: Annotated[int, msgspec.Meta(ge=1, le=100)]
    reports_hold: bool


class TryRules(msgspec.Struct, frozen=True, kw_only=True):
    rules: Annotated[Sequence[GivenRule], msgspec.Meta(min_length=1, max_length=500)]


class TriedRules(msgspec.Struct, frozen=True):
    """What they would have held of the last 30 days. `examples`: the newest, cut short."""

    looked_at: int
    held: int
    examples: list[str]


class Rectangle(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a photo, as fractions of its width and height from the upper left corner."""

    x: Annotated[float, msgspec.Meta(ge=0, le=1)]
    y: Annotated[float, msgspec.Meta(ge=0, le=1)]
    width: Annotated[float, msgspec.Meta(gt=0, le=1)]
    height: Annotated[float, msgspec.Meta(gt=0, le=1)]


class RedactPhoto(msgspec.Struct, frozen=True, kw_only=True):
    rectangles: Annotated[Sequence[Rectangle], msgspec.Meta(min_length=1, max_length=50)]
    reason: Why
