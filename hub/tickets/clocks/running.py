"""Stopping, going on and moving the clocks of a ticket; in the caller's transaction, with the ticket's row held.

For other parts of the room too. A reaction or a step around it tells of it: nothing here writes an event.
"""

from datetime import datetime
from uuid import UUID

from hub.db import Connection
from hub.tickets import store as tickets
from hub.tickets import timers
from hub.tickets.clocks import store
from hub.tickets.types import Promise

CLOCKS, TELL, REMIND, UNANSWERED = "clocks", "clocks.tell", "clocks.remind", "clocks.unanswered"


async def stop(tx: Connection, ticket: UUID) -> None:
    """The clocks stand still from now on, if they did not already."""
    await store.stop(tx, ticket)
    await timers.cancel(tx, ticket, CLOCKS)


async def go_on(tx: Connection, ticket: UUID) -> datetime:
    """They go on, once neither `waiting_since` nor `hung_until` keeps them; open promises move. Gives `resolve_by`."""
    if await store.go_on(tx, ticket):
        await store.compute(tx, ticket)
        await look_on(tx, ticket, await tickets.now(tx))
    return await store.promised(tx, ticket)


async def extend(tx: Connection, ticket: UUID, more: Promise) -> datetime:
    """`resolve_by` moves by hours, or by working days of the ticket's calendar; from now, if it has passed."""
    await store.extend(tx, ticket, more)
    await store.compute(tx, ticket)
    await look_on(tx, ticket, await tickets.now(tx))
    return await store.promised(tx, ticket)


async def go_by(tx: Connection, ticket: UUID) -> bool:
    """Somebody else handles it: its open promises go by their calendar, from the same start. Whether that wrote it."""
    if not await store.go_by(tx, ticket):
        return False
    if await store.compute(tx, ticket):
        await look_on(tx, ticket, await tickets.now(tx))
    return True


async def answered(tx: Connection, ticket: UUID) -> None:
    """It no longer waits for the resident."""
    if await store.answered(tx, ticket):
        await timers.cancel(tx, ticket, TELL, REMIND, UNANSWERED)
        await go_on(tx, ticket)


async def renew(tx: Connection, ticket: UUID) -> None:
    """New promises from now on."""
    await store.renew(tx, ticket)
    await store.compute(tx, ticket)
    await timers.cancel(tx, ticket, TELL, REMIND, UNANSWERED)
    await look_on(tx, ticket, await tickets.now(tx))


async def look_on(tx: Connection, ticket: UUID, after: datetime, place: int = 0) -> None:
    """Sets the timer for what comes next."""
    coming = await store.next_look(tx, ticket, after, place)
    if coming is None:
        await timers.cancel(tx, ticket, CLOCKS)
    else:
        params = {"what": coming.what, "place": coming.place}
        await timers.put(tx, ticket, CLOCKS, coming.at, params)
