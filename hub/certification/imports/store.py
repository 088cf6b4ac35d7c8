"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from hub.certification.imports.check import Places
from hub.certification.imports.types import BadRow, Good, ImportProgress, ImportReport
from hub.db import Connection, load_queries
from hub.sealing import Sealer

q = load_queries(__file__)

CONTENT: Final = "certification_imports.content"
SHOWN: Final = 500
"""Bad rows in an answer."""
LEASE: Final = timedelta(seconds=30)


async def places(connection: Connection, district: UUID, mine: Sequence[UUID]) -> Places:
    named: dict[str, list[UUID]] = {}
    yours = set()
    for row in await connection.fetch(q.places, district, list(mine)):
        for name in (row["name"], *row["codes"]):
            named.setdefault(name, []).append(row["id"])
        if row["yours"]:
            yours.add(row["id"])
    return Places(named, frozenset(yours))


async def add(
    tx: Connection, sealer: Sealer, *, identity: UUID, district: UUID, account: UUID, programme: UUID, name: str,
    rows: int, good: Sequence[Good], bad: Sequence[BadRow], photos: int, archive: UUID | None,
) -> None:  # fmt: skip
    content = sealer.seal_bytes(msgspec.msgpack.encode(good), column=CONTENT, row=identity)
    await tx.execute(
        q.add, identity, district, account, programme, name, rows, msgspec.json.encode(bad).decode(), content, photos,
        archive,
    )  # fmt: skip


def content(sealer: Sealer, row: asyncpg.Record) -> list[Good]:
    opened = sealer.unseal_bytes(row["content"], column=CONTENT, row=row["id"])
    return msgspec.msgpack.decode(opened, type=list[Good])


def report(row: asyncpg.Record) -> ImportReport:
    bad = msgspec.json.decode(row["bad"], type=list[BadRow])
    left_out = sum(not one.photo for one in bad)
    return ImportReport(
        id=row["id"], name=row["name"], programme=row["programme"], state=row["state"], rows=row["rows"],
        good=row["rows"] - left_out, bad_rows=len(bad), bad=tuple(bad[:SHOWN]), at=row["at"], added=row["added"],
        changed=row["changed"], same=row["same"], photos=row["photos"], photos_at=row["photos_at"],
        photos_kept=row["photos_kept"], reason=row["reason"], created_at=row["created_at"],
    )  # fmt: skip


def progress(row: asyncpg.Record) -> ImportProgress:
    found = report(row)
    assert found.state is not None
    return ImportProgress(
        id=row["id"], state=found.state, good=found.good, at=found.at, added=found.added, changed=found.changed,
        same=found.same, photos=found.photos, photos_at=found.photos_at, photos_kept=found.photos_kept,
        bad_rows=found.bad_rows, reason=found.reason,
    )  # fmt: skip
