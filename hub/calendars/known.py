"""What the kept library knows of a year: the State Council's holidays and make-up working days."""

from datetime import date, timedelta

import chinese_calendar

from hub.calendars.types import Holiday


def holidays_of(year: int) -> list[Holiday] | None:
    """The days of a year that are not what their weekday says, and the weekends within holidays; None for a year
    that the library does not know: it raises."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    days = [first + timedelta(days=n) for n in range((after - first).days)]
    try:
        details = [(day, *chinese_calendar.get_holiday_detail(day)) for day in days]
    except NotImplementedError:
        return None
    return [
        Holiday(day, not off, chinese_calendar.Holiday(name).chinese) for day, off, name in details if name
    ]
