"""What stands before a step for linkage, and what follows from it."""

from datetime import timedelta
from uuid import UUID

from hub.db import Connection
from hub.errors import DomainError
from hub.tickets import timers
from hub.tickets.changes import Change, Turn
from hub.tickets.linkage import store
from hub.tickets.states import TRANSITIONS
from hub.tickets.types import Action, Audience, Ticket

TIMER = "linkage.call"
STUCK = "linkage.stuck"
GRACE = timedelta(days=3)
"""How late a ticket is before the joint meeting hears of it."""

ANEW = {
    "call_overdue": "calls_overdue",
    "escalated": "refused",
    "hung": "hung",
    "subtask_opened": "many_units",
}
"""Steps that bring a ticket back to the joint meeting's list, and for which reason."""
DONE = ("resolved", "closed")
REFUSALS = 2
"""After so many the level above decides."""


async def no_open_children(tx: Connection, ticket: Ticket, action: Action) -> None:
    """A ticket is not done while a part of it is open."""
    if ticket.open_children and TRANSITIONS[action].to in DONE:
        raise DomainError("ticket.children_open", count=ticket.open_children)


async def nobody_refuses_what_is_decided(tx: Connection, ticket: Ticket, action: Action) -> None:
    if ticket.decided and action in ("reject", "escalate"):
        raise DomainError("ticket.decided")


async def follow(tx: Connection, turn: Turn) -> bool:
    """Calls end, decisions hold, a sub-task that is done is told to the ticket it belongs to."""
    before, after = turn.before, turn.after
    wrote = False
    if after.open_calls and after.state in DONE:  # nobody needs to come any more
        await store.end(tx, after.id)
        await answered(tx, after.id)
        wrote = True
    if before is None:
        return wrote
    if after.state in DONE:
        await timers.cancel(tx, after.id, STUCK)
    elif before.version == 1 or before.state in DONE or before.resolve_by != after.resolve_by:
        await timers.put(tx, after.id, STUCK, after.resolve_by + GRACE)
    if reason := ANEW.get(turn.step.kind):
        await store.joint_anew(tx, after.id, reason)
    if turn.step.kind == "dispatched" and after.holder != before.holder and after.refusals >= REFUSALS:
        await store.decide(tx, after.id, after.decider or after.desk, decided=True)
        wrote = True
    if after.parent is not None and before.state not in DONE and after.state in DONE:
        await store.child_done(tx, after.id, after.parent)
        audience: Audience = "internal" if after.staff_only else "resident"
        done = Change(text=turn.step.text, audience=audience, subject=after.id)
        await turn.again(tx, after.path[0], after.parent, "subtask_done", done)
        wrote = True  # `child_done` of the ticket itself
    await _part_comes_back(tx, turn)
    return wrote


async def _part_comes_back(tx: Connection, turn: Turn) -> None:
    """A sub-task that was done is open again: the ticket it belongs to waits for it."""
    before, after = turn.before, turn.after
    if before is None or after.parent is None or before.state not in DONE or after.state in DONE:
        return
    await store.child_back(tx, after.parent)
    audience: Audience = "internal" if after.staff_only else "resident"
    back = Change(text=turn.step.text, audience=audience, next=after.holder, subject=after.id)
    await turn.again(tx, after.path[0], after.parent, "subtask_returned", back)


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
