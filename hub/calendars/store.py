"""Rows ↔ structs. Connection first; never commits."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from hub.calendars.types import (
    Calendar,
    CalendarDay,
    CalendarUse,
    Holiday,
    HolidaySource,
    HolidayYear,
    WorkingPeriod,
)
from hub.db import Connection, load_queries

q = load_queries(__file__)


class Locked(NamedTuple):
    """A calendar whose row is held."""

    id: UUID
    version: int
    built_to: date | None


class UsedBy(NamedTuple):
    """`path`: of an area; None for an organisation."""

    use: CalendarUse
    path: tuple[UUID, ...] | None


async def today(connection: Connection) -> date:
    day: date = await connection.fetchval(q.today)
    return day


async def calendars(
    connection: Connection, district: UUID, since: date, only: UUID | None = None
) -> list[tuple[Calendar, list[UsedBy]]]:
    """The calendars of a district, or one; their own days from `since` on. `editable` is not known here."""
    rows = await connection.fetch(q.calendars, district, only)
    ids = [row["id"] for row in rows]
    weeks: dict[UUID, list[list[WorkingPeriod]]] = {one: [[] for _ in range(7)] for one in ids}
    for row in await connection.fetch(q.weeks, ids):
        weeks[row["calendar"]][row["weekday"] - 1].append(_period(row))
    days: dict[UUID, dict[date, CalendarDay]] = defaultdict(dict)
    for row in await connection.fetch(q.days, ids, since):
        day = days[row["calendar"]].setdefault(row["day"], CalendarDay(row["day"], row["note"], []))
        if row["opens"] is not None:
            day.periods.append(_period(row))
    uses = await used_by(connection, ids)
    return [
        (
            Calendar(
                id=row["id"], name=row["name"], version=row["version"], week=weeks[row["id"]],
                days=list(days[row["id"]].values()), uses=[one.use for one in uses[row["id"]]],
                built_to=row["built_to"], editable=False,
            ),
            uses[row["id"]],
        )
        for row in rows
    ]  # fmt: skip


async def used_by(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[UsedBy]]:
    found: dict[UUID, list[UsedBy]] = {one: [] for one in ids}
    for row in await connection.fetch(q.uses, list(ids)):
        use = CalendarUse("area" if row["is_area"] else "organisation", row["subject"], row["name"])
        found[row["calendar"]].append(UsedBy(use, tuple(row["path"]) if row["is_area"] else None))
    return found


async def lock(tx: Connection, district: UUID, only: UUID | None = None) -> list[Locked]:
    """Takes the rows: whoever builds a calendar is alone with it."""
    rows = await tx.fetch(q.lock, district, only)
    return [Locked(row["id"], row["version"], row["built_to"]) for row in rows]


async def add(tx: Connection, district: UUID, name: str) -> UUID | None:
    """None when the name is taken."""
    found: UUID | None = await tx.fetchval(q.add, district, name)
    return found


async def put_week(tx: Connection, calendar: UUID, week: Sequence[Sequence[WorkingPeriod]]) -> None:
    await tx.execute(q.clear_week, calendar)
    await tx.executemany(
        q.put_period,
        [
            (calendar, weekday, one.opens, one.closes, one.duty)
            for weekday, periods in enumerate(week, 1)
            for one in periods
        ],
    )


async def put_day(
    tx: Connection, calendar: UUID, day: date, note: str, periods: Sequence[WorkingPeriod] | None
) -> None:
    """`periods` None: the day is like others again."""
    await tx.execute(q.clear_day, calendar, day)
    if periods is None:
        return
    await tx.execute(q.put_day, calendar, day, note)
    rows = [(calendar, day, one.opens, one.closes, one.duty) for one in periods]
    await tx.executemany(q.put_day_period, rows)


async def put_use(tx: Connection, district: UUID, subject: UUID, calendar: UUID | None) -> UUID | None:
    """Gives the calendar whose users are others now; None when there was nothing to end."""
    if calendar is None:
        ended: UUID | None = await tx.fetchval(q.clear_use, subject, district)
        return ended
    await tx.execute(q.put_use, subject, district, calendar)
    return calendar


async def years(connection: Connection, district: UUID, first: int, last: int) -> dict[int, HolidaySource]:
    rows = await connection.fetch(q.years, district, first, last)
    return {row["year"]: row["source"] for row in rows}


async def holidays(connection: Connection, district: UUID, year: int) -> HolidayYear:
    source: HolidaySource = await connection.fetchval(q.year, district, year) or "unknown"
    rows = await connection.fetch(q.holidays, district, year)
    return HolidayYear(year, source, [Holiday(row["day"], row["working"], row["name"]) for row in rows])


async def put_holidays(
    tx: Connection, district: UUID, year: int, source: HolidaySource, days: Sequence[Holiday]
) -> None:
    """All of a year."""
    await tx.execute(q.put_year, district, year, source)
    await tx.execute(q.clear_holidays, district, year)
    await tx.executemany(q.put_holiday, [(district, one.day, one.working, one.name) for one in days])


async def changed(tx: Connection, calendar: UUID) -> None:
    await tx.execute(q.changed, calendar)


async def build(tx: Connection, calendar: UUID, first: date, after: date) -> None:
    """Makes the working periods anew."""
    await tx.execute(q.unbuild, calendar)
    await tx.execute(q.build, calendar, first, after)
    await tx.execute(q.built, calendar, after)


async def preview(
    connection: Connection, district: UUID, calendar: UUID, at: datetime, amount: float, in_days: bool
) -> tuple[datetime, int] | None:
    """Until when, and how many working seconds that is; `amount` is of seconds or of working days."""
    row = await connection.fetchrow(q.preview, district, at, amount, in_days, calendar)
    return (row["until"], row["seconds"]) if row else None


def _period(row: asyncpg.Record) -> WorkingPeriod:
    return WorkingPeriod(row["opens"], row["closes"], row["duty"])
