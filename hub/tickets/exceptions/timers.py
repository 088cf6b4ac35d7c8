"""Every month what hangs is looked at again."""

from hub.db import Connection
from hub.tickets import store as tickets
from hub.tickets.changes import Change
from hub.tickets.clocks import running
from hub.tickets.exceptions import store
from hub.tickets.exceptions.reactions import REVIEW
from hub.tickets.steps import service_step
from hub.tickets.timers import Context, Handler, Timer
from hub.tickets.types import Holder


async def review(tx: Connection, context: Context, timer: Timer) -> None:
    """Back on its desk; the desk does it now or asks anew."""
    ticket = await tickets.ticket(tx, timer.district, timer.ticket)
    if ticket is None or ticket.hung_until is None:
        return
    await store.take_up(tx, ticket.id)
    promised = await running.go_on(tx, ticket.id)
    desk = Holder("desk", ticket.desk, ticket.desk_name)
    await service_step(
        tx, timer.district, ticket.id, "reviewed", Change(holder=desk, keep_assignee=False, due=promised)
    )


HANDLERS: dict[str, Handler] = {REVIEW: review}
