"""Rows of followers. Connection first; never commits."""

from collections.abc import Sequence
from uuid import UUID

from hub.areas import actions as areas
from hub.areas.actions import Place
from hub.areas.types import Level
from hub.db import Connection, load_queries
from hub.tickets import policy
from hub.tickets import store as tickets
from hub.tickets.types import Ticket

q = load_queries(__file__)

FINEST: Level = "building"
"""The finest level of a place that people may know who have only heard of a ticket."""


async def root(connection: Connection, district: UUID, ticket: UUID) -> UUID | None:
    """The ticket that a merged one has become part of; itself otherwise. None: there is no such ticket."""
    found: UUID | None = await connection.fetchval(q.root, district, ticket)
    return found


async def add(tx: Connection, ticket: UUID, account: UUID) -> bool:
    return bool(await tx.fetchval(q.add, ticket, account))


async def remove(tx: Connection, ticket: UUID, account: UUID) -> None:
    await tx.execute(q.remove, ticket, account)


async def count(tx: Connection, ticket: UUID) -> None:
    """Brings `tickets.followers` up to date; the caller has the ticket's row."""
    await tx.execute(q.count, ticket)


async def public(connection: Connection, ticket: Ticket) -> bool:
    """Whether other residents may learn of it."""
    return bool(await connection.fetchval(q.public, ticket.id))


async def followers(connection: Connection, ticket: UUID) -> list[tuple[UUID, bool]]:
    """Who follows a ticket, and whether they may (still) know of it."""
    return [(row["account"], row["sees"]) for row in await connection.fetch(q.followers, ticket)]


async def place(connection: Connection, ticket: Ticket) -> Place:
    """Where a ticket is, as far as the public may know."""
    return (await areas.places_of(connection, [ticket.area]))[ticket.area].above(FINEST)


async def add_photos(tx: Connection, ticket: UUID, account: UUID, photos: Sequence[UUID]) -> None:
    if photos:
        await tx.executemany(q.add_photo, [(photo, ticket, account) for photo in photos])


async def photos(connection: Connection, ticket: UUID, account: UUID | None) -> list[UUID]:
    """Of one follower, or of all."""
    return [row["photo"] for row in await connection.fetch(q.photos, ticket, account)]


async def may_see(connection: Connection, ticket: Ticket, account: UUID) -> bool:
    """Whether an account follows it, and it is still one that the public may know of."""
    return bool(await connection.fetchval(q.may_see, ticket.id, account))


async def views(connection: Connection, found: Sequence[Ticket]) -> list[Ticket]:
    """Tickets as those see them who follow them."""
    places = await areas.places_of(connection, [ticket.area for ticket in found])
    return [policy.for_follower(ticket, places[ticket.area].above(FINEST)) for ticket in found]


async def page(connection: Connection, account: UUID, before: int | None, limit: int) -> list[Ticket]:
    """What an account follows, as it sees it, newest number first."""
    rows = await connection.fetch(q.page, account, before, limit)
    return await views(connection, [tickets.of_row(row) for row in rows])
