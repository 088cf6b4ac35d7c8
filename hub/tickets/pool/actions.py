"""Offering, taking, giving back."""

from uuid import UUID
from zoneinfo import ZoneInfo

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.tickets import policy as tickets_policy
from hub.tickets import store as tickets
from hub.tickets.changes import Change
from hub.tickets.pool import policy, store
from hub.tickets.pool.types import DeskOffers, GiveBack, MakeOffer, Offers, WithdrawOffer
from hub.tickets.steps import service_step, step
from hub.tickets.types import Actor, Holder, Ticket
from hub.tickets.words import line, words

_HERE = ZoneInfo("Asia/Shanghai")


async def offer(db: Database, principal: Principal, asked: Command, ticket: UUID, given: MakeOffer) -> Ticket:
    """Volunteers and party members may take it.

    Raises:
        DomainError: `offer.nobody` (no such organisation serves the place), `offer.kind`, `ticket.not_serving`,
            `offer.tells`, and those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        text = words(given.text)
        if policy.tells(text, before, await areas.place(tx, before.area, principal.district)):
            raise DomainError("offer.tells")
        serving = {
            one.id: one for one in await areas.organisations(tx, before.area) if one.kind in policy.KINDS
        }
        wanted = list(dict.fromkeys(given.organisations)) or list(serving)[:20]
        if not wanted:
            raise DomainError("offer.nobody")
        for one in wanted:
            if one not in serving:
                found = await areas.organisation(tx, one, principal.district)
                raise DomainError(
                    "ticket.not_serving" if found.kind in policy.KINDS else "offer.kind", name=found.name
                )
        await store.add(tx, before, wanted, text)
        units = tuple(Holder("organisation", one, serving[one].name) for one in wanted)
        return Change(text=text, units=units)

    return await step(db, principal, asked, ticket, "offer", given, change)


async def withdraw(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: WithdrawOffer
) -> Ticket:
    """Nobody may take it any more.

    Raises:
        DomainError: those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        return Change(text=line(given.note), audience="internal")

    return await step(db, principal, asked, ticket, "withdraw_offer", given, change)


async def take(db: Database, principal: Principal, asked: Command, offer: UUID) -> Ticket:
    """It is mine, if nobody has it yet; with the details that were kept back. What is mine already stays mine.

    Raises:
        DomainError: `offer.unknown` (also: not offered to the principal's), `offer.taken` with since when,
            `offer.over`.
    """

    async def act(tx: Connection) -> Ticket:
        seen = await store.one(tx, offer, principal.district)
        organisation = policy.taking_for(principal, seen.organisations) if seen else None
        if seen is None or organisation is None:
            raise DomainError("offer.unknown")
        await tickets.lock(tx, principal.district, seen.ticket)
        row = await store.one(tx, offer, principal.district)  # as it is now that the ticket is ours
        before = await tickets.ticket(tx, principal.district, seen.ticket)
        assert row is not None
        assert before is not None
        if tickets_policy.accused(principal, before):
            raise DomainError("offer.unknown")
        if row.state == "taken":
            if row.taken_by == principal.account:
                return tickets_policy.view(before, tickets_policy.relation(principal, before))
            raise DomainError("offer.taken", since=f"{row.record['since'].astimezone(_HERE):%m-%d %H:%M}")
        if row.state == "over":
            raise DomainError("offer.over")
        unit = await areas.organisation(tx, organisation, principal.district)
        await store.take(tx, row.id, principal.account, organisation)
        after = await service_step(
            tx, principal.district, row.ticket, "taken",
            Change(
                holder=Holder("organisation", unit.id, unit.name), assignee=principal.account, keep_assignee=False,
                to="dispatched",
            ),
            by=Actor(principal.name, unit.name), account=principal.account,
        )  # fmt: skip
        return tickets_policy.view(after, tickets_policy.relation(principal, after))

    return await once(db, asked, Ticket, act)


async def give_back(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: GiveBack
) -> Ticket:
    """Whoever took it cannot do it: it is on its desk again, and open for others.

    Raises:
        DomainError: those of every step; `ticket.not_allowed` also when another has it.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        if before.assignee is None or before.assignee.id != principal.account:
            raise DomainError("ticket.not_allowed")
        row = await store.alive(tx, before.id)
        assert row is not None  # `pool` says so
        desk = await areas.place(tx, row.desk, principal.district)
        holder = Holder("desk", row.desk, desk.names[-1])
        return Change(text=line(given.reason), holder=holder, keep_assignee=False)

    return await step(db, principal, asked, ticket, "give_back", given, change)


async def pool(db: Database, principal: Principal, after: UUID | None, limit: int) -> Offers:
    """What the principal's organisations may take now. What is mine already is in the list of tickets *mine*.

    Raises:
        DomainError: `forbidden`, for who is of no organisation.
    """
    units = policy.units(principal)
    if not units:
        raise DomainError("forbidden")
    async with db.connection() as connection:
        found = await store.open_for(connection, units, after, limit + 1)
    return Offers(found[:limit], str(found[limit - 1].id) if len(found) > limit else None)


async def of_ticket(db: Database, principal: Principal, ticket: UUID) -> DeskOffers:
    """To whom it was offered and who took it; for staff who see the ticket.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        found = await tickets.ticket(connection, principal.district, ticket)
        if found is None or not tickets_policy.relation(principal, found).staff:
            raise DomainError("not_found")
        return DeskOffers(await store.of_ticket(connection, ticket))
