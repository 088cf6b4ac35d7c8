"""What happens to a turn when a time comes."""

from hub.db import Connection
from hub.tickets import store as tickets
from hub.tickets.changes import Change
from hub.tickets.circle import store
from hub.tickets.circle.reactions import ACCEPT
from hub.tickets.steps import service_step
from hub.tickets.timers import Context, Handler, Timer
from hub.tickets.types import TO_DO_STATES


async def not_accepted(tx: Connection, context: Context, timer: Timer) -> None:
    """The organisation has not accepted it in time: the desks are told."""
    ticket = await tickets.ticket(tx, timer.district, timer.ticket)
    turn = await store.turn(tx, timer.ticket)
    if ticket is None or turn is None or turn.accepted_at is not None:
        return
    if ticket.state not in TO_DO_STATES or ticket.waiting_since is not None or ticket.hung_until is not None:
        return
    change = Change(audience="internal", next=ticket.holder, due=turn.accept_by)
    await service_step(tx, timer.district, timer.ticket, "accept_overdue", change)


HANDLERS: dict[str, Handler] = {ACCEPT: not_accepted}
