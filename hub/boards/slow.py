"""What is not derived from the log: the three rates of 28 days, which PostgreSQL counts again on a slow beat, and who
is connected, which every hub process knows of itself and tells the others."""

import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from hub.boards.counts import SHANGHAI
from hub.boards.types import Connected, OfRate, ThreeRates
from hub.db import Connection, load_queries
from hub.tickets.rates import actions as rates

q = load_queries(__file__)

DAYS: Final = 28
RATES_PERIOD: Final = 60.0
"""Seconds between two counts of the rates; `REST` times as long as a count takes, when that is more."""
REST: Final = 50
FORGOTTEN: Final = 35.0
"""Seconds after which a hub process that says nothing is gone: three beats."""

Numbers = dict[UUID, tuple[int, int]]
"""By area: consoles, phones."""


class Said(msgspec.Struct, frozen=True):
    """What a hub process says of itself to the others of its district."""

    hub: str
    numbers: Numbers


class Rated:
    """The three rates by area."""

    def __init__(self) -> None:
        self.by_area: dict[UUID, ThreeRates] = {}
        self._none: ThreeRates | None = None
        self._next = 0.0

    def of(self, area: UUID) -> ThreeRates | None:
        return self.by_area.get(area, self._none)

    async def look(self, connection: Connection, district: UUID, now: datetime) -> set[UUID]:
        """Counts again when it is time; the areas with other numbers than before."""
        start = time.monotonic()
        if start < self._next:
            return set()
        last = now.astimezone(SHANGHAI).date()
        first = last - timedelta(days=DAYS - 1)
        found = {
            area: ThreeRates(
                first=first, last=last, at=now, response=OfRate(row.response.ok, row.response.of),
                resolution=OfRate(row.resolution.ok, row.resolution.of),
                satisfaction=OfRate(row.satisfaction.ok, row.satisfaction.of),
            )
            for area, row in (await rates.by_area(connection, district, first, last)).items()
        }  # fmt: skip
        self._next = start + max(RATES_PERIOD, REST * (time.monotonic() - start))
        before, self.by_area = self.by_area, found
        self._none = ThreeRates(
            first=first, last=last, at=now, response=OfRate(), resolution=OfRate(), satisfaction=OfRate()
        )
        return {area for area in before.keys() | found.keys() if _shown(before, area) != _shown(found, area)}


class Present:
    """How many are connected, over all hub processes of the district."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._said: dict[str, tuple[float, Numbers]] = {}
        self._sums: Numbers = {}

    def of(self, area: UUID) -> Connected:
        return Connected(*self._sums.get(area, (0, 0)))

    async def look(self, connection: Connection, district: UUID, accounts: Iterable[UUID]) -> bytes:
        """Counts who is connected here; what to say to the others."""
        rows = await connection.fetch(q.connected, district, list(accounts))
        numbers = {row["area"]: (row["consoles"], row["phones"]) for row in rows}
        return msgspec.json.encode(Said(self.name, numbers))

    def hear(self, message: bytes) -> None:
        """What one of them, or we ourselves, said."""
        said = msgspec.json.decode(message, type=Said)
        self._said[said.hub] = time.monotonic(), said.numbers

    def turn(self) -> set[UUID]:
        """Adds up; the areas with other numbers than before."""
        oldest = time.monotonic() - FORGOTTEN
        self._said = {hub: (at, numbers) for hub, (at, numbers) in self._said.items() if at >= oldest}
        consoles: Counter[UUID] = Counter()
        phones: Counter[UUID] = Counter()
        for _, numbers in self._said.values():
            for area, (some, others) in numbers.items():
                consoles[area] += some
                phones[area] += others
        before, self._sums = self._sums, {area: (consoles[area], phones[area]) for area in consoles}
        return {
            area for area in before.keys() | self._sums.keys() if before.get(area) != self._sums.get(area)
        }


def _shown(found: dict[UUID, ThreeRates], area: UUID) -> tuple[OfRate, ...] | None:
    rated = found.get(area)
    return None if rated is None else (rated.response, rated.resolution, rated.satisfaction)
