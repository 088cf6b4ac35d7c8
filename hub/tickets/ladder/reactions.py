"""When the ladder begins and ends."""

from hub.db import Connection
from hub.tickets import timers
from hub.tickets.changes import Turn
from hub.tickets.ladder.begin import LADDER, begin
from hub.tickets.ladder.rungs import on_ladder


async def follow(tx: Connection, turn: Turn) -> bool:
    """Begins with the unit that holds it now, ends at the first step that says that somebody has seen it."""
    if turn.before is None:
        return False  # set by the statement that stored it
    was, now = on_ladder(turn.before), on_ladder(turn.after)
    if now and (not was or turn.before.holder != turn.after.holder):
        await begin(tx, turn.after.id)
    elif was and not now:
        await timers.cancel(tx, turn.after.id, LADDER)
    return False
