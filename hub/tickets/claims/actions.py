"""Claiming, handing back, taking over."""

from uuid import UUID
from zoneinfo import ZoneInfo

from hub.accounts.types import Principal
from hub.commands import Command, once
from hub.db import Connection, Database, load_queries
from hub.errors import DomainError
from hub.tickets import policy, store
from hub.tickets.changes import Change
from hub.tickets.claims.types import Claim, HandBack, TakeOver
from hub.tickets.steps import step, step_in
from hub.tickets.types import Ticket
from hub.tickets.words import line, words

q = load_queries(__file__)
_HERE = ZoneInfo("Asia/Shanghai")


async def claim(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Claim) -> Ticket:
    """I have it, if nobody has. What is mine already stays as it is.

    Raises:
        DomainError: `ticket.claimed` (another has it: who, and since when), and those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        return Change(audience="internal", assignee=principal.account, keep_assignee=False)

    async def act(tx: Connection) -> Ticket:
        await store.lock(tx, principal.district, ticket)
        before = await store.ticket(tx, principal.district, ticket)
        if before is not None and before.assignee is not None:
            stands = policy.relation(principal, before)
            if not stands.sees:
                raise DomainError("not_found")
            if not policy.may("claim", stands):
                raise DomainError("ticket.not_allowed")
            if before.assignee.id == principal.account:
                return policy.view(before, stands)
            since = (await tx.fetchval(q.since, ticket) or before.updated_at).astimezone(_HERE)
            raise DomainError("ticket.claimed", name=before.assignee.name, since=f"{since:%m-%d %H:%M}")
        return await step_in(tx, principal, ticket, "claim", given, change)

    return await once(db, asked, Ticket, act)


async def hand_back(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: HandBack
) -> Ticket:
    """Not mine any more: my unit's again.

    Raises:
        DomainError: those of every step; `ticket.not_allowed` also when it is not mine.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        if before.assignee is None or before.assignee.id != principal.account:
            raise DomainError("ticket.not_allowed")
        return Change(text=line(given.reason), audience="internal", keep_assignee=False)

    return await step(db, principal, asked, ticket, "hand_back", given, change)


async def take_over(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: TakeOver
) -> Ticket:
    """It is a colleague's and cannot wait for them: mine now, and the reason stays.

    Raises:
        DomainError: those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        return Change(
            text=words(given.reason), audience="internal", assignee=principal.account, keep_assignee=False
        )

    return await step(db, principal, asked, ticket, "take_over", given, change)
