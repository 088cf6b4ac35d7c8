"""A step that residents see is told to who called."""

from hub.db import Connection
from hub.tickets import timers
from hub.tickets.changes import Turn

TELL_KIND = "caller.tell"


async def follow(tx: Connection, turn: Turn) -> bool:
    """Has the caller told once this is committed."""
    called = turn.after.origin in ("phone", "visit", "hotline")
    if called and turn.step.audience == "resident":
        await timers.put(tx, turn.after.id, TELL_KIND, turn.step.at)
    return False
