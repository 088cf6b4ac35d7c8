"""Sub-tasks (子任务): a part of a ticket that somebody else does, a ticket of its own."""

from uuid import UUID

from hub.accounts.types import Principal
from hub.db import Connection
from hub.errors import DomainError
from hub.tickets import policy, units
from hub.tickets.actions import file
from hub.tickets.changes import Change
from hub.tickets.linkage import store
from hub.tickets.linkage.reactions import DONE
from hub.tickets.linkage.types import OpenTask, SendBack
from hub.tickets.states import WITH_STAFF
from hub.tickets.steps import service_step, step_in
from hub.tickets.store import lock
from hub.tickets.store import now as time_of
from hub.tickets.store import ticket as find
from hub.tickets.types import Actor, Create, Holder, State, Ticket
from hub.tickets.words import words

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


async def send_back(tx: Connection, principal: Principal, task: UUID, given: SendBack) -> Ticket:
    """Who holds the ticket, or a desk on its path, says that a sub-task that was reported done is not: it goes on with
    whoever had it, timed again. Gives the ticket it belongs to.

    Raises:
        DomainError: `not_found` (none, or none of a ticket that the principal may know of), `ticket.not_allowed`,
            `ticket.stale`, `ticket.wrong_state`, `ticket.text_empty`.
    """
    reason = words(given.reason)
    child = await _held(tx, principal, task)  # a sub-task before the ticket it belongs to
    parent = await _held(tx, principal, child.parent) if child and child.parent else None
    stands = policy.relation(principal, parent) if parent else None
    if child is None or parent is None or stands is None or not stands.sees:
        raise DomainError("not_found")
    if not may_send_back(principal, parent):
        raise DomainError("ticket.not_allowed")
    if given.version is not None and given.version != child.version:
        raise DomainError("ticket.stale")
    if not returnable(parent, child):
        raise DomainError(
            "ticket.wrong_state", state=child.state if parent.state in WITH_STAFF else parent.state
        )
    own = await units.own_desk(tx, principal, parent) if stands.desk else parent.holder
    to: State = "dispatched" if child.holder.kind == "organisation" else "reopened"
    back = Change(
        text=reason, audience="internal" if child.staff_only else "resident", to=to, next=child.holder,
        keep_assignee=False,
    )  # fmt: skip
    by = Actor(principal.name, own.name)
    await service_step(tx, principal.district, task, "sent_back", back, by=by, account=principal.account)
    after = await find(tx, principal.district, parent.id)
    assert after is not None
    return policy.view(after, policy.relation(principal, after))


def may_send_back(principal: Principal, parent: Ticket) -> bool:
    """Whoever may open a sub-task of it."""
    return policy.may("open_task", policy.relation(principal, parent))


def returnable(parent: Ticket, child: Ticket) -> bool:
    """Reported done, while the ticket it belongs to is still worked on."""
    return child.state in DONE and parent.state in WITH_STAFF


async def _held(tx: Connection, principal: Principal, identity: UUID) -> Ticket | None:
    await lock(tx, principal.district, identity)
    return await find(tx, principal.district, identity)


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
