"""The clock of a demo, moved by who owns its database: a story's days pass in seconds."""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg


class DemoClock:
    """`ahead`: seconds that the service's clock is before the machine's."""

    def __init__(self, owner: "asyncpg.Connection[asyncpg.Record]", ahead: timedelta) -> None:
        self.ahead = ahead.total_seconds()
        self._owner = owner

    async def forward(self, seconds: float) -> None:
        """Lets so much time pass at once; never backwards."""
        if seconds > 0:
            by = timedelta(seconds=seconds)
            ahead = await self._owner.fetchval("UPDATE app_clock SET ahead = ahead + $1 RETURNING ahead", by)
            self.ahead = ahead.total_seconds()


@contextlib.asynccontextmanager
async def clock(owner_url: str) -> AsyncIterator[DemoClock]:
    """The clock of the database that `owner_url` owns."""
    owner = await asyncpg.connect(owner_url)
    try:
        yield DemoClock(owner, await owner.fetchval("SELECT ahead FROM app_clock"))
    finally:
        await owner.close()
