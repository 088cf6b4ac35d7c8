"""What a ticket's page shows of linkage, and sub-tasks as a command."""

from uuid import UUID

from hub.accounts.types import Principal
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.tickets import policy, units
from hub.tickets import store as tickets
from hub.tickets.linkage import store, tasks
from hub.tickets.linkage.types import Linkage, OpenTask, SendBack, SubTask
from hub.tickets.types import Ticket


async def linkage(db: Database, principal: Principal, identity: UUID) -> Linkage:
    """Who works on a ticket beside its holder; for those who see it in office.

    Raises:
        DomainError: `not_found`, `ticket.not_allowed` (the resident).
    """
    async with db.connection() as connection:
        ticket = await tickets.ticket(connection, principal.district, identity)
        stands = policy.relation(principal, ticket) if ticket else None
        if ticket is None or stands is None or not stands.sees:
            raise DomainError("not_found")
        if not stands.in_office:
            raise DomainError("ticket.not_allowed")
        parent = (
            await tickets.ticket(connection, principal.district, ticket.parent) if ticket.parent else None
        )
        return Linkage(
            calls=await store.calls(connection, identity),
            children=[
                _shown(principal, child, part_of=ticket)
                for child in await store.children(connection, identity)
            ],
            parent=_shown(principal, parent) if parent else None,
            decider=await units.desk(connection, principal.district, policy.decider(ticket)),
        )


async def open_task(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: OpenTask
) -> Ticket:
    """A sub-task as a command; the parent after it. Raises as `tasks.open_task`."""

    async def act(tx: Connection) -> Ticket:
        return await tasks.open_task(tx, principal, ticket, given)

    return await once(db, asked, Ticket, act)


async def send_back(
    db: Database, principal: Principal, asked: Command, task: UUID, given: SendBack
) -> Ticket:
    """A sub-task is sent back; the ticket it belongs to after it. Raises as `tasks.send_back`."""

    async def act(tx: Connection) -> Ticket:
        return await tasks.send_back(tx, principal, task, given)

    return await once(db, asked, Ticket, act)


def _shown(principal: Principal, ticket: Ticket, *, part_of: Ticket | None = None) -> SubTask:
    stands = policy.relation(principal, ticket)
    back = (
        part_of is not None and tasks.may_send_back(principal, part_of) and tasks.returnable(part_of, ticket)
    )
    return SubTask(
        id=ticket.id, number=ticket.number, state=ticket.state, holder=ticket.holder,
        text=ticket.text if stands.in_office else "", resolve_by=ticket.resolve_by, closed_at=ticket.closed_at,
        may_send_back=back,
    )  # fmt: skip
