"""What is offered, to whoever may take it and to the desk."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from hub.tickets.types import Named, ShortText, Text, Versioned

OfferState = Literal["open", "taken", "over"]
Organisations = Annotated[list[UUID], msgspec.Meta(max_length=20)]


class MakeOffer(Versioned, frozen=True, kw_only=True):
    """`organisations`: of volunteers or party members; all that serve the place when empty. `text`: for people who may
    not know who reported it, and from which dwelling."""

    organisations: Organisations = msgspec.field(default_factory=list)
    text: Text


class WithdrawOffer(Versioned, frozen=True, kw_only=True):
    note: ShortText = ""


class GiveBack(Versioned, frozen=True, kw_only=True):
    """`reason`: for the desk."""

    reason: ShortText = ""


class Take(msgspec.Struct, frozen=True):
    """It is mine."""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody of an organisation may know. `place`: down to the building, `area` is its id. `since`: when it
    came into its state."""

    id: UUID
    state: OfferState
    category: str
    text: str
    place: str
    area: UUID
    urgent: bool
    offered_at: datetime
    since: datetime


class Offers(msgspec.Struct, frozen=True):
    """The longest waiting first."""

    offers: list[Offer]
    next: str | None


class DeskOffer(Offer, frozen=True, kw_only=True):
    """What the desk sees of an offer."""

    organisations: list[Named]
    taken_by: Named | None
    organisation: UUID | None


class DeskOffers(msgspec.Struct, frozen=True):
    """All offers of a ticket, the latest first."""

    offers: list[DeskOffer]
