"""Home visits of the demo: asked for, and a day proposed; without events, nobody was there yet."""

from datetime import timedelta
from uuid import UUID

import msgspec

from hub.areas import actions as areas
from hub.db import Connection
from hub.visits import store
from hub.visits.types import DayPart, VisitReason


class PlantedVisit(msgspec.Struct, frozen=True, kw_only=True):
    """`visitor`: who comes; `days`: from now."""

    reason: VisitReason
    account: UUID
    area: UUID
    text: str = ""
    visitor: UUID | None = None
    days: int = 1
    part: DayPart = "morning"


async def plant(tx: Connection, district: UUID, visit: PlantedVisit) -> UUID:
    place = await areas.place(tx, visit.area, district)
    identity: UUID = await tx.fetchval(
        store.q.add, district, visit.reason, visit.account, "", None, place.ids[-1], list(place.ids), place.label,
        None, visit.text,
    )  # fmt: skip
    if visit.visitor is not None:
        day = await tx.fetchval(store.q.today) + timedelta(days=visit.days)
        await tx.execute(store.q.step, identity, "proposed", visit.visitor, day, visit.part, "")
    return identity
