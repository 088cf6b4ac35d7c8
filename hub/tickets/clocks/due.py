"""What happens when a time comes: warnings, broken promises, reminders."""

from datetime import timedelta
from uuid import UUID

from hub.areas import actions as areas
from hub.db import Connection
from hub.notify import actions as notify
from hub.notify.types import About
from hub.tickets import policy, store
from hub.tickets.changes import Change
from hub.tickets.clocks import running
from hub.tickets.clocks import store as clocks
from hub.tickets.steps import service_step
from hub.tickets.timers import Context, Handler, Timer
from hub.tickets.types import Holder, StepKind, Ticket

NAMES = {"respond": "首次回应", "resolve": "办结"}
VALID = timedelta(days=2)


async def look(tx: Connection, context: Context, timer: Timer) -> None:
    """One warning or one breach, then the next. The first look of a ticket only sets the next."""
    ticket = await store.ticket(tx, timer.district, timer.ticket)
    assert ticket is not None
    what = timer.params.get("what")
    if what is None:
        await running.look_on(tx, ticket.id, await clocks.clock_from(tx, ticket.id))
        return
    promise, _, event = what.partition(".")
    due = ticket.respond_by if promise == "respond" else ticket.resolve_by
    done = ticket.state in ("resolved", "closed") or (
        promise == "respond" and ticket.responded_at is not None
    )
    late = due is not None and due <= await store.now(tx)
    if due is not None and not done:
        if event == "breach" and late:
            await _breached(tx, context, ticket, promise, Change(due=due))
        elif event == "warn" and not late:
            await _say(tx, ticket, "warned", Change(text=f"{NAMES[promise]}时限将到", due=due))
    await running.look_on(tx, ticket.id, timer.due_at, int(timer.params["place"]))


async def _breached(tx: Connection, context: Context, ticket: Ticket, promise: str, change: Change) -> None:
    above = await _above(tx, ticket)
    await _say(tx, ticket, "breached", change._replace(text=f"{NAMES[promise]}已超时", next=above))
    if above is None or ticket.practice:
        return
    for one in await store.colleagues(tx, above.id, policy.DESK_ROLES):
        await notify.send(
            tx, context.sealer, district=ticket.path[0], template="ticket.breached", account=one.id,
            channel="sms" if ticket.urgent else "chat", valid=VALID,
            params={"number": ticket.number, "unit": ticket.holder.name, "promise": NAMES[promise]},
        )  # fmt: skip


async def _say(tx: Connection, ticket: Ticket, kind: StepKind, change: Change) -> None:
    await service_step(tx, ticket.path[0], ticket.id, kind, change._replace(audience="internal"))


async def _above(tx: Connection, ticket: Ticket) -> Holder | None:
    """The desk above who holds it: of an organisation, the desk that answers for the ticket."""
    if ticket.holder.kind == "organisation":
        return Holder("desk", ticket.desk, ticket.desk_name)
    place = await areas.place(tx, ticket.holder.id, ticket.path[0])
    return Holder("desk", place.ids[-2], place.names[-2]) if len(place.ids) > 1 else None


async def tell(tx: Connection, context: Context, timer: Timer) -> None:
    """She is asked something: not at night."""
    await _send(tx, context, timer, "ticket.question")


async def remind(tx: Connection, context: Context, timer: Timer) -> None:
    ticket = await _send(tx, context, timer, "ticket.question_again")
    if ticket is not None:
        await service_step(tx, timer.district, timer.ticket, "reminded", Change())


async def unanswered(tx: Connection, context: Context, timer: Timer) -> None:
    """Nothing waits for ever: the clocks go on, the holder sees it."""
    ticket = await _waiting(tx, timer)
    if ticket is not None:
        await running.answered(tx, ticket.id)
        await service_step(tx, timer.district, ticket.id, "unanswered", Change(next=ticket.holder))


async def _send(tx: Connection, context: Context, timer: Timer, template: str) -> Ticket | None:
    ticket = await _waiting(tx, timer)
    if ticket is None or ticket.reporter is None:
        return None
    reader: UUID = ticket.reporter.id
    await notify.send(
        tx, context.sealer, district=timer.district, template=template, account=reader, valid=VALID,
        params={"number": ticket.number, "unit": ticket.holder.name}, about=About("ticket", ticket.id),
    )  # fmt: skip
    return ticket


async def _waiting(tx: Connection, timer: Timer) -> Ticket | None:
    ticket = await store.ticket(tx, timer.district, timer.ticket)
    return ticket if ticket is not None and ticket.waiting_since is not None else None


HANDLERS: dict[str, Handler] = {
    running.CLOCKS: look,
    running.TELL: tell,
    running.REMIND: remind,
    running.UNANSWERED: unanswered,
}
