"""What follows from steps for linkage."""

from uuid import UUID

from hub.db import Connection
from hub.tickets import timers
from hub.tickets.changes import Turn
from hub.tickets.linkage import store

TIMER = "linkage.call"


async def end_calls(tx: Connection, turn: Turn) -> None:
    """Nobody needs to come any more to what is resolved."""
    if turn.after.open_calls and turn.after.state in ("resolved", "closed"):
        await store.end(tx, turn.after.id)
        await answered(tx, turn.after.id)


async def answered(tx: Connection, ticket: UUID) -> None:
    """After a unit has answered, in whatever way."""
    await store.count(tx, ticket)
    await set_timer(tx, ticket)


async def set_timer(tx: Connection, ticket: UUID) -> None:
    """For the unit that is late next."""
    due = await store.next_due(tx, ticket)
    if due is None:
        await timers.cancel(tx, ticket, TIMER)
    else:
        await timers.put(tx, ticket, TIMER, due)
