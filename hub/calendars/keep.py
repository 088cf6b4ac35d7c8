"""Keeps working periods built ahead and asks the library for years that were not known.

`ensure` belongs to a transaction; `Keep` looks once in a while in every hub process, and two at once do it once:
the rows of the calendars are held.
"""

from datetime import date, timedelta
from uuid import UUID

import structlog

from hub.calendars import store
from hub.calendars.known import holidays_of
from hub.db import Connection, Database
from hub.rounds import rounds

log = structlog.get_logger("calendars")

LOOK = 600.0
"""Seconds between looks: what it does, it does months ahead."""
AHEAD, KEPT = 14, 13
"""Months built ahead; built again when fewer are left. No promise is longer."""


def first_day(today: date) -> date:
    """From where periods are built: what began last year may still be open."""
    return date(today.year - 1, 1, 1)


def months_after(day: date, months: int) -> date:
    """The first of the month that lies so many months on."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def last_year(today: date) -> int:
    """The year of the last day that is built."""
    return (months_after(today, AHEAD) - timedelta(days=1)).year


async def ensure(tx: Connection, district: UUID) -> list[int]:
    """Brings holidays and periods of a district up to date; the years ahead whose holidays nobody knows."""
    held = await store.lock(tx, district)
    today = await store.today(tx)
    last = months_after(today, AHEAD)
    ahead = last_year(today)
    sources = await store.years(tx, district, today.year - 1, ahead)
    learnt, unknown = False, []
    for year in range(today.year - 1, ahead + 1):
        before = sources.get(year)
        if before in ("library", "edited"):
            continue
        days = holidays_of(year)
        if days is not None:
            await store.put_holidays(tx, district, year, "library", days)
            learnt = True
            continue
        if before is None:
            await store.put_holidays(tx, district, year, "unknown", [])
        if year >= today.year:
            unknown.append(year)
    for one in held:
        if learnt and one.built_to is not None:
            await store.changed(tx, one.id)
        if learnt or one.built_to is None or one.built_to < months_after(today, KEPT):
            await store.build(tx, one.id, first_day(today), last)
    return unknown


class Keep:
    """The background look of a hub process. `unknown_years`: as last seen; the metric."""

    def __init__(self, db: Database, district: UUID) -> None:
        self.db = db
        self.district = district
        self.unknown_years: list[int] = []

    async def run(self) -> None:
        """Looks until cancelled, through every loss of PostgreSQL."""
        await rounds("calendars", self.look, LOOK)

    async def look(self) -> None:
        async with self.db.transaction() as tx:
            unknown = await ensure(tx, self.district)
        if unknown and unknown != self.unknown_years:
            log.warning("holidays unknown, counted as Monday to Friday", years=unknown)
        self.unknown_years = unknown
