"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import asyncpg
import msgspec

from hub.accounts.types import Locale, Principal
from hub.db import Connection, load_queries
from hub.sealing import Sealer
from hub.tickets.export.types import Export, ExportState

q = load_queries(__file__)

PIECE = 256 * 1024
"""Bytes of the file in one row."""


class Task(NamedTuple):
    """An export that this process writes, as its `attempt`."""

    id: UUID
    attempt: int
    district: UUID
    account: UUID
    session: UUID
    list: str
    filters: Mapping[str, Any]
    columns: Sequence[str]
    locale: Locale


def _export(row: asyncpg.Record) -> Export:
    return Export(
        id=row["id"], list=row["list"], state=row["state"], rows=row["rows"], total=row["total"],
        bytes=row["bytes"], reason=row["reason"], created_at=row["created_at"], finished_at=row["finished_at"],
        expires_at=row["expires_at"],
    )  # fmt: skip


async def add(
    tx: Connection, principal: Principal, name: str, filters: Mapping[str, Any], columns: Sequence[str], locale: Locale
) -> Export:  # fmt: skip
    row = await tx.fetchrow(
        q.add, principal.district, principal.account, principal.session, name,
        msgspec.json.encode(filters).decode(), list(columns), locale,
    )  # fmt: skip
    assert row is not None
    return _export(row)


async def unfinished(tx: Connection, account: UUID) -> int:
    """How many of the account's are not finished; no other request of its own adds one until the commit."""
    await tx.execute(q.hold, account)
    number: int = await tx.fetchval(q.unfinished, account)
    return number


async def of_account(connection: Connection, account: UUID) -> list[Export]:
    return [_export(row) for row in await connection.fetch(q.of_account, account)]


async def one(connection: Connection, export: UUID, account: UUID) -> Export | None:
    row = await connection.fetchrow(q.one, export, account)
    return _export(row) if row else None


async def take(connection: Connection, district: UUID, lease: timedelta) -> Task | None:
    row = await connection.fetchrow(q.take, district, lease)
    if row is None:
        return None
    return Task(
        row["id"], row["attempt"], row["district"], row["account"], row["session"], row["list"],
        msgspec.json.decode(row["filters"]), row["columns"], row["locale"],
    )  # fmt: skip


async def beat(tx: Connection, task: Task, rows: int, total: int | None, lease: timedelta) -> Export | None:
    row = await tx.fetchrow(q.beat, task.id, task.attempt, rows, total, lease)
    return _export(row) if row else None


async def end(
    tx: Connection, task: Task, state: ExportState, *, rows: int | None = None, size: int | None = None,
    reason: str | None = None,
) -> Export | None:  # fmt: skip
    """None when the export is another attempt's by now, or cancelled."""
    row = await tx.fetchrow(q.end, task.id, task.attempt, state, rows, size, reason)
    return _export(row) if row else None


async def cancel(tx: Connection, export: UUID, account: UUID) -> Export | None:
    row = await tx.fetchrow(q.cancel, export, account)
    return _export(row) if row else None


async def add_piece(tx: Connection, sealer: Sealer, export: UUID, position: int, content: bytes) -> None:
    sealed = sealer.seal_bytes(content, column=_COLUMN, row=_row(export, position))
    await tx.execute(q.add_piece, export, position, sealed)


async def piece(connection: Connection, sealer: Sealer, export: UUID, position: int) -> bytes | None:
    sealed: bytes | None = await connection.fetchval(q.piece, export, position)
    if sealed is None:
        return None
    return sealer.unseal_bytes(sealed, column=_COLUMN, row=_row(export, position))


async def sweep(connection: Connection) -> None:
    await connection.execute(q.sweep)


_COLUMN = "export_pieces.content"


def _row(export: UUID, position: int) -> UUID:
    """A name for each piece, so that none opens in the place of another."""
    return uuid5(export, str(position))
