"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from hub.db import Connection, load_queries
from hub.feedback.types import Feedback, FeedbackCounts, Kind, Person, State
from hub.sealing import Sealer

q = load_queries(__file__)

PHONE = "feedback.phone"


def _feedback(row: asyncpg.Record) -> Feedback:
    return Feedback(
        id=row["id"], version=row["version"], state=row["state"], kind=row["kind"], text=row["text"],
        page=row["page"], area=row["area"], path=tuple(row["path"]), area_name=row["area_name"],
        author=Person(row["author"], row["author_name"]), callback=row["phone"] is not None, answer=row["answer"],
        answered_by=Person(row["answered_by"], row["answered_name"]) if row["answered_by"] else None,
        answered_at=row["answered_at"], closed_at=row["closed_at"], created_at=row["created_at"],
        updated_at=row["updated_at"],
    )  # fmt: skip


async def add(
    tx: Connection, sealer: Sealer, *, district: UUID, kind: Kind, text: str, page: str, path: Sequence[UUID],
    author: UUID, phone: str,
) -> UUID:  # fmt: skip
    identity: UUID = await tx.fetchval(q.new_id)
    sealed = sealer.seal(phone, column=PHONE, row=identity) if phone else None
    await tx.execute(q.add, identity, district, kind, text, page, path[-1], list(path), author, sealed)
    return identity


async def lock(tx: Connection, district: UUID, identity: UUID) -> bool:
    return bool(await tx.fetchval(q.lock, district, identity))


async def one(connection: Connection, district: UUID, identity: UUID) -> Feedback | None:
    row = await connection.fetchrow(q.one, district, identity)
    return _feedback(row) if row else None


async def answer(tx: Connection, identity: UUID, text: str, by: UUID) -> None:
    await tx.execute(q.answer, identity, text, by)


async def close(tx: Connection, identity: UUID) -> None:
    await tx.execute(q.close, identity)


async def phone(connection: Connection, sealer: Sealer, district: UUID, identity: UUID) -> str | None:
    sealed = await connection.fetchval(q.phone, district, identity)
    return sealer.unseal(sealed, column=PHONE, row=identity) if sealed else None


async def page(
    connection: Connection, district: UUID, account: UUID, areas: Sequence[UUID] | None, *,
    states: Sequence[State] | None, kind: Kind | None, after: UUID | None, limit: int,
) -> list[Feedback]:  # fmt: skip
    rows = await connection.fetch(
        q.page, district, account, areas, list(states) if states else None, kind, after, limit
    )
    return [_feedback(row) for row in rows]


async def counts(connection: Connection, district: UUID, areas: Sequence[UUID]) -> FeedbackCounts:
    row = await connection.fetchrow(q.counts, district, list(areas))
    assert row is not None
    return FeedbackCounts(**row)
