"""The turns of organisations follow from every step."""

from datetime import datetime
from uuid import UUID

from hub.db import Connection
from hub.tickets import timers
from hub.tickets.changes import Turn
from hub.tickets.circle import store
from hub.tickets.types import Ticket

ACCEPT = "circle.accept"
"""The timer of a turn that must be accepted."""


async def follow_turns(tx: Connection, step: Turn) -> bool:
    """Opens and ends the turns of organisations, and notes what they did in them."""
    ticket, kind = step.after, step.step.kind
    had, has = _organisation(step.before), _organisation(ticket)
    if had != has or kind == "sent_back":  # a new turn, to be accepted anew
        if had is not None:
            await timers.cancel(tx, ticket.id, ACCEPT)
            await store.end_turn(tx, ticket.id, refused=kind == "rejected")
        if has is not None:
            accepted = kind == "taken"
            accept_by = await store.open_turn(tx, ticket.id, has, accepted=accepted)
            if not accepted:
                await timers.put(tx, ticket.id, ACCEPT, accept_by)
        await store.mark(tx, ticket.id)
    if has is None:
        return had is not None
    wrote = had != has or kind == "sent_back"
    given = kind == "dispatched" and had == has and ticket.assignee is not None
    if ticket.accepted_at is None and (given or kind in ("accepted", "arrived", "started", "resolved")):
        await timers.cancel(tx, ticket.id, ACCEPT)
        await store.accept(tx, ticket.id)
        await store.mark(tx, ticket.id)
        wrote = True
    if kind == "arrived":
        await store.arrive(tx, ticket.id)
    if kind == "resolved":
        await store.finish(tx, ticket.id)
    return wrote


async def move_accept(tx: Connection, ticket: UUID) -> datetime | None:
    """Hours or holidays were edited: until when it must be accepted now, with its timer; None when that stays."""
    accept_by = await store.move_accept(tx, ticket)
    if accept_by is not None:
        await timers.put(tx, ticket, ACCEPT, accept_by)
    return accept_by


def _organisation(ticket: Ticket | None) -> UUID | None:
    return ticket.holder.id if ticket is not None and ticket.holder.kind == "organisation" else None
