"""What follows from a step: questions are set, dropped or forgotten; whose hands it went through is written down."""

from datetime import timedelta

from hub.db import Connection
from hub.tickets import timers
from hub.tickets.changes import Turn
from hub.tickets.closing import store
from hub.tickets.closing.gentle import gentle
from hub.tickets.types import Ticket

ASK, CLOSE, AGAIN = "closing.ask", "closing.close", "closing.again"
CLOSE_AFTER = timedelta(days=7)
AGAIN_AFTER = timedelta(weeks=4)

HANDLING = frozenset(
    {"acknowledged", "dispatched", "accepted", "taken", "arrived", "started", "resolved", "rejected"}
)
"""Steps after which one has worked on it."""
BETWEEN_UNITS = frozenset({"dispatched", "rejected"})
"""Steps whose words she does not read."""


def asks(ticket: Ticket) -> bool:
    """Whether there is a resident to ask."""
    return ticket.reporter is not None and not ticket.staff_only and ticket.merged_into is None


async def follow(tx: Connection, turn: Turn) -> bool:
    """By the states before and after, whichever step led there."""
    ticket, at = turn.after, turn.step.at
    was, now = turn.before.state if turn.before else None, ticket.state
    wrote = False
    if was != now:
        if was == "resolved":
            await timers.cancel(tx, ticket.id, ASK, CLOSE)
        if was == "closed":
            await timers.cancel(tx, ticket.id, AGAIN)
        if now == "reopened" and turn.step.kind != "split":
            await store.reopened(tx, ticket.id)
            wrote = True
        elif now == "resolved":
            await timers.put(tx, ticket.id, CLOSE, at + CLOSE_AFTER)
            if asks(ticket):
                await timers.put(tx, ticket.id, ASK, gentle(at))
        elif now == "closed" and asks(ticket) and await store.comes_back(tx, ticket.id):
            await timers.put(tx, ticket.id, AGAIN, gentle(at + AGAIN_AFTER))
    await _heard(tx, turn)
    if turn.step.kind in ("confirmed", "reopened"):
        await store.said(tx, ticket.id, turn.step.kind == "confirmed")
    had = turn.before.holder if turn.before else None
    if ticket.holder.kind == "organisation" and ticket.holder != had:
        await store.given_to(tx, ticket.id, ticket.holder.id)
    if turn.account is not None and turn.step.kind in HANDLING:
        await store.hand(tx, ticket.id, turn.account)
    return wrote


async def _heard(tx: Connection, turn: Turn) -> None:
    """The first time that a unit tells the resident anything: that it has it, or words."""
    before, step = turn.before, turn.step
    if before is None or step.audience != "resident" or turn.account is None:
        return
    if before.reporter is not None and turn.account == before.reporter.id:
        return
    words = bool(step.text) and step.kind not in BETWEEN_UNITS
    if words or (before.acknowledged_at is None and turn.after.acknowledged_at is not None):
        await store.contacted(tx, before.id, before.acknowledge_by)
    if words:
        await store.worded(tx, before.id, before.respond_by or before.acknowledge_by)
