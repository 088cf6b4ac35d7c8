"""Periods are kept ahead; holidays that become known move what was built; edited years are left alone."""

from datetime import date
from typing import Any

import pytest

from hub.calendars import keep, store
from hub.calendars.keep import Keep, ensure, months_after
from hub.calendars.known import holidays_of
from hub.calendars.types import Holiday
from hub.db import Database
from tests.hub.calendars.test_working import OFFICE, after, clock, plant
from tests.support import District


def test_months() -> None:
    assert months_after(date(2026, 11, 22), 13) == date(2027, 12, 1)
    assert months_after(date(2026, 12, 31), 12) == date(2027, 12, 1)


def test_the_library_knows_until_it_raises() -> None:
    known = holidays_of(2026)
    assert known is not None
    assert Holiday(date(2026, 9, 20), True, "国庆节") in known
    assert holidays_of(2199) is None


async def test_kept_thirteen_months_ahead(db: Database, owner: Any, district: District) -> None:
    await clock(owner, "2026-01-10 08:00")
    calendar = await plant(db, district, "九到五", OFFICE)
    watch = Keep(db, district.district)
    last = "SELECT max(ends) FROM working_periods WHERE calendar = $1"
    before = await owner.fetchval(last, calendar)
    await watch.look()
    assert await owner.fetchval(last, calendar) == before
    await clock(owner, "2026-03-10 08:00")
    await watch.look()
    assert (await owner.fetchval(last, calendar)).date() >= date(2027, 4, 1)
    assert await owner.fetchval("SELECT version FROM calendars") == 1  # nothing has moved


async def test_holidays_that_become_known_move_what_was_built(
    db: Database, owner: Any, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    await clock(owner, "2026-11-01 08:00")
    calendar = await plant(db, district, "九到五", OFFICE)
    watch = Keep(db, district.district)
    await watch.look()
    assert watch.unknown_years == [2027]
    published = [Holiday(date(2027, 1, 1), False, "元旦")]

    def known(year: int) -> list[Holiday] | None:
        return published if year == 2027 else holidays_of(year)

    monkeypatch.setattr(keep, "holidays_of", known)
    await watch.look()
    await watch.look()
    assert watch.unknown_years == []
    assert await owner.fetchval("SELECT version FROM calendars") == 2
    assert await after(db, calendar, "2026-12-31 16:30", 1) == "2027-01-04 09:30"


async def test_an_edited_year_is_left_alone(db: Database, owner: Any, district: District) -> None:
    await clock(owner, "2026-03-01 08:00")
    async with db.transaction() as tx:
        await store.put_holidays(tx, district.district, 2026, "edited", [])
        await ensure(tx, district.district)
        assert (await store.holidays(tx, district.district, 2026)).days == []
