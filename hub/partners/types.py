"""What offers of partner organisations look like outside this room, and what commands take."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

PartnerKind = Literal["room", "goods", "hours", "money"]
PartnerOfferState = Literal["open", "closed"]
PartnerAskState = Literal["asked", "given", "handed", "refused", "withdrawn"]
PartnerAct = Literal["close", "ask", "give", "refuse", "hand_over", "withdraw", "thank"]
PartnerAmount = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
PartnerNote = Annotated[str, msgspec.Meta(max_length=200)]
PartnerReason = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class PartnerOffer(msgspec.Struct, frozen=True, kw_only=True):
    """An offer, for everybody. `partner`: the organisation's name. `areas`: for whom. Of `total` (counted in `unit`)
    `given` is promised or handed over, `handed` of it handed over; `waiting`: asks without an answer."""

    id: UUID
    number: int
    version: int
    state: PartnerOfferState
    kind: PartnerKind
    title: str
    text: str
    unit: str
    total: int
    given: int
    handed: int
    waiting: int
    organisation: UUID
    partner: str
    areas: tuple[UUID, ...]
    area_names: tuple[str, ...]
    ends_at: datetime
    reason: str


class PartnerAsk(msgspec.Struct, frozen=True, kw_only=True):
    """What a community asks of an offer. `wish`: the number of the wish that the money is for. `answer`: of the
    organisation: a reason, or when and where; `note`: of who handed it over; `thanks`: of who
    asked."""

    id: UUID
    version: int
    state: PartnerAskState
    offer: UUID
    offer_number: int
    title: str
    kind: PartnerKind
    unit: str
    partner: str
    area: UUID
    path: tuple[UUID, ...]
    area_name: str
    asked_by_name: str
    purpose: str
    wish: int | None
    amount: int
    given: int
    answer: str
    note: str
    thanks: str
    asked_at: datetime
    answered_at: datetime | None
    handed_at: datetime | None


class PartnerAskItem(msgspec.Struct, frozen=True):
    """An ask with what its reader may do now."""

    ask: PartnerAsk
    may: list[PartnerAct]


class PartnerOfferPage(msgspec.Struct, frozen=True):
    """One offer. `asks`: those that the reader may see, the newest first; `may`: what she may do with the offer."""

    offer: PartnerOffer
    asks: list[PartnerAskItem]
    may: list[PartnerAct]


class PartnerOffers(msgspec.Struct, frozen=True):
    """A page, the newest first; `next` is the cursor of the following page."""

    offers: list[PartnerOffer]
    next: str | None


class OfferResource(msgspec.Struct, frozen=True, kw_only=True):
    """`organisation`: one that the caller acts for. `unit`: what `total` counts (场, 件, 小时, 元)."""

    organisation: UUID
    kind: PartnerKind
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    text: Annotated[str, msgspec.Meta(max_length=500)] = ""
    unit: Annotated[str, msgspec.Meta(min_length=1, max_length=8)]
    total: PartnerAmount
    areas: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=10)]
    ends_at: datetime


class CloseOffer(msgspec.Struct, frozen=True, kw_only=True):
    reason: PartnerReason
    version: int | None = None


class AskPartner(msgspec.Struct, frozen=True, kw_only=True):
    """`area`: which asks. `wish`: the number of a wish, for money."""

    area: UUID
    amount: PartnerAmount
    purpose: PartnerReason
    wish: int | None = None


class GivePartner(msgspec.Struct, frozen=True, kw_only=True):
    """`amount`: up to what was asked. `answer`: when and where."""

    amount: PartnerAmount
    answer: PartnerNote = ""
    version: int | None = None


class RefusePartner(msgspec.Struct, frozen=True, kw_only=True):
    reason: PartnerReason
    version: int | None = None


class HandOverPartner(msgspec.Struct, frozen=True, kw_only=True):
    """`note`: what was handed over, to whom."""

    note: PartnerNote = ""
    version: int | None = None


class ThankPartner(msgspec.Struct, frozen=True, kw_only=True):
    """To the organisation. `share`: neighbours read it too, in the feed."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    share: bool = False
    version: int | None = None


class WithdrawPartner(msgspec.Struct, frozen=True, kw_only=True):
    version: int | None = None


class PartnerOfferChanged(msgspec.Struct, frozen=True):
    """The offer after a step of anybody's."""

    offer: PartnerOffer


class PartnerAskChanged(msgspec.Struct, frozen=True):
    """The ask after a step."""

    ask: PartnerAsk
