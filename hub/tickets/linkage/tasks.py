"""Sub-tasks (子任务): a part of a ticket that somebody else does, a ticket of its own."""

from uuid import UUID

from hub.accounts.types import Principal
from hub.db import Connection
from hub.errors import DomainError
from hub.tickets import policy, units
from hub.tickets.actions import file
from hub.tickets.changes import Change
from hub.tickets.linkage import store
from hub.tickets.linkage.types import OpenTask
from hub.tickets.steps import step_in
from hub.tickets.store import now as time_of
from hub.tickets.types import Actor, Create, Holder, Ticket

OPEN_AT_ONCE = 20


async def open_task(tx: Connection, principal: Principal, ticket: UUID, given: OpenTask) -> Ticket:
    """A desk or the holder opens a sub-task; the parent after it.

    Raises:
        DomainError: `ticket.tasks_many`, `ticket.task_time`, `ticket.category_unknown`, `ticket.text_empty`, those of
            naming a unit, and those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        if before.open_children >= OPEN_AT_ONCE:
            raise DomainError("ticket.tasks_many", limit=OPEN_AT_ONCE)
        if given.resolve_by is not None and given.resolve_by <= await time_of(tx):
            raise DomainError("ticket.task_time")
        own = before.holder
        if policy.relation(principal, before).desk:
            own = await units.own_desk(tx, principal, before)
        to = await units.named(tx, principal, before, given.to) if given.to else None
        child = await _file(tx, principal, before, given, own, to)
        await store.child_opened(tx, before.id)
        return Change(
            text=child.text, audience="internal" if given.staff_only else "resident", next=child.holder,
            subject=child.id, unit=own.name,
        )  # fmt: skip

    return await step_in(tx, principal, ticket, "open_task", given, change)


async def _file(
    tx: Connection, principal: Principal, parent: Ticket, given: OpenTask, own: Holder, to: Holder | None
) -> Ticket:
    async def settle(tx: Connection, stored: Ticket) -> None:
        await store.settle_child(
            tx, stored.id, parent.id, filed_by=principal.account, staff_only=given.staff_only, holder=to,
            resolve_by=given.resolve_by,
        )  # fmt: skip

    report = Create(
        area=given.area or parent.area, category=given.category or parent.category, text=given.text,
        place_text=given.place_text,
    )  # fmt: skip
    by = Actor(principal.name, own.name)
    task, _ = await file(tx, principal, report, by, by_reporter=False, settle=settle)
    return task
