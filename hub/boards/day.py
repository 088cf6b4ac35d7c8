"""A day of an area again, from the log: the same counts, fed with the events of that day, looked at every few minutes.

What was open at midnight is each ticket's last event before it. A ticket older than the log stands as its row does.
Bounded: a day with more than `MOST` events of an area is refused, one day is read at a time, and what was read is
kept: a day that is over for good, today for a minute.
"""

import asyncio
import time
from collections import OrderedDict
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from hub.boards.counts import SHANGHAI, Counts
from hub.boards.reading import ticket_of_row, ticket_of_text
from hub.boards.standing import Tree, standing
from hub.boards.types import Day, Moment
from hub.db import Connection, Database, load_queries
from hub.errors import DomainError

q = load_queries(__file__)

MINUTES: Final = 5
MOST: Final = 50_000
"""Events of one area and day: at 20 µs each this is a second of the processor, in slices."""
SLICE: Final = 200
KEPT: Final = 8
"""Days kept in memory, about 0.5 MB each."""
FRESH: Final = 60.0
"""Seconds for which today is not read anew."""


class Days:
    """Days that somebody looked at, newest last."""

    def __init__(self, db: Database, district: UUID) -> None:
        self._db = db
        self._district = district
        self._kept: OrderedDict[tuple[UUID, date, bool], tuple[float, Day]] = OrderedDict()
        self._one = asyncio.Lock()

    async def day(self, tree: Tree, area: UUID, wanted: date | None) -> Day:
        """How an area's tickets stood every five minutes of a day; None: today.

        Raises:
            DomainError: `area.unknown`, `boards.day`: it has not begun, or is too long ago; `boards.busy_day`: it has
                too many events.
        """
        if area not in tree.named:
            raise DomainError("area.unknown")
        async with self._one, self._db.connection() as connection:
            now: datetime = await connection.fetchval(q.now)
            today = now.astimezone(SHANGHAI).date()
            day = wanted or today
            if not timedelta(0) <= today - day <= timedelta(days=31):
                raise DomainError("boards.day")
            # A day that has just ended may still get numbers for its last events.
            over = now - _begins(day + timedelta(days=1)) > timedelta(minutes=10)
            key = (area, day, over)
            kept = self._kept.get(key)
            if kept is not None and time.monotonic() < kept[0]:
                return kept[1]
            moments = await self._replay(connection, tree, area, day, now)
            named = tree.named[area]
            found = Day(
                area=area, name=named.name, level=named.level, day=day, minutes=MINUTES, moments=moments
            )
            self._kept[key] = (float("inf") if over else time.monotonic() + FRESH), found
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return found

    async def _replay(
        self, connection: Connection, tree: Tree, area: UUID, day: date, now: datetime
    ) -> list[Moment]:
        begins, ends = _begins(day), min(_begins(day + timedelta(days=1)), now)
        first, last = [await _id_at(connection, at) for at in (begins, ends)]
        counts = Counts(begins)
        for row in await connection.fetch(q.before, self._district, area, begins, first):
            counts.put(*(ticket_of_text(row["text"]) if row["text"] else ticket_of_row(row)))
        rows = await connection.fetch(
            q.during, self._district, f"staff/{area}/tickets", first, last, MOST + 1
        )
        if len(rows) > MOST:
            raise DomainError("boards.busy_day", most=MOST)
        moments: list[Moment] = []
        at = begins
        for number, row in enumerate(rows):
            while row["at"] > at:
                at = await self._look(counts, tree, area, at, moments)
            counts.advance(row["at"])
            counts.put(*ticket_of_text(row["text"]))
            if number % SLICE == 0:
                await asyncio.sleep(0)
        while at <= ends and (at < _begins(day + timedelta(days=1))):
            at = await self._look(counts, tree, area, at, moments)
        return moments

    async def _look(
        self, counts: Counts, tree: Tree, area: UUID, at: datetime, moments: list[Moment]
    ) -> datetime:
        counts.advance(at)
        moments.append(standing(counts, tree, area))
        await asyncio.sleep(0)
        return at + timedelta(minutes=MINUTES)


def _begins(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


async def _id_at(connection: Connection, at: datetime) -> int:
    """The first id of the log that was written at that moment or later: ids are in the order of time."""
    low, high = 0, int(await connection.fetchval(q.last_id)) + 1
    while low < high:
        middle = (low + high) // 2
        row = await connection.fetchrow(q.next_at, middle)
        if row is None or row["at"] >= at:
            high = middle
        else:
            low = row["id"] + 1
    return low
