"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from uuid import UUID

from hub.db import Connection, load_queries
from hub.tickets.checklists.types import Check, Item, PutItem
from hub.tickets.types import Actor

q = load_queries(__file__)


async def items(connection: Connection, district: UUID, category: str) -> list[Item]:
    return [Item(**row) for row in await connection.fetch(q.items, district, category)]


async def lock_category(tx: Connection, district: UUID, category: str) -> bool:
    return bool(await tx.fetchval(q.category, district, category))


async def close_others(tx: Connection, district: UUID, category: str, kept: Sequence[UUID]) -> None:
    await tx.execute(q.close, district, category, list(kept))


async def put(tx: Connection, district: UUID, category: str, item: PutItem, position: int) -> UUID | None:
    """The item's id; None when the category has none such."""
    values = item.text, item.text_en, item.required, position
    if item.id is None:
        found: UUID | None = await tx.fetchval(q.add, district, category, *values)
    else:
        found = await tx.fetchval(q.change, district, category, item.id, *values)
    return found


async def checks(connection: Connection, ticket: UUID) -> list[Check]:
    return [
        Check(
            id=row["id"], text=row["text"], text_en=row["text_en"], required=row["required"],
            done=Actor(row["name"], row["unit"]) if row["at"] else None, done_at=row["at"],
        )
        for row in await connection.fetch(q.checks, ticket)
    ]  # fmt: skip


async def tick(tx: Connection, ticket: UUID, item: UUID, account: UUID, unit: str) -> bool:
    return bool(await tx.fetchval(q.tick, ticket, item, account, unit))


async def untick(tx: Connection, ticket: UUID, item: UUID) -> bool:
    return bool(await tx.fetchval(q.untick, ticket, item))


async def anew(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.anew, ticket)


async def first_open(tx: Connection, ticket: UUID) -> str | None:
    found: str | None = await tx.fetchval(q.open, ticket)
    return found
