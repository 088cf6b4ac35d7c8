"""How many jobs wait, run or were given up: looked up now and then, so that a scrape asks nothing."""

import asyncio
import time
from typing import Final
from uuid import UUID

import structlog

from hub.db import Database
from hub.errors import DomainError
from hub.jobs import store

log = structlog.get_logger("jobs")

PERIOD: Final = 15.0


class JobCounts:
    """`jobs` by (kind, waiting | running | dead), as of `looked_at` (`time.monotonic()`)."""

    def __init__(self, db: Database, district: UUID) -> None:
        self.jobs: dict[tuple[str, str], int] = {}
        self.looked_at = 0.0
        self._db = db
        self._district = district

    async def run(self) -> None:
        while True:
            try:
                await self.look()
            except DomainError as error:
                log.warning("jobs were not counted", code=error.code)
            await asyncio.sleep(PERIOD)

    async def look(self) -> None:
        async with self._db.connection() as connection:
            found = await store.unfinished(connection, self._district)
        # What has become none stays, as 0: a line that ends looks like a process that ended.
        self.jobs = dict.fromkeys(self.jobs, 0) | found
        self.looked_at = time.monotonic()
