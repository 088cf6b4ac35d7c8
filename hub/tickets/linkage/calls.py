"""Calling units together (吹哨), reporting in (报到), declining, finishing a part."""

from datetime import timedelta
from uuid import UUID

from hub.accounts.types import Principal
from hub.commands import Command
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.tickets import policy, units
from hub.tickets.changes import Change
from hub.tickets.linkage import store
from hub.tickets.linkage.reactions import answered, set_timer
from hub.tickets.linkage.types import Call, FinishPart, ReportIn, TurnDown
from hub.tickets.steps import service_step, step
from hub.tickets.store import now as time_of
from hub.tickets.timers import Context, Timer
from hub.tickets.types import Holder, Ticket
from hub.tickets.words import line, words

URGENT = timedelta(minutes=30)
ORDINARY = timedelta(hours=24)
LONGEST = timedelta(days=30)
PARTNERS = 8
"""Units called to one ticket: with two full texts they still fit an event."""


async def call(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Call) -> Ticket:
    """A desk calls units together.

    Raises:
        DomainError: `ticket.next_missing`, `ticket.call_time`, `ticket.call_self`, `ticket.call_twice`,
            `ticket.call_many`, `ticket.complained_about`, `organisation.unknown`, `ticket.not_serving`, `area.unknown`,
            `area.level`, and those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        caller = await units.own_desk(tx, principal, before)
        now = await time_of(tx)
        due = given.report_by or now + (URGENT if before.urgent else ORDINARY)
        if not now < due <= now + LONGEST:
            raise DomainError("ticket.call_time", days=LONGEST.days)
        if len(before.partners) + len(given.units) > PARTNERS:
            raise DomainError("ticket.call_many", limit=PARTNERS)
        called = []
        text = words(given.words)
        for named in given.units:
            unit = await units.named(tx, principal, before, named)
            if unit.id in (caller.id, before.holder.id):
                raise DomainError("ticket.call_self", name=unit.name)
            if not await store.call(tx, before.id, unit, called_by=caller.id, words=text, due_at=due):
                raise DomainError("ticket.call_twice", name=unit.name)
            called.append(unit)
        await store.count(tx, before.id)
        await set_timer(tx, before.id)
        return Change(text=text, units=tuple(called), due=due, unit=caller.name)

    return await step(db, principal, asked, ticket, "call", given, change)


async def report_in(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: ReportIn
) -> Ticket:
    """A unit that was called says that it is on it."""

    async def change(tx: Connection, before: Ticket) -> Change:
        unit = _part(principal, before, "called")
        person, text = line(given.person), line(given.words)
        await store.report_in(tx, before.id, unit.id, text, person, given.arrives_at)
        await answered(tx, before.id)
        said = "：".join(part for part in (person, text) if part)
        return Change(text=said, due=given.arrives_at, subject=unit.id, unit=unit.name)

    return await step(db, principal, asked, ticket, "report_in", given, change)


async def turn_down(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: TurnDown
) -> Ticket:
    """A unit that was called says why it is not the right one, and who is.

    Raises:
        DomainError: `ticket.next_missing`, `ticket.next_same`, those of naming a unit, and those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        unit = _part(principal, before, "called")
        instead = await units.named(tx, principal, before, given.instead)
        if instead.id == unit.id:
            raise DomainError("ticket.next_same")
        text = words(given.reason)
        await store.decline(tx, before.id, unit.id, text, instead)
        await answered(tx, before.id)
        return Change(text=text, audience="internal", next=instead, subject=unit.id, unit=unit.name)

    return await step(db, principal, asked, ticket, "turn_down", given, change)


async def finish_part(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: FinishPart
) -> Ticket:
    """A unit that reported in has done its part."""

    async def change(tx: Connection, before: Ticket) -> Change:
        unit = _part(principal, before, "arrived")
        text = line(given.words)
        await store.finish(tx, before.id, unit.id, text)
        await store.count(tx, before.id)
        return Change(text=text, subject=unit.id, unit=unit.name)

    return await step(db, principal, asked, ticket, "finish_part", given, change)


async def on_late(tx: Connection, context: Context, timer: Timer) -> None:
    """Who did not report in in time is named to the level that called."""
    late = await store.late(tx, timer.ticket, await time_of(tx))
    await set_timer(tx, timer.ticket)
    if late:
        change = Change(audience="internal", units=tuple(late))
        await service_step(tx, timer.district, timer.ticket, "call_overdue", change)


def _part(principal: Principal, ticket: Ticket, state: str) -> Holder:
    mine = next(part for part in policy.parts_of(principal, ticket) if part.state == state)
    return Holder(mine.kind, mine.id, mine.name)
