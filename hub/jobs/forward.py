"""The relay's side of jobs: what it has just numbered and is a job goes onto its kind's stream as well.

Only what is new is forwarded. What is lost here (a relay that dies, a Redis that is away) the sweeper sends
again; after a wipe nothing old is repeated to the workers.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg
import msgspec
import structlog
from redis.asyncio import Redis

from hub import metrics, scrape
from hub.events.relay import Relay
from hub.events.sender import Sender
from hub.jobs.types import DISTRICTS_KEY, JOB_FIELD, JOB_READY, Job, jobs_key, traced
from hub.redis import REDIS_LOST, heed_cancel
from hub.settings import Settings

log = structlog.get_logger("jobs")

QUEUE: Final = 5000
"""Most jobs kept while Redis is slow; the oldest beyond are left to the sweeper."""


class Sent(NamedTuple):
    """An encoded job, and the traceparent of what asked for it, empty when it is not traced."""

    job: bytes
    trace: str = ""


async def run_relay(settings: Settings, stop: asyncio.Event) -> None:
    """The relay of `hub.events`, which also forwards jobs."""
    relay = Relay(settings.database_url, settings.redis_url, sender=ForwardingSender)
    async with scrape.serving(settings.metrics_port, metrics.of_relay(relay)):
        await relay.run(stop)


class ForwardingSender(Sender):
    """A log's sender with a second task beside it; neither waits for the other."""

    def __init__(self, database_url: str, redis: Redis, district: UUID, epoch: str, base: int) -> None:
        super().__init__(database_url, redis, district, epoch, base)
        self._jobs: deque[Sent] = deque(maxlen=QUEUE)
        self._came = asyncio.Event()

    def put(self, rows: Sequence[asyncpg.Record]) -> None:
        super().put(rows)
        found = [Sent(row["text"].encode(), row["trace"] or "") for row in rows if row["type"] == JOB_READY]
        if found:
            self._jobs.extend(found)
            self._came.set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(super().run())
            group.create_task(self._forward())

    async def _forward(self) -> None:
        while True:
            await self._came.wait()
            self._came.clear()
            batch = list(self._jobs)
            self._jobs.clear()
            try:
                await forward(self.redis, self.district, batch)
            except REDIS_LOST as error:
                log.warning("jobs were not forwarded", count=len(batch), reason=type(error).__name__)
            heed_cancel()


async def forward(redis: Redis, district: UUID, jobs: Sequence[Sent]) -> None:
    """Puts encoded jobs of a district onto their streams. To repeat it is harmless: `attempt` fences."""
    await redis.sadd(DISTRICTS_KEY, str(district))
    async with redis.pipeline(transaction=False) as pipe:
        for encoded, trace in jobs:
            job = msgspec.json.decode(encoded, type=Job)
            fields: Any = {JOB_FIELD: encoded} | traced(trace)
            pipe.xadd(jobs_key(district, job.kind), fields)
        await pipe.execute()
