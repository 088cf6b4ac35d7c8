"""A claim is looked after until it is work, or somebody else's."""

from datetime import timedelta

from hub.db import Connection, load_queries
from hub.tickets import timers
from hub.tickets.changes import Turn

q = load_queries(__file__)

STALE_KIND = "claim.stale"
STALE = timedelta(minutes=10)
"""Without a step and without looking: long enough for a phone call about it."""


async def follow(tx: Connection, turn: Turn) -> bool:
    """Sets the timer when a ticket is claimed, moves it with every step that a person takes, and forgets it when the
    claim ends or becomes work. What the service does by itself (warnings, ladders) is no life in a claim."""
    before = turn.before.assignee if turn.before else None
    if turn.step.kind in ("claimed", "taken_over"):
        await timers.put(tx, turn.after.id, STALE_KIND, turn.step.at + STALE)
    elif turn.step.kind == "started" or before != turn.after.assignee:
        await timers.cancel(tx, turn.after.id, STALE_KIND)
    elif turn.after.assignee is not None and turn.step.by.name:
        await tx.execute(q.put_off, turn.after.id, STALE_KIND, turn.step.at + STALE)
    return False
