"""Asking for an exception and deciding about it. A public action owns the transaction."""

from uuid import UUID

from hub.accounts.types import Principal
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.tickets import policy, timers
from hub.tickets import store as tickets
from hub.tickets.changes import Change
from hub.tickets.clocks import running
from hub.tickets.exceptions import store
from hub.tickets.exceptions.deadline import MOST
from hub.tickets.exceptions.reactions import REVIEW
from hub.tickets.exceptions.types import Ask, Decide, Request, RequestList
from hub.tickets.steps import step, step_in
from hub.tickets.types import TO_DO_STATES, Ticket
from hub.tickets.words import line, words


async def ask(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Ask) -> Ticket:
    """The holder asks for more time, for waiting, or for not counting it.

    Raises:
        DomainError: `request.time`, `ticket.wrong_state` (also: another request is open), `ticket.text_empty`, and
            those of every step.
    """
    if (given.kind == "extend") != (given.more is not None):
        raise DomainError("request.time", hours=MOST["h"], days=MOST["d"])
    if given.more is not None and not 1 <= given.more.amount <= MOST[given.more.unit]:
        raise DomainError("request.time", hours=MOST["h"], days=MOST["d"])

    async def change(tx: Connection, before: Ticket) -> Change:
        if given.kind != "exclude" and (before.state not in TO_DO_STATES or before.hung_until is not None):
            raise DomainError("ticket.wrong_state", state=before.state)
        reason = words(given.reason)
        await store.ask(
            tx, principal.district, before.id, given, reason, principal.account, before.holder.name
        )
        return Change(text=reason, audience="internal")

    return await step(db, principal, asked, ticket, "ask", given, change)


async def decide(
    db: Database, principal: Principal, asked: Command, ticket: UUID, request: UUID, given: Decide
) -> Ticket:
    """Another grants it or refuses.

    Raises:
        DomainError: `not_found`, `request.own`, `request.decided`, `ticket.text_empty` when refusing without a
            word, and those of every step (`ticket.wrong_state`: somebody was quicker).
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        found = await store.open_request(tx, before.id)
        if found is None or found.id != request:
            raise DomainError("request.decided")
        if found.asked_by == principal.account:
            raise DomainError("request.own")
        if not given.approve:
            answer = words(given.text)
            await store.decide(tx, request, "refused", principal.account, answer)
            await store.unmark(tx, before.id)
            return Change(text=answer, audience="internal")
        return await _grant(tx, before, found)

    async def _grant(tx: Connection, before: Ticket, found: store.Open) -> Change:
        due = None
        match found.kind:
            case "extend":
                assert found.more is not None
                await store.extend(tx, before.id)
                due = await running.extend(tx, before.id, found.more)
            case "hang":
                due = await store.hang(tx, before.id)
                await running.stop(tx, before.id)
                await timers.put(tx, before.id, REVIEW, due)
            case "exclude":
                await store.exclude(tx, before.id)
        await store.decide(tx, request, "approved", principal.account, line(given.text), due)
        audience = "internal" if found.kind == "exclude" else "resident"
        return Change(text=found.reason, audience=audience, due=due)  # type: ignore[arg-type]  # one of the two

    async def act(tx: Connection) -> Ticket:
        kind = await store.kind(tx, principal.district, ticket, request)
        if kind is None:
            raise DomainError("not_found")
        return await step_in(tx, principal, ticket, kind if given.approve else "decline", given, change)

    return await once(db, asked, Ticket, act)


async def of_ticket(db: Database, principal: Principal, identity: UUID) -> list[Request]:
    """What was asked for on one ticket; for the units that work on it.

    Raises:
        DomainError: `not_found`, `ticket.not_allowed` (the reporter).
    """
    async with db.connection() as connection:
        ticket = await tickets.ticket(connection, principal.district, identity)
        if ticket is None or not (stands := policy.relation(principal, ticket)).sees:
            raise DomainError("not_found")
        if not (stands.staff or stands.handler):
            raise DomainError("ticket.not_allowed")
        return await store.of_ticket(connection, identity)


async def waiting(db: Database, principal: Principal, after: UUID | None, limit: int) -> RequestList:
    """What waits for this one's word; empty for who decides nothing."""
    areas = [grant.area for grant in principal.grants if grant.role in policy.APPROVER_ROLES]
    async with db.connection() as connection:
        found = await store.waiting(
            connection, principal.district, principal.account, areas, after, limit + 1
        )
    return RequestList(found[:limit], str(found[limit - 1].id) if len(found) > limit else None)
