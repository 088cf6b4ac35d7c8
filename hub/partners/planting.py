"""Offers of the demo: as they came, without events: nobody was there yet."""

from datetime import timedelta
from uuid import UUID

import msgspec

from hub.areas import actions as areas
from hub.db import Connection
from hub.partners import store
from hub.partners.types import AskPartner, OfferResource, PartnerKind


class PlantedOffer(msgspec.Struct, frozen=True, kw_only=True):
    """`asks`: amount, purpose, and how much was given of it (0: it waits)."""

    organisation: UUID
    kind: PartnerKind
    title: str
    text: str = ""
    unit: str
    total: int
    days: int
    area: UUID
    by: UUID
    clerk: UUID
    asks: list[tuple[int, str, int]] = []


async def plant(tx: Connection, district: UUID, offer: PlantedOffer) -> UUID:
    place = await areas.place(tx, offer.area, district)
    given = OfferResource(
        organisation=offer.organisation, kind=offer.kind, title=offer.title, text=offer.text, unit=offer.unit,
        total=offer.total, areas=[offer.area], ends_at=await store.now(tx) + timedelta(days=offer.days),
    )  # fmt: skip
    identity = await store.add(
        tx, district, given, place.ids, title=given.title, text=given.text, unit=given.unit, by=offer.by
    )
    for amount, purpose, gave in offer.asks:
        asked = AskPartner(area=offer.area, amount=amount, purpose=purpose)
        made = await store.ask(tx, identity, asked, place.ids, purpose, offer.clerk)
        if gave:
            [kept] = await store.asks_by_id(tx, [made])
            await store.give(tx, kept, gave, "")
            await store.hand_over(tx, kept, "")
    return identity
