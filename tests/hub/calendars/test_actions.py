"""Who reads and edits calendars, what an edit moves, and that it is written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from hub.calendars import actions
from hub.calendars.types import (
    AddCalendar,
    EditCalendarDay,
    EditCalendarUse,
    EditCalendarWeek,
    EditHolidays,
    Holiday,
    WorkingPeriod,
)
from hub.db import Database
from hub.errors import DomainError
from tests.hub.calendars.test_working import COMMUNITY, OFFICE, after, at, clock
from tests.support import People, ask


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(DomainError) as error:
        yield
    assert error.value.code == code


@pytest.fixture
async def shared(db: Database, owner: Any, people: People) -> UUID:
    """The district's, from 2026-09-01 on."""
    await clock(owner, "2026-09-01 08:00")
    async with db.transaction() as tx:
        calendar = await actions.plant(tx, people.place.district, "全区", OFFICE, people.place.district)
    assert calendar is not None
    return calendar


async def test_staff_read_residents_do_not(db: Database, people: People, shared: UUID) -> None:
    found = await actions.listed(db, await people.clerk())
    assert [(one.name, one.editable, [use.name for use in one.uses]) for one in found.calendars] == [
        ("全区", False, ["西区"])
    ]
    assert found.unknown_years == [2027]
    an = await people.resident()
    for reading in (
        actions.listed(db, an),
        actions.one(db, an, shared),
        actions.holidays(db, an, 2026),
        actions.preview(db, an, shared, at("2026-09-18 16:30"), minutes=60, days=None),
    ):
        with refused("forbidden"):
            await reading


async def test_nobody_reads_another_districts(db: Database, people: People, shared: UUID) -> None:
    far = await people.staff("platform_operator", people.place.far_district, "远方")
    assert (await actions.listed(db, far)).calendars == []
    with refused("calendar.unknown"):
        await actions.one(db, far, shared)
    with refused("calendar.unknown"):
        await actions.edit_week(db, far, ask(far), shared, EditCalendarWeek(week=COMMUNITY, version=1))
    with refused("area.unknown"):
        await actions.edit_use(db, far, ask(far), EditCalendarUse(area=people.place.community, calendar=None))


async def test_a_secretary_edits_her_own_areas_only(db: Database, people: People, shared: UUID) -> None:
    place = people.place
    secretary = await people.staff("community_secretary", place.community, "何建国")
    week = EditCalendarWeek(week=COMMUNITY, version=1)
    with refused("forbidden"):
        await actions.edit_week(db, secretary, ask(secretary), shared, week)
    with refused("forbidden"):
        await actions.add(db, secretary, ask(secretary), AddCalendar(name="金沙", week=COMMUNITY))
    with refused("forbidden"):
        given = AddCalendar(name="金沙", week=COMMUNITY, area=place.sibling_community)
        await actions.add(db, secretary, ask(secretary), given)
    given = AddCalendar(name="金沙", week=COMMUNITY, area=place.community)
    own = await actions.add(db, secretary, ask(secretary), given)
    assert (own.editable, own.week) == (True, COMMUNITY)
    day = EditCalendarDay(periods=[WorkingPeriod("08:00", "24:00")], note="防汛")
    edited = await actions.edit_day(db, secretary, ask(secretary), own.id, date(2026, 9, 12), day)
    assert [(one.day, one.note, one.periods[0].closes) for one in edited.days] == [
        (date(2026, 9, 12), "防汛", "24:00")
    ]
    with refused("forbidden"):
        await actions.edit_holidays(db, secretary, ask(secretary), 2026, EditHolidays(days=[]))
    with refused("forbidden"):
        await actions.edit_use(
            db, secretary, ask(secretary), EditCalendarUse(organisation=place.department, calendar=own.id)
        )


async def test_a_clerk_edits_nothing(db: Database, people: People, shared: UUID) -> None:
    clerk = await people.clerk()
    with refused("forbidden"):
        await actions.edit_week(db, clerk, ask(clerk), shared, EditCalendarWeek(week=COMMUNITY, version=1))
    with refused("forbidden"):
        await actions.edit_use(
            db, clerk, ask(clerk), EditCalendarUse(area=people.place.community, calendar=shared)
        )


async def test_an_edit_moves_what_follows_and_is_written_down(
    db: Database, owner: Any, people: People, shared: UUID
) -> None:
    boss = await people.staff("platform_operator", people.place.district, "运维")
    edited = await actions.edit_week(db, boss, ask(boss), shared, EditCalendarWeek(week=COMMUNITY, version=1))
    assert edited.version == 2
    assert await after(db, shared, "2026-09-16 11:30", 1) == "2026-09-16 14:30"
    with refused("calendar.stale"):
        await actions.edit_week(db, boss, ask(boss), shared, EditCalendarWeek(week=OFFICE, version=1))
    days = [Holiday(date(2026, 9, 17), False, "临时放假")]
    year = await actions.edit_holidays(db, boss, ask(boss), 2026, EditHolidays(days=days))
    assert (year.source, year.days) == ("edited", days)
    assert await after(db, shared, "2026-09-16 17:00", 1) == "2026-09-18 09:00"
    told = await owner.fetch("SELECT action, actor FROM audit WHERE action LIKE 'calendar.%' ORDER BY number")
    assert [(row["action"], row["actor"]) for row in told] == [
        ("calendar.week", boss.account),
        ("calendar.holidays", boss.account),
    ]


@pytest.mark.parametrize(
    "periods",
    [
        [WorkingPeriod("12:00", "09:00")],
        [WorkingPeriod("09:00", "12:00"), WorkingPeriod("11:00", "13:00")],
        [WorkingPeriod("09:00", "09:00")],
    ],
)
async def test_periods_follow_one_another(
    db: Database, people: People, shared: UUID, periods: list[WorkingPeriod]
) -> None:
    boss = await people.staff("district_coord", people.place.district, "赵敏")
    with refused("calendar.periods"):
        week = EditCalendarWeek(week=[periods, *OFFICE[1:]], version=1)
        await actions.edit_week(db, boss, ask(boss), shared, week)
    with refused("calendar.periods"):
        day = EditCalendarDay(periods=periods)
        await actions.edit_day(db, boss, ask(boss), shared, date(2026, 9, 12), day)


async def test_days_stand_once_in_their_year(db: Database, people: People, shared: UUID) -> None:
    boss = await people.staff("district_coord", people.place.district, "赵敏")
    day = Holiday(date(2026, 10, 1), False, "国庆节")
    for year, days in ((2026, [day, day]), (2027, [day]), (2199, [])):
        with refused("calendar.day"):
            await actions.edit_holidays(db, boss, ask(boss), year, EditHolidays(days=days))


async def test_an_area_goes_by_the_nearest_calendar(
    db: Database, owner: Any, people: People, shared: UUID
) -> None:
    boss = await people.staff("district_coord", people.place.district, "赵敏")
    given = AddCalendar(name="街道", week=COMMUNITY, area=people.place.street)
    own = await actions.add(db, boss, ask(boss), given)

    async def of(area: UUID) -> UUID:
        return await owner.fetchval("SELECT calendar_of_path(path) FROM areas WHERE id = $1", area)

    assert await of(people.place.dwelling) == own.id
    assert await of(people.place.other_community) == shared
    with refused("area.level"):
        await actions.edit_use(db, boss, ask(boss), EditCalendarUse(area=people.place.grid, calendar=own.id))
    await actions.edit_use(db, boss, ask(boss), EditCalendarUse(area=people.place.street, calendar=None))
    assert await of(people.place.dwelling) == shared


async def test_a_preview(db: Database, people: People, shared: UUID) -> None:
    clerk = await people.clerk()
    hour = await actions.preview(db, clerk, shared, at("2026-09-18 16:30"), minutes=60, days=None)
    assert (hour.until, hour.seconds) == (at("2026-09-20 09:30"), 3600)
    days = await actions.preview(db, clerk, shared, at("2026-09-16 10:00"), minutes=None, days=2)
    assert (days.until, days.seconds) == (at("2026-09-18 10:00"), 2 * 8 * 3600)
    with refused("calendar.amount"):
        await actions.preview(db, clerk, shared, at("2026-09-16 10:00"), minutes=None, days=None)
