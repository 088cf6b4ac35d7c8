"""Which hours nobody has. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hub.duty.types import Gap

LOCAL = ZoneInfo("Asia/Shanghai")
AHEAD = timedelta(days=7)


class Span(NamedTuple):
    """When a shift is, without who has it."""

    weekday: int | None
    day: date | None
    since: time
    lasts: timedelta


def lasts(since: str, until: str) -> timedelta:
    """From one time of day to the other, over midnight if need be; the same: a whole day."""
    minutes = [int(clock[:2]) * 60 + int(clock[3:]) for clock in (since, until)]
    return timedelta(minutes=(minutes[1] - minutes[0]) % 1440 or 1440)


def gaps(spans: Iterable[Span], since: datetime, ahead: timedelta = AHEAD) -> list[Gap]:
    """The hours from `since` on, for as long as `ahead`, that no span covers."""
    until, reached = since + ahead, since
    found: list[Gap] = []
    for begins, ends in sorted(_covered(list(spans), since, until)):
        if begins > reached:
            found.append(Gap(reached, min(begins, until)))
        reached = max(reached, ends)
    if reached < until:
        found.append(Gap(reached, until))
    return found


def _covered(spans: list[Span], since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    day = since.astimezone(LOCAL).date() - timedelta(days=1)
    while datetime.combine(day, time(), LOCAL) < until:
        for span in spans:
            if span.day == day or span.weekday == day.isoweekday():
                begins = datetime.combine(day, span.since, LOCAL)
                if begins < until and begins + span.lasts > since:
                    yield begins, begins + span.lasts
        day += timedelta(days=1)
