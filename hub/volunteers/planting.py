"""Calls of the demo: with who signed up, and who was there; without events: nobody was there yet."""

from datetime import datetime, timedelta, timezone
from uuid import UUID

import msgspec

from hub.areas import actions as areas
from hub.db import Connection
from hub.volunteers import store
from hub.volunteers.types import CallVolunteers

HERE = timezone(timedelta(hours=8))
NINE = 9
"""The hour of the morning at which they begin."""


class PlantedCall(msgspec.Struct, frozen=True, kw_only=True):
    """`days`: from today on; negative ones are over. `people`: in the order in which they signed up; those beyond the
    `seats` wait. Of what is over they all came."""

    title: str
    text: str = ""
    place: str
    days: int
    hours: int
    seats: int
    area: UUID
    by: UUID
    people: list[UUID] = []
    thanks: str = ""


async def plant(tx: Connection, district: UUID, call: PlantedCall) -> UUID:
    place = await areas.place(tx, call.area, district)
    today = (await store.now(tx)).astimezone(HERE).replace(hour=NINE, minute=0, second=0, microsecond=0)
    starts: datetime = today + timedelta(days=call.days)
    given = CallVolunteers(
        title=call.title, text=call.text, area=call.area, place=call.place, starts_at=starts,
        ends_at=starts + timedelta(hours=call.hours), seats=call.seats,
    )  # fmt: skip
    identity = await store.add(
        tx,
        district,
        place,
        given,
        title=call.title,
        text=call.text,
        where=call.place,
        code="135790",
        by=call.by,
    )
    for n, account in enumerate(call.people):
        await store.take(tx, identity, account, "signed" if n < call.seats else "waiting")
        if call.days < 0:
            await store.was_there(tx, identity, account)
    if call.thanks:
        await store.thank(tx, identity, call.thanks)
    return identity
