"""Calling back. A public action owns the transaction."""

from uuid import UUID

from hub import cursors
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.tickets import policy
from hub.tickets import store as tickets
from hub.tickets.callbacks import store
from hub.tickets.callbacks.types import CallBack, Called, ToCallList
from hub.tickets.changes import Change
from hub.tickets.steps import service_step, step_in
from hub.tickets.types import Holder, StepKind, Ticket
from hub.tickets.words import line

TRIES = 3


async def call_back(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: CallBack
) -> Ticket:
    """Writes down a call and does what follows from her word.

    Raises:
        DomainError: `call_back.outcome`, `call_back.own_work`, `call_back.done`, `call_back.tried_out`, and those of
            every step.
    """
    if given.reached != (given.resolved is not None) or (
        not given.reached and given.satisfaction is not None
    ):
        raise DomainError("call_back.outcome")
    text = line(given.text)

    async def change(tx: Connection, before: Ticket) -> Change:
        if await store.handled(tx, before.id, principal.account):
            raise DomainError("call_back.own_work")
        tries, answered = await store.since_resolved(tx, before.id)
        if answered:
            raise DomainError("call_back.done")
        if tries >= TRIES:
            raise DomainError("call_back.tried_out", limit=TRIES)
        await store.add(tx, principal.district, before.id, principal.account, given, text)
        return Change(text=text, audience="internal", satisfaction=given.satisfaction)

    async def act(tx: Connection) -> Ticket:
        after = await step_in(tx, principal, ticket, "call_back", given, change)
        follows = _follows(after, given)
        if follows is None:
            return after
        kind, then = follows
        last = await service_step(tx, principal.district, ticket, kind, then)
        return policy.view(last, policy.relation(principal, last))

    return await once(db, asked, Ticket, act)


def _follows(ticket: Ticket, given: CallBack) -> tuple[StepKind, Change] | None:
    if given.resolved is False:
        desk = Holder("desk", ticket.desk, ticket.desk_name)
        return "reopened", Change(text=line(given.text), to="reopened", holder=desk, keep_assignee=False)
    if given.resolved and ticket.state == "resolved":
        return "closed", Change(to="closed")
    if given.satisfaction is not None:
        return "rated", Change(satisfaction=given.satisfaction)  # closed before: her own page shows it too
    return None


async def waiting(
    db: Database, principal: Principal, area: UUID, after: str | None, limit: int
) -> ToCallList:
    """What this one can call back about in an area; for its desks.

    Raises:
        DomainError: `not_found`, `cursor.invalid`.
    """
    before = cursors.number(after)
    async with db.connection() as connection:
        place = await areas.place(connection, area, principal.district)
        if not any(grant.role in policy.DESK_ROLES and grant.area in place.ids for grant in principal.grants):
            raise DomainError("not_found")
        found = await store.waiting(
            connection,
            principal.district,
            area,
            TRIES,
            principal.account,
            before,
            limit + 1,
        )
    return ToCallList(found[:limit], str(found[limit - 1].ticket.number) if len(found) > limit else None)


async def of_ticket(db: Database, principal: Principal, identity: UUID) -> list[Called]:
    """The calls about one ticket; for desks on its path.

    Raises:
        DomainError: `not_found`, `ticket.not_allowed`.
    """
    async with db.connection() as connection:
        ticket = await tickets.ticket(connection, principal.district, identity)
        if ticket is None or not (stands := policy.relation(principal, ticket)).sees:
            raise DomainError("not_found")
        if not stands.staff:
            raise DomainError("ticket.not_allowed")
        return await store.of_ticket(connection, identity)
