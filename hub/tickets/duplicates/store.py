"""Rows of what is alike. Connection first; never commits."""

from collections.abc import Collection, Sequence
from uuid import UUID

from hub.db import Connection, load_queries
from hub.tickets import store as tickets
from hub.tickets.duplicates.alike import Kind, box
from hub.tickets.types import Position, Ticket

q = load_queries(__file__)


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
