"""Rows of clocks. Connection first; never commits."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from hub.db import Connection, load_queries
from hub.tickets.types import Promise

q = load_queries(__file__)


class Next(NamedTuple):
    """`place`: among what comes at the same moment."""

    at: datetime
    what: str
    place: int


async def wait(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.wait, ticket)


async def answered(tx: Connection, ticket: UUID) -> bool:
    return bool(await tx.fetchval(q.answered, ticket))


async def pictures(tx: Connection, ticket: UUID, count: int) -> None:
    await tx.execute(q.pictures, ticket, count)


async def stop(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.stop, ticket)


async def go_on(tx: Connection, ticket: UUID) -> bool:
    """Whether they go on: False when they ran, or when something else keeps them."""
    return bool(await tx.fetchval(q.go_on, ticket))


async def extend(tx: Connection, ticket: UUID, more: Promise) -> None:
    await tx.execute(q.extend, ticket, more.amount, more.unit)


async def compute(tx: Connection, ticket: UUID) -> bool:
    """Whether a deadline has moved."""
    return bool(await tx.fetchval(q.compute, ticket))


async def go_by(tx: Connection, ticket: UUID) -> bool:
    """Whether its promises go by another calendar now."""
    return bool(await tx.fetchval(q.go_by, ticket))


async def turns_by(
    connection: Connection, calendar: UUID, after: UUID | None, limit: int
) -> list[tuple[UUID, UUID]]:
    """Turns and their tickets."""
    rows = await connection.fetch(q.turns_by, calendar, after, limit)
    return [(row["id"], row["ticket"]) for row in rows]


async def responded(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.responded, ticket)


async def adopt(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.adopt, ticket)


async def renew(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.renew, ticket)


async def next_look(tx: Connection, ticket: UUID, after: datetime, place: int) -> Next | None:
    row = await tx.fetchrow(q.next, ticket, after, place)
    return Next(row["at"], row["what"], row["place"]) if row else None


async def promised(tx: Connection, ticket: UUID) -> datetime:
    by: datetime = await tx.fetchval(q.promised, ticket)
    return by


async def clock_from(tx: Connection, ticket: UUID) -> datetime:
    since: datetime = await tx.fetchval(q.clock_from, ticket)
    return since


async def behind(connection: Connection, district: UUID) -> list[tuple[UUID, int]]:
    return [(row["id"], row["version"]) for row in await connection.fetch(q.behind, district)]


async def open_by(connection: Connection, calendar: UUID, after: UUID | None, limit: int) -> list[UUID]:
    return [row["id"] for row in await connection.fetch(q.open_by, calendar, after, limit)]


async def computed(tx: Connection, calendar: UUID, version: int) -> None:
    await tx.execute(q.computed, calendar, version)
