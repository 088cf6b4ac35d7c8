"""What happens when a time comes: she is asked, silence closes, she is asked again."""

from datetime import timedelta

from hub.db import Connection
from hub.notify import actions as notify
from hub.notify.types import About
from hub.tickets import store as tickets
from hub.tickets import timers
from hub.tickets.changes import Change
from hub.tickets.closing import store
from hub.tickets.closing.reactions import AGAIN, ASK, CLOSE, asks
from hub.tickets.steps import service_step
from hub.tickets.timers import Context, Handler, Timer
from hub.tickets.types import State, Ticket

VALID = timedelta(days=2)


async def ask(tx: Connection, context: Context, timer: Timer) -> None:
    """Is it done? Once for each time it was resolved."""
    ticket = await _in_state(tx, timer, "resolved")
    if ticket is not None and await store.asked(tx, ticket.id):
        await _send(tx, context, ticket, "ticket.asked")
        await service_step(tx, timer.district, ticket.id, "asked", Change())


async def close(tx: Connection, context: Context, timer: Timer) -> None:
    """Nobody said anything: closed, not rated. Not while a sub-task is open."""
    ticket = await _in_state(tx, timer, "resolved", asked=False)
    if ticket is None:
        return
    if ticket.open_children:
        now = await tickets.now(tx)
        await timers.put(tx, ticket.id, CLOSE, now + timedelta(days=1))
        return
    await service_step(tx, timer.district, ticket.id, "closed", Change(to="closed"))


async def again(tx: Connection, context: Context, timer: Timer) -> None:
    """Is it still good? Once in a ticket's life."""
    ticket = await _in_state(tx, timer, "closed")
    if ticket is not None and await store.asked_twice(tx, ticket.id):
        await _send(tx, context, ticket, "ticket.asked_again")
        await service_step(tx, timer.district, ticket.id, "asked_again", Change())


async def _in_state(tx: Connection, timer: Timer, state: State, *, asked: bool = True) -> Ticket | None:
    ticket = await tickets.ticket(tx, timer.district, timer.ticket)
    if ticket is None or ticket.state != state or (asked and not asks(ticket)):
        return None
    return ticket


async def _send(tx: Connection, context: Context, ticket: Ticket, template: str) -> None:
    assert ticket.reporter is not None
    reader = ticket.reporter.id
    name = await store.category_name(tx, ticket.path[0], ticket.category, reader)
    await notify.send(
        tx, context.sealer, district=ticket.path[0], template=template, account=reader, valid=VALID,
        params={"category": name, "number": ticket.number}, about=About("ticket", ticket.id),
    )  # fmt: skip


HANDLERS: dict[str, Handler] = {ASK: ask, CLOSE: close, AGAIN: again}
