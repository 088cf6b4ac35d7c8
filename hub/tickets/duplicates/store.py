"""Rows of what is alike. Connection first; never commits."""

from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple, TypeAlias
from uuid import UUID

import asyncpg

from hub.db import Connection, load_queries
from hub.tickets import store as tickets
from hub.tickets.duplicates.alike import Kind, box
from hub.tickets.types import Position, State, Ticket

q = load_queries(__file__)


class Kept(NamedTuple):
    """Whose a merged ticket was."""

    state: State
    holder_kind: Literal["desk", "organisation"]
    holder: UUID
    assignee: UUID | None


async def kinds(connection: Connection, district: UUID) -> dict[str, Kind]:
    return {
        row["key"]: Kind(
            row["key"], row["group_name"], row["offered"], row["near_level"], row["near_metres"],
            frozenset(row["kin"]), tuple(row["words"]),
        )
        for row in await connection.fetch(q.kinds, district)
    }  # fmt: skip


async def near(
    connection: Connection, district: UUID, *, area: UUID, above: Sequence[UUID], around: Position | None,
    metres: float, categories: Collection[str], practice: bool, public: bool, but: UUID | None, limit: int,
) -> list[tuple[Ticket, Position | None]]:  # fmt: skip
    """Candidates with their positions, newest first. `above`: areas whose own tickets count, not those below them."""
    sides = box(around.lat, around.lon, metres) if around else (None, None, None, None)
    rows = await connection.fetch(
        q.near, district, area, list(above), *sides, list(categories), practice, public, but, limit
    )
    found = {
        row["id"]: tickets.of_row(row) for row in await connection.fetch(q.rows, [r["id"] for r in rows])
    }
    return [
        (
            found[row["id"]],
            Position(row["latitude"], row["longitude"]) if row["latitude"] is not None else None,
        )
        for row in rows
    ]


async def position(connection: Connection, ticket: UUID) -> Position | None:
    row = await connection.fetchrow(q.position, ticket)
    return Position(row["latitude"], row["longitude"]) if row and row["latitude"] is not None else None


async def followed(connection: Connection, account: UUID, tickets: Collection[UUID]) -> set[UUID]:
    return {row["ticket"] for row in await connection.fetch(q.followed, account, list(tickets))}


async def of_estate(
    connection: Connection, account: UUID, practice: bool, after: UUID | None, limit: int
) -> list[Ticket]:
    return [
        tickets.of_row(row) for row in await connection.fetch(q.of_estate, account, practice, after, limit)
    ]


async def alone(tx: Connection, district: UUID) -> None:
    """No other merge or split of the district until the end of the transaction; before every row lock."""
    await tx.execute(q.alone, str(district))


async def up(tx: Connection, ticket: UUID) -> list[UUID]:
    """What a ticket has been merged into, the next first, the root last."""
    return [row["id"] for row in await tx.fetch(q.up, ticket)]


async def put_into(tx: Connection, ticket: UUID, target: UUID) -> None:
    """Keeps what the ticket is, stops its timers, points it to the target; its people follow that."""
    await tx.execute(q.keep, ticket)
    await tx.execute(q.bring, ticket, target)
    await tx.execute(q.point, ticket, target)


async def kept(tx: Connection, ticket: UUID) -> Kept:
    row = await tx.fetchrow(q.kept, ticket)
    assert row is not None
    return Kept(**row)


async def take_out(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.point, ticket, None)


async def restore(tx: Connection, ticket: UUID) -> None:
    """What the ticket was before it was merged, but for state, holder and assignee, which are its step's."""
    await tx.execute(q.restore, ticket)


async def take_back(tx: Connection, ticket: UUID, target: UUID) -> tuple[bool, list[UUID]]:
    """Undoes `put_into` for the followers of the target: whether any was, and who does not follow it any more."""
    gone = [row["account"] for row in await tx.fetch(q.take_back, ticket, target)]
    still = {row["account"] for row in await tx.fetch(q.still, target, gone)}
    return bool(gone), [account for account in gone if account not in still]


After: TypeAlias = tuple[int | None, UUID | None, str | None]
"""The last row of the page before: count, who or where, of what."""


async def places(
    connection: Connection,
    district: UUID,
    inside: list[UUID],
    days: int,
    least: int,
    after: After,
    limit: int,
) -> list[asyncpg.Record]:
    return list(await connection.fetch(q.places, district, inside, days, least, *after, limit))


async def reporters(
    connection: Connection,
    district: UUID,
    inside: list[UUID],
    days: int,
    least: int,
    after: After,
    limit: int,
) -> list[asyncpg.Record]:
    return list(await connection.fetch(q.reporters, district, inside, days, least, *after, limit))


async def hot_places(
    connection: Connection, district: UUID, inside: list[UUID], days: int, limit: int
) -> list[asyncpg.Record]:
    return list(await connection.fetch(q.hot_places, district, inside, days, limit))


async def below(connection: Connection, area: UUID, watched: list[UUID]) -> bool:
    return bool(await connection.fetchval(q.below, area, watched))
