"""The joint meeting's list (联席会议): what is stuck, why, and what the meeting says."""

from uuid import UUID

from hub import cursors
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database, load_queries
from hub.errors import DomainError
from hub.tickets import policy, units
from hub.tickets.changes import Change
from hub.tickets.linkage import store, tasks
from hub.tickets.linkage.reactions import DONE, GRACE
from hub.tickets.linkage.types import JointItem, JointList, PutOn, Settle, TakeOff
from hub.tickets.steps import service_step, step, step_in
from hub.tickets.store import now as time_of
from hub.tickets.store import of_row
from hub.tickets.store import ticket as read
from hub.tickets.timers import Context, Timer
from hub.tickets.types import State, Ticket, Versioned
from hub.tickets.words import words

q = load_queries(__file__, "joint.sql")


async def page(
    db: Database, principal: Principal, area: UUID | None, after: str | None, limit: int
) -> JointList:
    """A page of what is stuck in a street or the district, for their desks.

    Raises:
        DomainError: `not_found` (no such list for this account), `cursor.invalid`.
    """
    before = cursors.number(after)
    async with db.connection() as connection:
        of = await _table(connection, principal, area)
        rows = await connection.fetch(q.page, principal.district, of, before, GRACE, limit + 1)
    items = [
        JointItem(
            ticket=_seen(principal, of_row(row)), reasons=row["reasons"], by_hand=row["by_hand"], why=row["why"],
            outcome=row["outcome"], met_at=row["met_at"],
        )
        for row in rows[:limit]
    ]  # fmt: skip
    return JointList(items, str(items[-1].ticket.number) if len(rows) > limit else None)


def _seen(principal: Principal, ticket: Ticket) -> Ticket:
    """As the lists show it: whose complaint it is, is named to nobody in passing."""
    return policy.view(ticket, policy.relation(principal, ticket))


async def put_on(db: Database, principal: Principal, asked: Command, ticket: UUID, given: PutOn) -> Ticket:
    """A street or the district wants the meeting to look at it."""

    async def change(tx: Connection, before: Ticket) -> Change:
        text, own = words(given.reason), await units.own_desk(tx, principal, before)
        await tx.execute(q.put_on, before.id, text)
        return Change(text=text, audience="internal", unit=own.name)

    return await step(db, principal, asked, ticket, "put_on", given, change)


async def take_off(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: TakeOff
) -> Ticket:
    """The meeting need not look at it; a new reason brings it back."""

    async def change(tx: Connection, before: Ticket) -> Change:
        text, own = words(given.reason), await units.own_desk(tx, principal, before)
        await tx.execute(q.take_off, before.id, text, GRACE)
        return Change(text=text, audience="internal", unit=own.name)

    return await step(db, principal, asked, ticket, "take_off", given, change)


async def settle(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Settle) -> Ticket:
    """What the meeting said, and who does what by when: all of it or nothing.

    Raises:
        DomainError: those of `tasks.open_task`, of naming a unit, and of every step.
    """

    async def said(tx: Connection, before: Ticket) -> Change:
        text, own = words(given.outcome), await units.own_desk(tx, principal, before)
        await tx.execute(q.settle, before.id, text, GRACE)
        return Change(text=text, audience="internal", unit=own.name)

    async def given_to(tx: Connection, before: Ticket) -> Change:
        assert given.holder is not None
        if not policy.relation(principal, before).decides:
            raise DomainError("ticket.not_allowed")
        own = await units.own_desk(tx, principal, before)
        holder = await units.named(tx, principal, before, given.holder)
        decider = own.id if own.id in before.path else policy.decider(before)
        await store.decide(tx, before.id, decider, decided=True)
        to: State | None = "reported" if holder.kind == "desk" else None
        return Change(text=words(given.outcome), holder=holder, keep_assignee=False, unit=own.name, to=to)

    async def act(tx: Connection) -> Ticket:
        after = await step_in(tx, principal, ticket, "settle", given, said)
        for task in given.tasks:
            after = await tasks.open_task(tx, principal, ticket, task)
        if given.holder is not None:
            after = await step_in(tx, principal, ticket, "dispatch", Versioned(), given_to)
        return after

    return await once(db, asked, Ticket, act)


async def on_stuck(tx: Connection, context: Context, timer: Timer) -> None:
    """What is late for days comes onto the list live, as everything else that gets stuck does by its step."""
    ticket = await read(tx, timer.district, timer.ticket)
    assert ticket is not None
    late = ticket.resolve_by + GRACE <= await time_of(tx)
    if late and ticket.state not in DONE and ticket.hung_until is None:
        await service_step(tx, timer.district, ticket.id, "put_on", Change(audience="internal"))


async def _table(connection: Connection, principal: Principal, area: UUID | None) -> UUID:
    """The street or district whose list is asked for: the principal's own without `area`."""
    desks = policy.scope(principal).desks
    if area is None:
        own = [
            one.area for one in principal.grants if one.area in desks and len(one.path) <= policy.COMMUNITY
        ]
        if not own:
            raise DomainError("not_found")
        return own[0]
    place = await areas.place(connection, area, principal.district)
    if place.level not in ("district", "street") or not set(desks) & set(place.ids):
        raise DomainError("not_found")
    return area
