"""One rung: who is called, by what, and when the next one is. Takes the transaction first."""

from collections.abc import Sequence
from datetime import timedelta

from hub.db import Connection, load_queries
from hub.duty import actions as duty
from hub.notify import actions as notify
from hub.notify.types import Channel
from hub.tickets import policy, store, timers
from hub.tickets.changes import Change
from hub.tickets.ladder.begin import LADDER
from hub.tickets.ladder.rungs import Rung, on_ladder, rungs
from hub.tickets.steps import service_step
from hub.tickets.timers import Context, Handler, Timer
from hub.tickets.types import Holder, Named, Ticket

q = load_queries(__file__)

MOST_CALLED = 3
"""People of a unit where nobody has duty."""
VALID = timedelta(hours=1)
CHANNELS: tuple[Channel, ...] = ("voice", "sms")


async def on_rung(tx: Connection, context: Context, timer: Timer) -> None:
    """Does the rung of a timer, and those after it as long as there is nobody to call."""
    ticket = await store.ticket(tx, timer.district, timer.ticket)
    if ticket is None or not on_ladder(ticket):
        return
    place = await tx.fetchrow(q.pause, ticket.id)
    assert place is not None
    number = int(timer.params.get("rung", 0))
    if number == 0 and not ticket.urgent and ticket.acknowledge_by > place["now"]:
        await timers.put(
            tx, ticket.id, LADDER, ticket.acknowledge_by
        )  # it has been promised for later meanwhile
        return
    by_desk = ticket.holder.kind == "desk"
    path = await store.area_path(tx, ticket.holder.id) if by_desk else ticket.path
    left = rungs(ticket, path)[number:]
    while left:
        rung, number = left.pop(0), number + 1
        told, people = await _whom(tx, ticket, rung)
        if told == "":
            continue  # its unit has been called as a whole
        last = not left
        name = await tx.fetchval(q.unit, rung.unit)
        unit = Holder(
            "organisation" if rung.unit == ticket.holder.id and not by_desk else "desk", rung.unit, name
        )
        change = Change(
            text=told, audience="internal", next=unit, due=None if last or not people else place["next"]
        )
        await service_step(tx, timer.district, ticket.id, "laddered", change)
        await _call(tx, context, ticket, people, name, place["category"])
        if people:
            if not last:
                await timers.put(tx, ticket.id, LADDER, place["next"], {"rung": number})
            return


async def _whom(tx: Connection, ticket: Ticket, rung: Rung) -> tuple[str, list[Named]]:
    """Whom to call and how the step says it; nothing to say: the rung is left out."""
    on_duty = await duty.on_duty(tx, rung.unit)
    if rung.who == "deputy":
        if on_duty is None or on_duty.deputy is None:
            return "", []
        people, word = [Named(on_duty.deputy.id, on_duty.deputy.name)], "副班"
    elif on_duty is not None:
        people, word = [Named(on_duty.person.id, on_duty.person.name)], "值班"
    else:
        people = await store.colleagues(tx, rung.unit, policy.DESK_ROLES)
        word = "无人值班，在岗"
    people = await _not_accused(tx, ticket, people)
    people = people[:MOST_CALLED]
    return f"{word}：{'、'.join(one.name for one in people)}" if people else "无人可通知", people


async def _not_accused(tx: Connection, ticket: Ticket, people: Sequence[Named]) -> list[Named]:
    if ticket.complaint_about is None or not people:
        return list(people)
    rows = await tx.fetch(q.of_organisation, ticket.complaint_about, [one.id for one in people])
    theirs = {row["account"] for row in rows}
    return [one for one in people if one.id not in theirs]


async def _call(
    tx: Connection, context: Context, ticket: Ticket, people: Sequence[Named], unit: str, category: str
) -> None:
    template = "ticket.ladder_urgent" if ticket.urgent else "ticket.ladder"
    for one in people:
        for channel in CHANNELS:
            await notify.send(
                tx, context.sealer, district=ticket.path[0], template=template, account=one.id, channel=channel,
                valid=VALID, params={"number": ticket.number, "category": category, "unit": unit},
            )  # fmt: skip


HANDLERS: dict[str, Handler] = {LADDER: on_rung}
