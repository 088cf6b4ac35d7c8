"""What follows from a new report, and from a split."""

from hub.db import Connection
from hub.tickets import timers
from hub.tickets.changes import Turn
from hub.tickets.duplicates import store

COUNT = "repeats.count"


async def count_soon(tx: Connection, turn: Turn) -> None:
    """What a new report repeats is counted a moment later (`repeats.py`)."""
    if turn.before is None and not turn.after.practice and turn.after.origin != "task":
        await timers.put(tx, turn.after.id, COUNT, turn.after.created_at)


async def restore(tx: Connection, turn: Turn) -> None:
    """A ticket that comes back is what it was, whatever the other parts made of its coming back."""
    if turn.before is not None and turn.before.merged_into is not None and turn.after.merged_into is None:
        await store.restore(tx, turn.after.id)
