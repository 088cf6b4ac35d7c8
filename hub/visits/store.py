"""Rows ↔ structs. Connection first; never commits."""

from uuid import UUID

import asyncpg

from hub.db import Connection, load_queries
from hub.visits.types import HomeVisit

q = load_queries(__file__)


def of_row(row: asyncpg.Record) -> HomeVisit:
    """A visit as staff see it."""
    return HomeVisit(
        id=row["id"], version=row["version"], state=row["state"], reason=row["reason"], account=row["account"],
        name=row["name"], agent=row["agent"], tie=row["agent_tie"], area=row["area"], path=tuple(row["path"]),
        place=row["place"], person=row["person"], text=row["text"], day=row["day"], part=row["part"],
        visitor=row["visitor"], note=row["note"], certified=row["certified"],
        created_at=row["created_at"], updated_at=row["updated_at"],
    )  # fmt: skip


async def one(connection: Connection, district: UUID, identity: UUID) -> HomeVisit | None:
    row = await connection.fetchrow(q.one, district, identity)
    return of_row(row) if row else None
