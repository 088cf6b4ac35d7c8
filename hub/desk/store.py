"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID, uuid4

import asyncpg
import msgspec

from hub.db import Connection, load_queries
from hub.desk.types import Draft, DraftCaller, Owner, PutDraft, ToolKind
from hub.sealing import Sealer

q = load_queries(__file__)
CALLER = "drafts.caller"


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


def _draft(row: asyncpg.Record | None, sealer: Sealer) -> Draft | None:
    if row is None:
        return None
    caller = None
    if row["caller"] is not None:
        opened = sealer.unseal(row["caller"], column=CALLER, row=row["id"])
        caller = msgspec.json.decode(opened, type=DraftCaller)
    return Draft(
        about=row["about"], version=row["version"], text=row["text"], fields=msgspec.json.decode(row["fields"]),
        photos=list(row["photos"]), caller=caller, updated_at=row["updated_at"],
    )  # fmt: skip


async def drafts(connection: Connection, sealer: Sealer, account: UUID) -> list[Draft]:
    rows = await connection.fetch(q.drafts, account)
    return [found for row in rows if (found := _draft(row, sealer))]


async def draft(connection: Connection, sealer: Sealer, account: UUID, about: str) -> Draft | None:
    return _draft(await connection.fetchrow(q.draft, account, about), sealer)


async def draft_count(connection: Connection, account: UUID) -> int:
    return int(await connection.fetchval(q.draft_count, account))


async def save_draft(
    tx: Connection, sealer: Sealer, account: UUID, about: str, given: PutDraft
) -> Draft | None:
    """Writes over the version that was seen, or the first one; None when another was written meanwhile. The same again
    changes nothing."""
    row = await tx.fetchrow(q.lock_draft, account, about)
    known = _draft(row, sealer)
    identity = uuid4() if row is None else row["id"]
    caller = None
    if given.caller is not None:
        opened = msgspec.json.encode(given.caller).decode()
        caller = sealer.seal(opened, column=CALLER, row=identity)
    fields = msgspec.json.encode(given.fields).decode()
    photos = list(given.photos)
    if row is None or known is None:
        if given.version > 0:
            return None
        added = await tx.fetchrow(q.add_draft, identity, account, about, given.text, fields, photos, caller)
        return _draft(added, sealer)
    same = (known.text, row["fields"], known.photos, known.caller) == (
        given.text, fields, photos, given.caller,
    )  # fmt: skip
    if not same and known.version != given.version:
        return None
    grown = 0 if same else 1
    return _draft(
        await tx.fetchrow(q.write_draft, identity, given.text, fields, photos, caller, grown), sealer
    )


async def drop_draft(tx: Connection, account: UUID, about: str, version: int) -> bool:
    return bool(await tx.fetchval(q.drop_draft, account, about, version))


async def sweep_drafts(connection: Connection) -> None:
    await connection.execute(q.sweep_drafts)
