"""Which hours nobody has."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from hub.duty.gaps import Span, gaps, lasts
from hub.duty.types import Gap

MONDAY = datetime(2026, 9, 13, 16, tzinfo=UTC)  # Monday 00:00 in Shanghai


def at(day: int, hour: int) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


def weekly(weekday: int, since: int, hours: int) -> Span:
    return Span(weekday, None, time(since), timedelta(hours=hours))


@pytest.mark.parametrize(
    ("since", "until", "hours"), [("08:00", "18:00", 10), ("18:00", "08:00", 14), ("08:00", "08:00", 24)]
)
def test_a_shift_goes_over_midnight(since: str, until: str, hours: int) -> None:
    assert lasts(since, until) == timedelta(hours=hours)


def test_without_shifts_all_is_a_gap() -> None:
    assert gaps([], MONDAY) == [Gap(MONDAY, at(7, 0))]


def test_day_and_night_all_week_leave_nothing() -> None:
    spans = [weekly(day, since, hours) for day in range(1, 8) for since, hours in ((8, 10), (18, 14))]
    assert gaps(spans, MONDAY) == []


def test_a_night_that_nobody_has_is_one_gap() -> None:
    spans = [weekly(day, 0, 24) for day in (1, 2, 4, 5, 6, 7)] + [weekly(3, 8, 10)]
    assert gaps(spans, MONDAY) == [Gap(at(2, 0), at(2, 8)), Gap(at(2, 18), at(3, 0))]


def test_the_night_before_counts_at_the_start() -> None:
    spans = [weekly(7, 18, 14)]  # Sunday evening to Monday 08:00
    assert gaps(spans, at(0, 2))[0] == Gap(at(0, 8), at(6, 18))


def test_a_dated_shift_fills_its_day_only() -> None:
    spans = [Span(None, date(2026, 9, 16), time(0), timedelta(hours=24))]
    assert gaps(spans, MONDAY) == [Gap(MONDAY, at(2, 0)), Gap(at(3, 0), at(7, 0))]
