"""What certification answers, as structs; read as `shequtong.types` says."""

from datetime import date, datetime
from uuid import UUID

from shequtong.types import Photo, Struct


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
