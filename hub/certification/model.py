"""Programmes, persons and tries as clients get them."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from hub.certification.types import FreshnessFound, Model, Quality, RetakeReason, ReviewReason
from hub.media.types import Photo

State = Literal[
    "checking", "asking", "review", "refusing", "appealed", "passed", "retake", "refused", "withdrawn"
]
OPEN: tuple[State, ...] = ("checking", "asking", "review", "refusing", "appealed")
QUEUE: tuple[State, ...] = ("review", "refusing", "appealed")
Way = Literal["phone", "desk", "visit"]
FreshnessKind = Literal["newspaper", "code"]
Relation = Literal["child", "spouse", "sibling", "other"]
Benefit = Literal["paid", "paused"]

Verdict = Literal["pass", "retake", "refuse"]

RoomReason = Literal[
    "machine_failed", "tries_spent", "inconsistent", "asked_for_person", "same_face", "gateway_unlike", "gateway_away"
]  # fmt: skip
"""Why a person decides, beyond what the worker says. `inconsistent`: a pass without what a pass needs;
`same_face`: another identity looks alike; `gateway_*`: public security said no, or could not be asked."""
AnyReason = RetakeReason | ReviewReason | RoomReason

Step = Literal[
    "listed", "changed", "left", "consented", "consent_withdrawn", "proxy_asked", "proxy_agreed", "proxy_ended",
    "submitted", "checked", "given_up", "asked_gateway", "passed", "retake", "refusal_proposed",
    "refused", "appealed", "handed_over", "reference_made", "reference_failed", "same_face", "reminded", "noticed",
    "paused", "resumed",
]  # fmt: skip


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """What is certified, e.g. 高龄津贴. `search_purpose`: why "one face, two people" is on; None: it is off."""

    id: UUID
    version: int
    key: str
    name: str
    name_en: str
    least_age: int | None
    every_months: int
    notice_days: int
    grace_days: int
    freshness: tuple[FreshnessKind, ...]
    newspaper_days: int
    most_tries: int
    keep_reference: bool
    gateway: bool
    authority: UUID | None
    search_purpose: str | None


class Programmes(msgspec.Struct, frozen=True):
    programmes: list[Programme]


class ConsentText(msgspec.Struct, frozen=True):
    """What a person agrees to, in the version that counts now."""

    version: int
    text: str
    text_en: str


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a person stands in a programme: nothing in it names her. `consent`: the version agreed to.

    `reference`: a template is kept. `tries`: of this round. `attempt`: the one under way.
    """

    id: UUID
    version: int
    programme: UUID
    area: UUID
    path: tuple[UUID, ...]
    certified_on: date | None
    certified_until: date | None
    due_on: date | None
    consent: int | None
    reference: bool
    tries: int
    benefit: Benefit
    paused_on: date | None
    reminded: int
    attempt: UUID | None
    left: bool


class RosterPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person of a roster with name and number masked: 罗**, 5104**********0013. `place`: where she lives, from the
    street to the door. `mine`: it is the reader herself."""

    standing: Standing
    name: str
    id_number: str
    place: str
    programme_name: str
    mine: bool = False


class RosterPersons(msgspec.Struct, frozen=True):
    persons: list[RosterPerson]
    next: str | None = None


class AppealMeasured(msgspec.Struct, frozen=True, kw_only=True):
    """What the machine saw on the new photo of an appeal, beside the reference; a person decides whatever it says."""

    reasons: tuple[AnyReason, ...]
    similarity: float | None
    threshold: float | None
    liveness: float | None
    quality: Quality | None
    model: Model | None


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One try. For the person herself without figures and names of officials."""

    id: UUID
    version: int
    person: UUID
    path: tuple[UUID, ...]
    state: State
    way: Way
    number: int
    freshness: FreshnessKind | None
    reasons: tuple[AnyReason, ...]
    note: str
    appeal: str
    final: bool
    photo: bool
    """A photo is kept still."""
    created_at: datetime
    verdict_at: datetime | None
    similarity: float | None = None
    threshold: float | None = None
    liveness: float | None = None
    found: FreshnessFound | None = None
    quality: Quality | None = None
    model: Model | None = None
    gateway_score: float | None = None
    twin: UUID | None = None
    """Another identity with a face alike."""
    twin_similarity: float | None = None
    """How alike: the cosine of the two references."""
    again: AppealMeasured | None = None
    """Of the appeal's own photo; the other figures are of the first one."""
    by: UUID | None = None
    proposed_by: UUID | None = None
    decided_by: UUID | None = None


class Attempts(msgspec.Struct, frozen=True):
    """`places`: of each try, down to the community. `officials`: names of those who took part, by account."""

    attempts: list[Attempt]
    places: dict[UUID, str]
    officials: dict[UUID, str]
    next: str | None = None


class PersonDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A person with her tries, the newest first (at most 20). `officials`: names of those who took part, by account;
    for staff."""

    person: RosterPerson
    attempts: list[Attempt]
    officials: dict[UUID, str] = {}


class AddPerson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Puts one person on a roster."""

    programme: UUID
    area: UUID
    name: str
    id_number: str
    phone: str = ""
    due_on: date | None = None

    def __repr__(self) -> str:
        return "AddPerson(…)"


class FindPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Looks for somebody by the number on her card, as she reads it out."""

    id_number: str

    def __repr__(self) -> str:
        return "FindPerson(…)"


class PutProgramme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A programme's figures as they shall be; `version` is the one that was read, 0 for a new one."""

    version: int
    name: str
    name_en: str
    least_age: int | None = None
    every_months: int = 12
    notice_days: int = 30
    grace_days: int = 30
    freshness: tuple[FreshnessKind, ...] = ("newspaper", "code")
    newspaper_days: int = 3
    most_tries: int = 5
    keep_reference: bool = True
    gateway: bool = False
    authority: UUID | None = None
    search_purpose: str | None = None


class Consent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`version`: of the text that was read. `way`: where an official heard it; `phone`: she gave it herself."""

    version: int
    way: Way = "phone"


class AskProxy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Asks to act for somebody. Both must be right; the answer does not say whether they were."""

    name: str
    id_number: str
    relation: Relation

    def __repr__(self) -> str:
        return "AskProxy(…)"


class ProxyAsked(msgspec.Struct, frozen=True):
    """The same answer whether or not such a person is on a roster."""

    asked: bool = True


class FamilyProxy(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    account: UUID
    name: str
    relation: Relation
    asked_at: datetime
    agreed: bool


class FamilyProxies(msgspec.Struct, frozen=True):
    proxies: list[FamilyProxy]


class AgreeProxy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`way`: where an official heard her; `phone`: she agreed herself."""

    way: Way = "phone"


class Unmasked(msgspec.Struct, frozen=True, kw_only=True):
    """In the clear, for who works on it; the look is written down."""

    name: str
    id_number: str
    phone: str

    def __repr__(self) -> str:
        return "Unmasked(…)"


class Submit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A try: photos that were sent to `/api/photos` before. `code` needs one asked for in the last minutes."""

    photo: UUID
    freshness: FreshnessKind
    second_photo: UUID | None = None


class TryCode(msgspec.Struct, frozen=True):
    """Digits to write on paper and hold beside the face. `expires_in` seconds."""

    code: str
    expires_in: int


class Certified(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An official saw her, at the desk or at home: as good as any photo. `evidence`: what was checked, at least five
    letters. `photo`: with her consent it becomes the reference when there is none."""

    way: Literal["desk", "visit"]
    evidence: str
    photo: UUID | None = None


class ReviewSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A doubtful try side by side with the reference. Opening it is written down; links expire in minutes.

    `decides`: what this reader may decide now. `officials`: names of those who took part, by account.
    """

    attempt: Attempt
    person: RosterPerson
    photo: Photo | None
    second_photo: Photo | None
    reference: Photo | None
    twin: RosterPerson | None
    twin_reference: Photo | None
    earlier: list[Attempt]
    decides: tuple[Verdict, ...]
    officials: dict[UUID, str]


class QueueCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many tries wait for the reader's decision, by state, and since when the oldest."""

    review: int = 0
    refusing: int = 0
    appealed: int = 0
    oldest: datetime | None = None


class ReviewVerdict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`refuse` proposes; another reviewer confirms with `refuse`, or ends it with `pass` or `retake`."""

    verdict: Verdict
    note: str = ""
    version: int | None = None


class Appeal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Against a refusal. `photo`: a new one; the earlier is erased."""

    text: str
    photo: UUID | None = None
