"""What the log says of offers: numbers for everybody, purposes for the two sides."""

from collections.abc import Iterable
from typing import Final

from hub.db import Connection
from hub.events.append import Draft, append_many
from hub.partners.store import KeptAsk, KeptOffer
from hub.partners.types import PartnerAskChanged, PartnerOfferChanged

OFFER: Final = "partner.offer"
ASK: Final = "partner.ask"
MARKED_OFFER = ("/offer/title", "/offer/text", "/offer/reason")
MARKED_ASK = ("/ask/title", "/ask/asked_by_name", "/ask/purpose", "/ask/answer", "/ask/note", "/ask/thanks")


async def announce(tx: Connection, kept: KeptOffer, asks: Iterable[KeptAsk] = ()) -> None:
    """Appends the events of a step; `asks`: those it touched. After every row lock of the transaction."""
    offer = kept.offer
    firm = f"org/{offer.organisation}/partners"
    topics = [f"public/{area}/partners" for area in offer.areas]
    topics += [f"staff/{area}/partners" for area in kept.paths]
    drafts = [
        Draft(OFFER, offer.id, offer.areas[0], [*topics, firm], PartnerOfferChanged(offer), MARKED_OFFER)
    ]
    for one in asks:
        told = [*(f"staff/{area}/partners" for area in one.ask.path), firm]
        drafts.append(Draft(ASK, one.ask.id, one.ask.area, told, PartnerAskChanged(one.ask), MARKED_ASK))
    await append_many(tx, kept.district, drafts)
