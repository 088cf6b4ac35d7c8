"""Telling a caller by SMS what has happened since they were last told."""

from zoneinfo import ZoneInfo

import msgspec

from hub.db import Connection
from hub.notify import actions as notify
from hub.notify.templates import TEMPLATES
from hub.tickets import events
from hub.tickets.callers import store
from hub.tickets.callers.reactions import TELL_KIND
from hub.tickets.events import TicketChanged
from hub.tickets.policy import RESIDENT_UNIT
from hub.tickets.timers import Context, Handler, Timer

_HERE = ZoneInfo("Asia/Shanghai")
WORDS = 60
"""Letters of what staff wrote that go into an SMS."""


async def tell(tx: Connection, context: Context, timer: Timer) -> None:
    """One message for each step, to the account when the phone has one, else to the phone."""
    known = await store.caller(tx, context.sealer, timer.ticket, timer.district)
    if known is None or not (known.reporter or known.phone):
        return
    found = await store.steps(tx, timer.ticket, events.ticket_topic(timer.ticket), known.told)
    for text in found:
        changed = msgspec.json.decode(text, type=TicketChanged)
        ticket, step = changed.ticket, changed.step
        await store.told(tx, ticket.id, ticket.version)
        if step.by.unit == RESIDENT_UNIT:
            continue  # their own
        number = f"{ticket.number // 1000} {ticket.number % 1000:03}"
        template = f"caller.{step.kind}" if f"caller.{step.kind}" in TEMPLATES else "caller.step"
        await notify.send(
            tx, context.sealer, district=timer.district, template=template,
            params={
                "number": number, "place": ticket.place, "unit": step.by.unit, "text": step.text[:WORDS],
                "promised": f"{ticket.resolve_by.astimezone(_HERE):%m-%d %H:%M}",
            },
            account=known.reporter, phone=None if known.reporter else known.phone,
        )  # fmt: skip


HANDLERS: dict[str, Handler] = {TELL_KIND: tell}
