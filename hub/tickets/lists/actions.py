"""Pages and counts of the lists."""

from typing import get_args
from uuid import UUID

import msgspec

from hub.accounts.types import Principal
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.tickets import policy
from hub.tickets import store as tickets
from hub.tickets.lists import cursor, store
from hub.tickets.lists.store import Asked
from hub.tickets.lists.types import Count, Counts, Filter, ListName, Sort, TicketList
from hub.tickets.types import Ticket

NOTHING = Filter()


def order(name: ListName, asked: Filter, sort: Sort | None) -> Sort:
    """The order of a list; see the docstring of this part."""
    if asked.states is not None and "closed" in asked.states:
        return "new"
    return sort or ("next" if name in ("mine", "unit") else "new")


async def page(
    db: Database, principal: Principal, name: ListName, asked: Filter = NOTHING, *, sort: Sort | None = None,
    after: str | None = None, limit: int = 50,
) -> TicketList:  # fmt: skip
    """One page of one of the lists.

    Raises:
        DomainError: `cursor.invalid`.
    """
    sort = order(name, asked, sort)
    last = cursor.read(after, sort) if after else None
    async with db.connection() as connection:
        found = await store.page(connection, Asked(principal, name, _clean(asked)), sort, last, limit + 1)
    tickets = [policy.view(ticket, policy.relation(principal, ticket)) for ticket in found[:limit]]
    return TicketList(tickets, cursor.write(sort, found[limit - 1]) if len(found) > limit else None)


async def counts(db: Database, principal: Principal) -> Counts:
    """How many tickets each list has."""
    async with db.connection() as connection:
        names: tuple[ListName, ...] = get_args(ListName)
        return Counts(**{name: await count(connection, principal, name) for name in names})


async def count(
    connection: Connection, principal: Principal, name: ListName, asked: Filter = NOTHING
) -> Count:
    """How many tickets a list has under a filter."""
    return await store.count(connection, Asked(principal, name, _clean(asked)))


def _clean(asked: Filter) -> Filter:
    """Text that PostgreSQL can hold: JSON there knows no NUL."""
    words = asked.words.replace("\0", "").strip() if asked.words else None
    category = asked.category.replace("\0", "") if asked.category is not None else None
    return msgspec.structs.replace(asked, words=words or None, category=category)


async def one(connection: Connection, principal: Principal, identity: UUID) -> Ticket:
    """One ticket as the principal may see it.

    Raises:
        DomainError: `not_found`.
    """
    found = await tickets.ticket(connection, principal.district, identity)
    stands = policy.relation(principal, found) if found else None
    if found is None or stands is None or not stands.sees:
        raise DomainError("not_found")
    return policy.view(found, stands)
