"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from hub.db import Connection, load_queries
from hub.desk.types import Draft, Owner, ToolKind

q = load_queries(__file__)


class Row(NamedTuple):
    """A tool before its body is read."""

    id: UUID
    owner: Owner
    name: str
    version: int
    body: str


def _row(row: asyncpg.Record | None) -> Row | None:
    if row is None:
        return None
    return Row(row["id"], Owner(row["owner_kind"], row["owner"]), row["name"], row["version"], row["body"])


async def tools(connection: Connection, district: UUID, kind: ToolKind, owners: Sequence[UUID]) -> list[Row]:
    rows = await connection.fetch(q.tools, district, kind, list(owners))
    return [found for row in rows if (found := _row(row))]


async def tool(connection: Connection, district: UUID, kind: ToolKind, identity: UUID) -> Row | None:
    return _row(await connection.fetchrow(q.tool, district, kind, identity))


async def tool_count(connection: Connection, owner: UUID | None, kind: ToolKind) -> int:
    return int(await connection.fetchval(q.tool_count, owner, kind))


async def lock_tool(tx: Connection, district: UUID, kind: ToolKind, identity: UUID) -> Row | None:
    return _row(await tx.fetchrow(q.lock_tool, district, kind, identity))


async def add_tool(
    tx: Connection, district: UUID, kind: ToolKind, owner: Owner, name: str, body: str, by: UUID | None
) -> Row | None:
    return _row(await tx.fetchrow(q.add_tool, district, kind, owner.kind, owner.id, name, body, by))


async def change_tool(tx: Connection, identity: UUID, owner: Owner, name: str, body: str) -> Row | None:
    return _row(await tx.fetchrow(q.change_tool, identity, owner.kind, owner.id, name, body))


async def drop_tool(tx: Connection, identity: UUID) -> None:
    await tx.execute(q.drop_tool, identity)


def _draft(row: asyncpg.Record | None) -> Draft | None:
    if row is None:
        return None
    return Draft(
        about=row["about"], version=row["version"], text=row["text"], fields=msgspec.json.decode(row["fields"]),
        photos=list(row["photos"]), updated_at=row["updated_at"],
    )  # fmt: skip


async def drafts(connection: Connection, account: UUID) -> list[Draft]:
    return [found for row in await connection.fetch(q.drafts, account) if (found := _draft(row))]


async def draft(connection: Connection, account: UUID, about: str) -> Draft | None:
    return _draft(await connection.fetchrow(q.draft, account, about))


async def draft_count(connection: Connection, account: UUID) -> int:
    return int(await connection.fetchval(q.draft_count, account))


async def save_draft(
    tx: Connection, account: UUID, about: str, version: int, text: str, fields: str, photos: Sequence[UUID]
) -> Draft | None:
    return _draft(await tx.fetchrow(q.save_draft, account, about, version, text, fields, list(photos)))


async def drop_draft(tx: Connection, account: UUID, about: str, version: int) -> bool:
    return bool(await tx.fetchval(q.drop_draft, account, about, version))


async def sweep_drafts(connection: Connection) -> None:
    await connection.execute(q.sweep_drafts)
