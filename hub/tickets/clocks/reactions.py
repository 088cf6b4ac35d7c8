"""What follows from a step for the clocks: a first word counts, an answer sets them going, a reopening begins anew."""

from hub.db import Connection
from hub.tickets import timers
from hub.tickets.changes import Turn
from hub.tickets.clocks import running, store

DONE = frozenset({"resolved", "closed"})
WORDS = frozenset({"started", "noted", "questioned", "resolved"})
"""Steps whose words the resident reads."""


async def follow(tx: Connection, turn: Turn) -> bool:
    before, after, step = turn.before, turn.after, turn.step
    if before is None:
        if after.respond_by is None:
            await store.adopt(tx, after.id)
            await timers.put(tx, after.id, running.CLOCKS, min(after.acknowledge_by, after.resolve_by))
            if after.holder.kind == "organisation":
                await running.go_by(tx, after.id)
            return True
        return after.holder.kind == "organisation" and await running.go_by(tx, after.id)
    if step.kind == "sent_back" or (after.state == "reopened" and before.state != "reopened"):
        await running.renew(tx, after.id)
        return True
    wrote = False
    if before.holder != after.holder and not after.urgent and after.state not in DONE:
        wrote = await running.go_by(tx, after.id)
    by_reporter = after.reporter is not None and turn.account == after.reporter.id
    if after.waiting_since is not None and (after.state in DONE or (by_reporter and step.kind == "noted")):
        await running.answered(tx, after.id)
        wrote = True
    by_staff = turn.account is not None and not by_reporter
    heard = step.kind == "acknowledged" or (step.kind in WORDS and bool(step.text))
    if after.responded_at is None and by_staff and heard and step.audience == "resident":
        await store.responded(tx, after.id)
        wrote = True
    return wrote
