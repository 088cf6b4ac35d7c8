"""What notices look like outside this room, and what its commands take."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from hub.areas.types import AreaName
from hub.media.types import Photo

NoticeKind = Literal["notice", "policy", "alert"]
NoticeState = Literal["draft", "waiting", "scheduled", "published", "cleared", "expired", "withdrawn"]
NoticeStepKind = Literal[
    "written", "edited", "submitted", "approved", "declined", "published", "corrected", "cleared", "expired",
    "withdrawn",
]  # fmt: skip
NoticeAction = Literal["edit", "submit", "approve", "decline", "correct", "clear", "withdraw"]
NoticeListName = Literal["own", "staff"]

Tag = Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}(-[A-Za-z]{2,4})?$")]
GroupKey = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,39}$")]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Attached = Annotated[list[UUID], msgspec.Meta(max_length=9)]


class NoticeTitle(msgspec.Struct, frozen=True):
    """`summary`: what to do, for an alert; the gist of anything else."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    summary: Annotated[str, msgspec.Meta(max_length=160)] = ""


class NoticeWords(NoticeTitle, frozen=True):
    """What a notice says in one language."""

    text: Annotated[str, msgspec.Meta(max_length=4000)] = ""


NoticeTexts = Annotated[dict[Tag, NoticeWords], msgspec.Meta(min_length=1, max_length=4)]
"""By language: `zh` always, `en` and others when somebody translated it."""


class NoticeHead(msgspec.Struct, frozen=True, kw_only=True):
    """A notice as its readers see it in a list. `edition` above 1: 已更正. Who has read one below `asked_edition` is
    asked again. `attachments`: how many. `ended_text`: what was said when an alert was cleared."""

    id: UUID
    kind: NoticeKind
    state: NoticeState
    edition: int
    asked_edition: int
    words: dict[str, NoticeTitle]
    unit: str
    areas: tuple[UUID, ...]
    groups: tuple[str, ...]
    must_read: bool
    attachments: int
    published_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    ended_text: str


class NoticeReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """What a resident did with a notice. `reached_at`: its alarm stood on her phone. `edition`: what she read."""

    notice: UUID
    reached_at: datetime | None
    edition: int | None
    read_at: datetime | None


class MyNotice(msgspec.Struct, frozen=True):
    notice: NoticeHead
    receipt: NoticeReceipt | None


class MyNotices(msgspec.Struct, frozen=True):
    """A page, the newest first. `unread`: of all that is for her, at most 99. `topics`: where what changes is told."""

    notices: list[MyNotice]
    next: str | None
    unread: int
    topics: tuple[str, ...]


class FileLink(msgspec.Struct, frozen=True):
    """A PDF as a client gets it. The link expires as those of photos do."""

    id: UUID
    name: str
    bytes: int
    url: str


class NoticePage(msgspec.Struct, frozen=True, kw_only=True):
    """A notice to be read. `editions`: the earlier ones that readers saw."""

    notice: NoticeHead
    receipt: NoticeReceipt | None
    words: dict[str, NoticeWords]
    photos: list[Photo]
    files: list[FileLink]
    editions: list["NoticeEdition"]


class NoticeEdition(msgspec.Struct, frozen=True, kw_only=True):
    """An edition as it was shown. `published_at` None: nobody but staff has seen it yet."""

    number: int
    words: dict[str, NoticeWords]
    ask_again: bool
    published_at: datetime | None


class NoticePerson(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class NoticePending(msgspec.Struct, frozen=True, kw_only=True):
    """An edition that readers do not see yet."""

    number: int
    ask_again: bool
    written_by: NoticePerson
    written_at: datetime


class StaffNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice as staff see it in a list. `head` shows what readers see, else what they will see. `wide`: a second
    person looks first. `declined`: why it was sent back."""

    head: NoticeHead
    version: int
    targets: tuple[AreaName, ...]
    above: tuple[UUID, ...]
    wide: bool
    pending: NoticePending | None
    written_by: NoticePerson
    approved_by: NoticePerson | None
    publish_at: datetime | None
    declined: str
    created_at: datetime
    updated_at: datetime


class StaffNotices(msgspec.Struct, frozen=True):
    """A page, the newest first; `next` is the cursor of the following page."""

    notices: list[StaffNotice]
    next: str | None


class NoticeDesk(msgspec.Struct, frozen=True, kw_only=True):
    """A notice on the desk, with every edition and what the reader may do. `photos`, `files`: of the newest edition."""

    notice: StaffNotice
    editions: list[NoticeEdition]
    photos: list[Photo]
    files: list[FileLink]
    may: tuple[NoticeAction, ...]


class NoticeChanged(msgspec.Struct, frozen=True):
    """`was`: None when it has just been written. `by`: None: the service."""

    step: NoticeStepKind
    was: NoticeState | None
    by: NoticePerson | None
    notice: StaffNotice


class NoticeShown(msgspec.Struct, frozen=True):
    step: NoticeStepKind
    notice: NoticeHead


class NoticeCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """How far a notice has come. `people`: accounts it is for; `reached`: of an alert, whose phone showed it;
    `sent`: messages to those who were not; `households` and how many of them have read."""

    notice: UUID
    people: int
    reached: int
    read: int
    sent: int
    households: int
    households_read: int


class BuildingCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """One building (or estate of single houses)."""

    building: UUID
    place: str
    people: int
    reached: int
    read: int
    sent: int
    households: int
    households_read: int


class NoticeCoverages(msgspec.Struct, frozen=True):
    total: NoticeCoverage
    buildings: list[BuildingCoverage]


class NoticeDoor(msgspec.Struct, frozen=True, kw_only=True):
    """A household without a receipt. `people`: who lives there with an account; `sent`: messages that went there."""

    dwelling: UUID
    building: UUID
    place: str
    people: int
    sent: int


class NoticeDoors(msgspec.Struct, frozen=True):
    doors: list[NoticeDoor]
    next: str | None


class NoticeReach(msgspec.Struct, frozen=True):
    """Whom a choice of areas and groups would reach. `wide`: a second person would have to look first."""

    households: int
    people: int
    wide: bool


class NoticeGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group; `declared`: people say themselves that they are in it. `mine`: the reader is."""

    key: str
    name: str
    name_en: str
    declared: bool
    mine: bool


class NoticeGroups(msgspec.Struct, frozen=True):
    groups: list[NoticeGroup]


class WriteNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice whole. `publish_at`: not before; `photos` and `files`: uploaded by who writes."""

    kind: NoticeKind
    areas: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=20)]
    groups: Annotated[list[GroupKey], msgspec.Meta(max_length=8)] = []
    words: NoticeTexts
    must_read: bool = False
    publish_at: datetime | None = None
    expires_at: datetime | None = None
    photos: Attached = []
    files: Attached = []


class EditNotice(WriteNotice, frozen=True, kw_only=True):
    """`version`: what the client saw; refused as stale when it has moved on."""

    version: int | None = None


class NoticeStepAsked(msgspec.Struct, frozen=True, kw_only=True):
    version: int | None = None


class DeclineNotice(NoticeStepAsked, frozen=True, kw_only=True):
    reason: Reason


class CorrectNotice(NoticeStepAsked, frozen=True, kw_only=True):
    """`ask_again`: who has read it is asked again."""

    words: NoticeTexts
    ask_again: bool = False
    photos: Attached = []
    files: Attached = []


class WithdrawNotice(NoticeStepAsked, frozen=True, kw_only=True):
    reason: Reason


class ClearNotice(NoticeStepAsked, frozen=True, kw_only=True):
    """`text`: what people should know now."""

    text: Annotated[str, msgspec.Meta(max_length=160)] = ""


class ReadNotice(msgspec.Struct, frozen=True):
    """`edition`: the one that was read."""

    edition: Annotated[int, msgspec.Meta(ge=1)]


class NoticeReached(msgspec.Struct, frozen=True):
    """The alarm stands on the phone."""


class DeclareGroup(msgspec.Struct, frozen=True):
    """This group is mine."""
