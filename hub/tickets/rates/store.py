"""Sums and definitions. Connection first; never commits."""

from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from hub.db import Connection, load_queries
from hub.tickets.rates.types import By, Choice, Definition, Of, Part, RateRow, Share
from hub.tickets.store import of_row
from hub.tickets.types import Ticket

q = load_queries(__file__)
DEFAULT = Definition(version=0, choice=Choice(), reason="", changed_at=None)


async def rates(
    connection: Connection, district: UUID, area: UUID, first: date, last: date, by: By
) -> list[RateRow]:
    """The total first, when there was anything."""
    return [_row(row) for row in await connection.fetch(q.rates, district, area, first, last, by)]


async def behind(
    connection: Connection, district: UUID, area: UUID, first: date, last: date, *, of: Of, part: Part,
    unit: UUID | None, category: str | None, before: int | None, limit: int,
) -> list[Ticket]:  # fmt: skip
    found = await connection.fetch(
        q.behind, district, area, first, last, of, part, unit, category, before, limit
    )
    return [of_row(row) for row in found]


async def definitions(connection: Connection, district: UUID, limit: int) -> list[Definition]:
    """Newest first; the default is the oldest of all."""
    found = [_definition(row) for row in await connection.fetch(q.definitions, district, limit)]
    return found if len(found) == limit else [*found, DEFAULT]


async def define(
    tx: Connection, district: UUID, seen: int, choice: Choice, reason: str, account: UUID
) -> Definition | None:
    """The new version; None when `seen` is not the last."""
    row = await tx.fetchrow(
        q.define, district, seen, choice.response, choice.response_of, choice.resolution_of, choice.satisfied_from,
        choice.sample_percent, reason, account,
    )  # fmt: skip
    return _definition(row) if row else None


def _definition(row: asyncpg.Record) -> Definition:
    choice = Choice(
        response=row["response"], response_of=row["response_of"], resolution_of=row["resolution_of"],
        satisfied_from=row["satisfied_from"], sample_percent=row["sample_percent"],
    )  # fmt: skip
    return Definition(
        version=row["version"], choice=choice, reason=row["reason"], changed_at=row["changed_at"]
    )


COUNTS = (
    "received", "pending", "excluded", "extended", "hung", "reopened", "practice", "merged", "internal",
)  # fmt: skip


def _row(row: asyncpg.Record) -> RateRow:
    counts: dict[str, Any] = {name: row[name] for name in COUNTS}
    shares: dict[str, Any] = {name: _share(row, name) for name in ("response", "resolution", "satisfaction")}
    return RateRow(
        kind=row["kind"], id=row["id"], category=row["category"], name=row["name"], name_en=row["name_en"],
        level=row["level"], **counts, **shares,
    )  # fmt: skip


def _share(row: asyncpg.Record, name: str) -> Share:
    ok, of = row[f"{name}_ok"], row[f"{name}_of"]
    return Share(ok, of, ok / of if of else None)


def nothing() -> RateRow:
    """The total of a time in which nothing came."""
    none = Share(0, 0, None)
    counts: dict[str, Any] = dict.fromkeys(COUNTS, 0)
    return RateRow(
        kind="total", id=None, category=None, name="", name_en="", level=None, response=none, resolution=none,
        satisfaction=none, **counts,
    )  # fmt: skip
