"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from uuid import UUID

from hub.db import Connection, load_queries
from hub.home.types import PutSection, Section

q = load_queries(__file__)


async def sections(connection: Connection, path: Sequence[UUID]) -> list[Section]:
    rows = await connection.fetch(q.sections, list(path))
    return sorted((Section(**row) for row in rows), key=lambda one: (one.position, one.key))


async def put(tx: Connection, area: UUID, key: str, given: PutSection, by: UUID) -> None:
    await tx.execute(
        q.put,
        area,
        key,
        given.position,
        given.icon,
        given.name,
        given.name_en,
        given.state,
        given.address,
        by,
    )


async def drop(tx: Connection, area: UUID, key: str) -> None:
    await tx.execute(q.drop, area, key)
