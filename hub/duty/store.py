"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import NamedTuple
from uuid import UUID

import asyncpg

from hub.db import Connection, load_queries
from hub.duty.gaps import Span, lasts
from hub.duty.types import OnDuty, Person, Shift, ShiftView, Unit, UnitOnDuty

q = load_queries(__file__)


class Known(NamedTuple):
    unit: Unit
    path: tuple[UUID, ...]


def _on_duty(row: asyncpg.Record) -> OnDuty | None:
    if row["person"] is None:
        return None
    deputy = Person(row["deputy"], row["deputy_name"]) if row["deputy"] else None
    return OnDuty(Person(row["person"], row["person_name"]), deputy)


async def now(connection: Connection) -> datetime:
    moment: datetime = await connection.fetchval(q.now)
    return moment


async def unit(connection: Connection, identity: UUID, district: UUID) -> Known | None:
    row = await connection.fetchrow(q.unit, identity, district)
    return Known(Unit(row["kind"], row["id"], row["name"]), tuple(row["path"])) if row else None


async def roster(connection: Connection, unit: UUID) -> tuple[UUID, int] | None:
    row = await connection.fetchrow(q.roster, unit)
    return (row["id"], row["version"]) if row else None


async def lock(tx: Connection, district: UUID, unit: Unit, by: UUID | None) -> tuple[UUID, int]:
    """The roster and its version; 0: it has just been made."""
    row = await tx.fetchrow(q.lock, district, unit.kind, unit.id, by)
    assert row is not None
    return row["id"], row["version"]


async def shifts(connection: Connection, roster: UUID) -> tuple[list[ShiftView], list[Span]]:
    """The shifts, and when somebody in service has one."""
    rows = await connection.fetch(q.shifts, roster)
    spans = [Span(row["weekday"], row["day"], row["starts"], row["lasts"]) for row in rows if row["had"]]
    return [_view(row) for row in rows], spans


def _view(row: asyncpg.Record) -> ShiftView:
    starts: time = row["starts"]
    minutes = (starts.hour * 60 + starts.minute + int(row["lasts"].total_seconds()) // 60) % 1440
    on_duty = _on_duty(row)
    assert on_duty is not None
    return ShiftView(
        weekday=row["weekday"], day=row["day"], since=f"{starts:%H:%M}",
        until=f"{minutes // 60:02}:{minutes % 60:02}", person=on_duty.person, deputy=on_duty.deputy,
    )  # fmt: skip


async def replace(tx: Connection, roster: UUID, given: Sequence[Shift]) -> int:
    """The roster's shifts anew; its version."""
    await tx.execute(q.clear, roster)
    await tx.executemany(
        q.add,
        [
            (
                roster, one.weekday, one.day, time.fromisoformat(one.since), lasts(one.since, one.until), one.person,
                one.deputy,
            )
            for one in given
        ],
    )  # fmt: skip
    version: int = await tx.fetchval(q.grown, roster)
    return version


async def strangers(connection: Connection, accounts: Sequence[UUID], district: UUID) -> bool:
    return bool(await connection.fetchval(q.strangers, list(accounts), district))


async def people(connection: Connection, unit: UUID) -> list[Person]:
    return [Person(row["id"], row["name"]) for row in await connection.fetch(q.people, unit)]


async def on_duty(connection: Connection, unit: UUID, at: datetime | None) -> OnDuty | None:
    row = await connection.fetchrow(q.on_duty, unit, at)
    return _on_duty(row) if row else None


async def units_on_duty(
    connection: Connection, district: UUID, areas: Sequence[UUID], organisations: Sequence[UUID]
) -> list[UnitOnDuty]:
    rows = await connection.fetch(q.units_on_duty, district, list(areas), list(organisations), bool(areas))
    return [
        UnitOnDuty(Unit(row["kind"], row["id"], row["name"]), row["roster"], _on_duty(row)) for row in rows
    ]
