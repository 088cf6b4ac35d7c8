"""What follows from a step: work takes up what hung; what is done asks for nothing any more."""

from hub.db import Connection
from hub.tickets import timers
from hub.tickets.changes import Turn
from hub.tickets.clocks import running
from hub.tickets.exceptions import store

REVIEW = "exceptions.review"
WORK = frozenset({"acknowledged", "dispatched", "started", "rejected"})


async def follow(tx: Connection, turn: Turn) -> bool:
    before, ended = turn.before, turn.after.state in ("resolved", "closed")
    if before is None:
        return False
    wrote = False
    if before.hung_until is not None and (ended or turn.step.kind in WORK):
        await store.take_up(tx, turn.after.id)
        await running.go_on(tx, turn.after.id)
        await timers.cancel(tx, turn.after.id, REVIEW)
        wrote = True
    if ended and before.asked_for in ("extend", "hang"):
        await store.withdraw(tx, turn.after.id)
        wrote = True
    return wrote
