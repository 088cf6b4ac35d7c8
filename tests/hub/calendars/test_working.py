"""The two functions of SQL: the vectors of the practice book, and a slow model that walks minute by minute."""

import asyncio
import json
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.calendars import actions, keep, store
from hub.calendars.types import Holiday, WorkingPeriod
from hub.db import Database
from tests.support import District

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = [[WorkingPeriod("09:00", "17:00")]] * 5 + [[], []]
COMMUNITY = [[WorkingPeriod("08:30", "12:00"), WorkingPeriod("14:00", "17:30")]] * 5 + [
    [WorkingPeriod("09:00", "12:00", duty=True)]
] * 2


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


async def clock(owner: "asyncpg.Connection[asyncpg.Record]", text: str) -> None:
    await owner.execute("UPDATE app_clock SET ahead = $1::timestamptz - now()", at(text))


async def plant(db: Database, place: District, name: str, week: list[list[WorkingPeriod]]) -> UUID:
    async with db.transaction() as tx:
        calendar = await actions.plant(tx, place.district, name, week)
    assert calendar is not None
    return calendar


async def after(db: Database, calendar: UUID | None, start: str, hours: float, duty: bool = True) -> str:
    async with db.connection() as connection:
        found: datetime = await connection.fetchval(
            "SELECT working_after($1, $2, $3, $4)", calendar, at(start), hours * 3600.0, duty
        )
    return found.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("start", "until"),
    [
        ("2025-09-05 16:30", "2025-09-08 09:30"),  # Friday
        ("2025-09-30 16:30", "2025-10-09 09:30"),  # National Day and Mid-Autumn
        ("2025-10-10 16:30", "2025-10-11 09:30"),  # a working Saturday
        ("2026-09-18 16:30", "2026-09-20 09:30"),  # a working Sunday
        ("2026-09-16 16:00", "2026-09-16 17:00"),  # the end of a day, not the start of the next
    ],
)
async def test_one_working_hour_after(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", district: District, start: str, until: str
) -> None:
    await clock(owner, "2025-09-01 08:00")
    office = await plant(db, district, "九到五", OFFICE)
    assert await after(db, office, start, 1) == until


@pytest.mark.parametrize(
    ("start", "hours", "duty", "until"),
    [
        ("2025-09-03 11:30", 1, True, "2025-09-03 14:30"),  # lunch
        ("2025-09-05 17:00", 1, True, "2025-09-06 09:30"),  # Saturday's duty
        ("2025-09-05 17:00", 1, False, "2025-09-08 09:00"),  # is no working time where days are counted
        ("2025-09-06 10:00", 7, False, "2025-09-08 17:30"),  # a working day from Saturday on: all of Monday
    ],
)
async def test_with_lunch_and_duty(
    db: Database,
    owner: "asyncpg.Connection[asyncpg.Record]",
    district: District,
    start: str,
    hours: float,
    duty: bool,
    until: str,
) -> None:
    await clock(owner, "2025-09-01 08:00")
    community = await plant(db, district, "社区", COMMUNITY)
    assert await after(db, community, start, hours, duty) == until


async def test_a_year_nobody_knows_is_monday_to_friday(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", district: District
) -> None:
    await clock(owner, "2026-11-01 08:00")
    office = await plant(db, district, "九到五", OFFICE)
    assert await after(db, office, "2027-01-01 16:30", 1) == "2027-01-04 09:30"  # a Friday
    assert await after(db, office, "2026-12-31 16:30", 1) == "2027-01-01 09:30"  # New Year, until it is known


async def test_without_a_calendar_every_hour_counts(db: Database, district: District) -> None:
    assert await after(db, None, "2025-09-05 16:30", 100) == "2025-09-09 20:30"


async def test_a_calendar_without_hours_never_keeps_anything_for_ever(
    db: Database, district: District
) -> None:
    closed = await plant(db, district, "关门", [[] for _ in range(7)])
    assert await after(db, closed, "2025-09-05 16:30", 2) == "2025-09-05 18:30"


async def test_beyond_what_is_built_every_hour_counts(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", district: District
) -> None:
    await clock(owner, "2025-09-01 08:00")
    office = await plant(db, district, "九到五", OFFICE)
    built_to = keep.months_after(date(2025, 9, 1), keep.AHEAD)
    last = built_to - timedelta(days=1)
    while last.weekday() > 4:
        last -= timedelta(days=1)
    assert await after(db, office, f"{last} 16:00", 3) == f"{last} 19:00"


class Model:
    """Walks minute by minute."""

    def __init__(self, minutes: set[datetime]) -> None:
        self.minutes = minutes

    def between(self, a: datetime, b: datetime) -> int:
        return sum(
            60 for n in range((b - a) // timedelta(minutes=1)) if a + timedelta(minutes=n) in self.minutes
        )

    def after(self, start: datetime, minutes: int) -> datetime:
        while minutes:
            minutes -= start in self.minutes
            start += timedelta(minutes=1)
        return start


DAY = st.lists(st.integers(0, 24 * 12), min_size=0, max_size=6, unique=True).map(
    lambda marks: list(zip(*[iter(sorted(marks))] * 2, strict=False))
)
FIRST = date(2025, 9, 22)


def _time(mark: int) -> str:
    return f"{mark // 12:02}:{mark % 12 * 5:02}"


async def test_the_functions_are_the_slow_model(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", district: District
) -> None:
    """Any week, any days that differ, holidays in between."""
    await clock(owner, "2025-09-22 00:00")
    loop = asyncio.get_running_loop()
    calendar = await plant(db, district, "任意", OFFICE)
    async with db.transaction() as tx:
        await store.put_holidays(tx, district.district, 2025, "edited", HOLIDAYS)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        week=st.lists(st.tuples(DAY, st.booleans()), min_size=7, max_size=7),
        own=st.dictionaries(st.integers(0, 20), DAY, max_size=4),
        starts=st.lists(st.integers(0, 10 * 24 * 60), min_size=2, max_size=4),
        minutes=st.integers(1, 600),
        duty=st.booleans(),
    )
    def holds(
        week: list[tuple[list[tuple[int, int]], bool]],
        own: dict[int, list[tuple[int, int]]],
        starts: list[int],
        minutes: int,
        duty: bool,
    ) -> None:
        asyncio.run_coroutine_threadsafe(check(week, own, starts, minutes, duty), loop).result(60)

    async def check(
        week: list[tuple[list[tuple[int, int]], bool]],
        own: dict[int, list[tuple[int, int]]],
        starts: list[int],
        minutes: int,
        duty: bool,
    ) -> None:
        async with db.transaction() as tx:
            periods = [
                [WorkingPeriod(_time(a), _time(b), is_duty) for a, b in marks] for marks, is_duty in week
            ]
            await store.put_week(tx, calendar, periods)
            await tx.execute("DELETE FROM calendar_days WHERE calendar = $1", calendar)
            for offset, marks in own.items():
                day = [WorkingPeriod(_time(a), _time(b)) for a, b in marks]
                await store.put_day(tx, calendar, FIRST + timedelta(days=offset), "", day)
            await store.build(tx, calendar, FIRST, FIRST + timedelta(days=40))
        model = Model(_minutes(week, own, duty))
        moments = sorted(_moment(n) for n in starts)
        async with db.connection() as connection:
            found = await connection.fetchval(
                "SELECT working_between($1, $2, $3, $4)", calendar, moments[0], moments[-1], duty
            )
            assert round(found) == model.between(moments[0], moments[-1])
            last = _moment(0) + timedelta(days=40)
            for start in moments:
                if model.between(start, last) >= minutes * 60:
                    until = await connection.fetchval(
                        "SELECT working_after($1, $2, $3, $4)", calendar, start, minutes * 60.0, duty
                    )
                    assert until == model.after(start, minutes)

    await asyncio.to_thread(holds)


HOLIDAYS = [
    Holiday(date(2025, 9, 26), False, "假"),
    Holiday(date(2025, 9, 27), True, "班"),
    Holiday(date(2025, 10, 4), False, "假"),
]


def _moment(minutes: int) -> datetime:
    return datetime.combine(FIRST, time(), SHANGHAI).astimezone(UTC) + timedelta(minutes=minutes)


def _minutes(
    week: list[tuple[list[tuple[int, int]], bool]], own: dict[int, list[tuple[int, int]]], duty: bool
) -> set[datetime]:
    holidays = {one.day: one.working for one in HOLIDAYS}
    found = set()
    for offset in range(40):
        day = FIRST + timedelta(days=offset)
        if offset in own:
            marks, is_duty = own[offset], False
        elif day in holidays:
            marks, is_duty = week[0] if holidays[day] else ([], False)
        else:
            marks, is_duty = week[day.weekday()]
        if is_duty and not duty:
            continue
        for a, b in marks:
            found |= {_moment(offset * 1440 + n) for n in range(a * 5, b * 5)}
    return found


async def test_both_lookups_are_by_index(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", district: District
) -> None:
    """A handful of pages however long the calendar: also early in it, where a walk from the end would be long."""
    await clock(owner, "2026-06-01 08:00")
    community = await plant(db, district, "社区", COMMUNITY)
    async with db.connection() as connection:
        sql = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT working_after($1, $2, 25200)"
        await connection.fetchval(sql, community, at("2025-02-05 10:00"))
        plan = json.loads(await connection.fetchval(sql, community, at("2025-02-05 10:00")))
    assert plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"] < 20
