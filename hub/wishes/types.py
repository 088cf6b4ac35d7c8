"""What a wish looks like outside this room, four ways, and what commands take."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

WishState = Literal["asked", "returned", "refused", "open", "claimed", "fulfilled", "thanked", "withdrawn"]
WallState = Literal["open", "claimed", "fulfilled", "thanked", "gone"]
WishKind = Literal["thing", "help", "company", "repair", "learning", "health", "other"]
WishLevel = Literal["community", "street", "district"]
ClaimerKind = Literal["resident", "volunteer", "party", "organisation"]
WishConsent = Literal["spoken", "signed"]
WishStepKind = Literal[
    "asked", "edited", "published", "returned", "refused", "claimed", "contacted", "reminded", "lapsed", "ungranted",
    "released",
    "taken_back", "fulfilled", "not_yet", "thanked", "closed", "raised", "withdrawn", "hidden", "restored",
    "let_through",
]  # fmt: skip
WishAction = Literal[
    "edit", "publish", "give_back", "refuse", "claim", "contacted", "release", "take_back", "fulfil", "not_yet",
    "thank", "withdraw", "contact",
]  # fmt: skip

WishWords = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
WishLine = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
WishNote = Annotated[str, msgspec.Meta(max_length=300)]
WishPhotos = Annotated[list[UUID], msgspec.Meta(max_length=3)]
PlaceWords = Annotated[str, msgspec.Meta(max_length=100)]


class WishPerson(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class WishClaimer(msgspec.Struct, frozen=True):
    """Who has claimed it: for an organisation its name beside that of who acts for it."""

    kind: ClaimerKind
    id: UUID
    name: str
    organisation: WishPerson | None = None


class WishShown(msgspec.Struct, frozen=True, kw_only=True):
    """A wish on the wall. `state` "gone": it is not there any more, and says nothing. `path`: district … community.
    `level`: how far it is shown. `claimed_by`: what kind of claimer; `organisation`: its name, when it is one."""

    id: UUID
    number: int
    version: int
    state: WallState
    kind: WishKind
    text: str
    community: str
    path: tuple[UUID, ...]
    level: WishLevel
    photos: int
    claimed_by: ClaimerKind | None
    organisation: str
    thanks: str
    published_at: datetime | None
    closed_at: datetime | None


class WishMine(msgspec.Struct, frozen=True, kw_only=True):
    """A wish, for who asked. `text`: her own words; `public_text`: what the wall says. `advice`: why it was given back,
    refused or hidden. `claimer`: who will come, by name. `contact_by`: till then the claimer has to call;
    `grant_by`: and, having called, to grant it."""

    id: UUID
    number: int
    version: int
    state: WishState
    kind: WishKind
    text: str
    public_text: str
    advice: str
    hidden: bool
    community: str
    level: WishLevel
    photos: int
    claimed_by: ClaimerKind | None
    claimer: str
    organisation: str
    claimed_at: datetime | None
    contact_by: datetime | None
    contacted_at: datetime | None
    grant_by: datetime | None
    note: str
    thanks: str
    held: bool
    created_at: datetime
    published_at: datetime | None
    fulfilled_at: datetime | None
    closed_at: datetime | None


class WishTaken(msgspec.Struct, frozen=True, kw_only=True):
    """A wish, for who claimed it. `mine` False: the claim is over; the last they hear of it. `by`: who of the
    organisation claimed it."""

    id: UUID
    number: int
    version: int
    state: WishState
    kind: WishKind
    text: str
    community: str
    mine: bool
    by: WishPerson
    organisation: WishPerson | None
    claimed_at: datetime
    contact_by: datetime
    contacted_at: datetime | None
    grant_by: datetime | None
    note: str
    thanks: str
    fulfilled_at: datetime | None
    closed_at: datetime | None


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """A wish, for staff: everything but who asked. `text`: as it was asked. `account`: whether she has one; `asked_by`:
    staff who asked for her, with `consent`. `raise_at`: unmet till then it goes one level up."""

    id: UUID
    number: int
    version: int
    state: WishState
    kind: WishKind
    text: str
    public_text: str
    advice: str
    account: bool
    asked_by: WishPerson | None
    consent: WishConsent | None
    community: str
    path: tuple[UUID, ...]
    level: WishLevel
    photos: int
    claimer: WishClaimer | None
    claimed_at: datetime | None
    contact_by: datetime | None
    contacted_at: datetime | None
    grant_by: datetime | None
    note: str
    thanks: str
    shared: bool
    held: bool
    hidden: str | None
    practice: bool
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    raise_at: datetime | None
    fulfilled_at: datetime | None
    closed_at: datetime | None


class WishStep(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a wish's story. `by`: the name of who did it; empty for who may not know it, and for the service."""

    kind: WishStepKind
    at: datetime
    by: str = ""
    text: str = ""


class WishSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A wish as its reader may see it: each part that fits; never all None."""

    shown: WishShown | None = None
    mine: WishMine | None = None
    taken: WishTaken | None = None
    desk: Wish | None = None


class WishPhoto(msgspec.Struct, frozen=True, kw_only=True):
    """A photo without where and when it was taken. `purpose`: asked with it, shows that it is done, says thanks.
    `shown`: on the wall."""

    id: UUID
    width: int
    height: int
    url: str
    preview_url: str
    purpose: Literal["ask", "done", "thanks"]
    shown: bool


class WishPage(msgspec.Struct, frozen=True, kw_only=True):
    """One wish with everything its page shows; `actions`: what the reader may do now; `organisations`: those she could
    claim it for; `steps`: its story, for who asked and for staff."""

    wish: WishSeen
    photos: list[WishPhoto]
    actions: list[WishAction]
    organisations: list[WishPerson]
    steps: list[WishStep]


class WishWall(msgspec.Struct, frozen=True):
    """A page, the newest first; `next` is the cursor of the following page."""

    wishes: list[WishShown]
    next: str | None


class MyWishes(msgspec.Struct, frozen=True):
    wishes: list[WishMine]
    next: str | None


class TakenWishes(msgspec.Struct, frozen=True):
    wishes: list[WishTaken]
    next: str | None


class DeskWishes(msgspec.Struct, frozen=True):
    wishes: list[Wish]
    next: str | None


class WishCounts(msgspec.Struct, frozen=True):
    """Of what staff see: how many wait to be read, are open, are claimed and not contacted yet (`waiting`), claimed in
    all, done but not confirmed, granted, and open above their community (`raised`)."""

    asked: int
    open: int
    waiting: int
    claimed: int
    fulfilled: int
    thanked: int
    raised: int


class WishRules(msgspec.Struct, frozen=True, kw_only=True):
    """Days, and how many one may have at once. `contact_days`: to get in touch after claiming; `grant_days`:
    after that, to grant it."""

    contact_days: Annotated[int, msgspec.Meta(ge=2, le=30)] = 7
    grant_days: Annotated[int, msgspec.Meta(ge=1, le=180)] = 30
    remind_days: Annotated[int, msgspec.Meta(ge=1, le=29)] = 5
    street_days: Annotated[int, msgspec.Meta(ge=1, le=180)] = 14
    district_days: Annotated[int, msgspec.Meta(ge=1, le=180)] = 14
    close_days: Annotated[int, msgspec.Meta(ge=1, le=90)] = 14
    claims_per_account: Annotated[int, msgspec.Meta(ge=1, le=50)] = 3
    claims_per_organisation: Annotated[int, msgspec.Meta(ge=1, le=500)] = 20
    wishes_per_asker: Annotated[int, msgspec.Meta(ge=1, le=20)] = 2


class WishContact(msgspec.Struct, frozen=True):
    """Who asked, at which phone, at which door; the look is written down."""

    name: str
    phone: str
    place: str

    def __repr__(self) -> str:
        return "WishContact(…)"


class AskWish(msgspec.Struct, frozen=True, kw_only=True):
    """`home`: one of the asker's own verified dwellings."""

    kind: WishKind
    text: WishWords
    home: UUID
    place_text: PlaceWords = ""
    photos: WishPhotos = []


class AskWishFor(AskWish, frozen=True, kw_only=True):
    """Asked by staff for somebody who agreed to it. `home`: a dwelling, or as fine as it is known."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
    phone: Annotated[str, msgspec.Meta(max_length=40)] = ""
    consent: WishConsent


class WishVersion(msgspec.Struct, frozen=True, kw_only=True):
    """`version`: what the client saw; refused as stale when the wish has moved on."""

    version: int | None = None


class EditWish(WishVersion, frozen=True, kw_only=True):
    """The wish in better words."""

    kind: WishKind
    text: WishWords


class PublishWish(WishVersion, frozen=True, kw_only=True):
    """What the wall says: without name, phone and door. `photos`: those that may be shown."""

    text: WishLine
    photos: WishPhotos = []


class WishReason(WishVersion, frozen=True, kw_only=True):
    """Advice, or a reason."""

    text: WishLine


class ClaimWish(WishVersion, frozen=True, kw_only=True):
    """`organisation`: for one that the claimer acts for; else for herself."""

    organisation: UUID | None = None


class FulfilWish(WishVersion, frozen=True, kw_only=True):
    text: WishNote = ""
    photos: WishPhotos = []


class ThankWish(WishVersion, frozen=True, kw_only=True):
    """`share`: words and photo may hang on the wall, without who she is. `post`: the words stand in the feed of her
    community as well, under the name that she has there."""

    text: WishNote = ""
    photos: WishPhotos = []
    share: bool = False
    post: bool = False


class WishChanged(msgspec.Struct, frozen=True):
    """For staff."""

    step: WishStep
    was: WishState | None
    wish: Wish


class WishShownChanged(msgspec.Struct, frozen=True):
    """For the wall."""

    step: WishStepKind
    wish: WishShown


class WishMineChanged(msgspec.Struct, frozen=True):
    """For who asked."""

    step: WishStep
    wish: WishMine


class WishTakenChanged(msgspec.Struct, frozen=True):
    """For who claimed it."""

    step: WishStep
    wish: WishTaken
