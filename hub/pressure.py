"""Pressure: when a process is asked to do more than it can, it says so, before anything falls over.

A refused command is answered 503 with Retry-After before PostgreSQL or Redis is asked anything; what was answered 2xx
is stored. Who is refused sends the same again under the same key. Reads are not refused.

Four things are looked at, each a number that is there anyway: commands in flight, how long one has waited for a
connection, how late the loop comes, and how many events wait for a number (then consoles are behind already). An
emergency is the last to be refused: it has room beside the others', waits for no other write, and is not refused
because consoles are behind.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final

from hub.db import Database, load_queries

q = load_queries(__file__, "pressure.sql")

POOL_SECONDS: Final = 1.5, 4.0
"""The oldest wait for a connection at which a command is refused; an emergency. After 5 s the wait itself ends."""
LATE_SECONDS: Final = 0.5, 2.0
"""So late comes the loop to its timer, four times in a row."""
UNNUMBERED: Final = 10_000
"""Events without a number: some three seconds of a relay's work, and everybody sees them that much later."""
SPARE: Final = 4
"""An emergency finds a quarter more room than others."""
LOOK_SECONDS: Final = 1.0
CATEGORY_LOOKS: Final = 60
"""How often categories are read: once in so many looks."""


class Pressure:
    """One a process. `commands` in flight; `refused` by what was short."""

    def __init__(self, db: Database, most: int, late: Callable[[], float], patience: float = 1.0) -> None:
        self.db = db
        self.most = most
        self.late = late
        self.patience = patience
        self.commands = 0
        self.unnumbered = 0
        self.urgent: frozenset[str] = frozenset()
        self.refused: Counter[str] = Counter()
        self._floor = 0
        self._looks = 0

    def short_of(self, *, urgent: bool) -> str:
        """What there is too little of for one more command; empty: nothing."""
        if self.commands >= self.most + (self.most // SPARE if urgent else 0):
            return "commands"
        if self.db.oldest_wait(urgent=urgent) > POOL_SECONDS[urgent] * self.patience:
            return "pool"
        if self.late() > LATE_SECONDS[urgent] * self.patience:
            return "loop"
        if self.unnumbered >= UNNUMBERED and not urgent:
            return "relay"
        return ""

    async def look(self) -> None:
        """What has to be asked for: how far the relay is behind, what an emergency is."""
        async with self.db.connection() as connection:
            row = await connection.fetchrow(q.unnumbered, self._floor, UNNUMBERED)
            assert row is not None
            self.unnumbered = row["waiting"]
            if not self.unnumbered:
                self._floor = row["floor"]
            if self._looks % CATEGORY_LOOKS == 0:
                self.urgent = frozenset(one["key"] for one in await connection.fetch(q.urgent))
            self._looks += 1
