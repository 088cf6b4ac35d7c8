"""When a claim may have been forgotten: put off while there is life in it, else handed back."""

from hub.db import Connection
from hub.tickets import store, timers
from hub.tickets.changes import Change
from hub.tickets.claims.reactions import STALE, STALE_KIND
from hub.tickets.steps import service_step
from hub.tickets.timers import Context, Handler, Timer
from hub.tickets.types import TO_DO_STATES


async def stale(tx: Connection, context: Context, timer: Timer) -> None:
    """Hands it back unless its claimer has it open. Nobody took a step on it: that would have put this off."""
    ticket = await store.ticket(tx, timer.district, timer.ticket)
    if ticket is None or ticket.assignee is None or ticket.state not in TO_DO_STATES:
        return
    if context.present(ticket.id, ticket.assignee.id):
        await timers.put(tx, ticket.id, STALE_KIND, await store.now(tx) + STALE)
        return
    back = Change(audience="internal", keep_assignee=False)
    await service_step(tx, timer.district, ticket.id, "handed_back", back)


HANDLERS: dict[str, Handler] = {STALE_KIND: stale}
