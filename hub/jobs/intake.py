"""Reads what workers report and applies it; sweeps when there is nothing left to read.

Each report is applied in one transaction, then acknowledged: one that comes twice, or late, changes nothing.
The sweep comes only after the reports were read to their end, so leases renewed while this hub or Redis was
away count, and while Redis is away no lease expires: an outage costs a job at most one attempt, however long.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg
import msgspec
import structlog
from redis.asyncio import Redis

from hub import tracing
from hub.db import Database
from hub.errors import DomainError
from hub.jobs import store
from hub.jobs.kinds import Kind
from hub.jobs.streams import Entry, Group, connect, rest
from hub.jobs.sweeper import sweep
from hub.jobs.types import INTAKE_GROUP, REPORT_FIELD, Done, Failed, results_key, trace_of
from hub.redis import REDIS_LOST

log = structlog.get_logger("jobs")

COUNT: Final = 64
SWEEP_SECONDS: Final = 1.0
FORGET_SECONDS: Final = 3600.0
STALE_SECONDS: Final = 10.0
"""A report another hub has held for so long is taken over: that hub is gone."""
_PAUSE: Final = 0.5


async def run_jobs(
    db: Database, redis_url: str, kinds: Sequence[Kind], stop: asyncio.Event, *, name: str
) -> None:
    """The hub's side of all jobs, until `stop` or cancelled. Each hub process runs it, under a name of its own."""
    redis = connect(redis_url)
    known = {kind.name: kind for kind in kinds}
    running: dict[UUID, asyncio.Task[None]] = {}
    try:
        while not stop.is_set():
            with contextlib.suppress(DomainError):
                async with db.connection() as connection:
                    for district in await store.districts(connection):
                        if district not in running:
                            intake = Intake(db, redis, district, known, name)
                            running[district] = asyncio.create_task(intake.run(stop))
            await rest(stop, 10)
    finally:
        for task in running.values():
            task.cancel()  # a report half applied is rolled back and read again by the next hub
        await asyncio.gather(*running.values(), return_exceptions=True)
        await redis.aclose()


class Intake:
    """The intake of one district."""

    def __init__(self, db: Database, redis: Redis, district: UUID, kinds: dict[str, Kind], name: str) -> None:
        self._db = db
        self._redis = redis
        self._district = district
        self._kinds = kinds
        self._group = Group(redis, [results_key(district)], INTAKE_GROUP, name)
        self._swept = self._claimed = self._forgot = time.monotonic()
        self._again = True  # this consumer may hold reports from before a failure

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self.round()
            except (*REDIS_LOST, DomainError) as error:
                log.warning("the intake pauses", district=str(self._district), reason=type(error).__name__)
            except Exception:  # nothing may end the intake for good
                log.exception("the intake stumbles", district=str(self._district))
            else:
                continue
            self._again = True
            await rest(stop, _PAUSE)

    async def round(self) -> None:
        """Reads and applies once; sweeps when all was read."""
        now = time.monotonic()
        if self._again:
            held = await self._group.unfinished(COUNT)
            await self._take(held)
            self._again = len(held) == COUNT
            return
        if now - self._claimed > STALE_SECONDS:
            self._claimed = now
            await self._take(await self._group.stale(STALE_SECONDS))
        fresh = await self._group.read(COUNT)
        await self._take(fresh)
        if len(fresh) < COUNT and time.monotonic() - self._swept >= SWEEP_SECONDS:
            self._swept = time.monotonic()
            await sweep(self._db, self._redis, self._district, self._kinds)
            if now - self._forgot > FORGET_SECONDS:
                self._forgot = now
                async with self._db.connection() as connection:
                    await store.forget(connection)

    async def _take(self, entries: list[Entry]) -> None:
        for entry in entries:
            try:
                await self._apply(entry)
            except asyncpg.DataError as error:  # values no column takes: they would stop us again and again
                log.error(
                    "a report cannot be kept and is dropped", entry=entry.id.decode(), reason=str(error)
                )
            await self._group.finish(entry)

    async def _apply(self, entry: Entry) -> None:
        encoded = entry.fields.get(REPORT_FIELD)
        if encoded is None:
            return
        try:
            report = store.report_of(encoded)
        except msgspec.MsgspecError:
            log.error("a report makes no sense and is dropped", entry=entry.id.decode())
            return
        if isinstance(report, Done):
            with tracing.span("verdict", trace_of(entry.fields)):
                await self._done(report)
        else:
            async with self._db.connection() as connection:
                await store.lease(connection, report)

    async def _done(self, report: Done) -> None:
        try:
            async with self._db.transaction() as tx:
                job = await store.done(tx, report)
                if job is None:
                    log.info("a late result is refused", job=str(report.job), attempt=report.attempt)
                    return
                kind = self._kinds[job.kind]
                await kind.apply(tx, job, msgspec.json.decode(report.result, type=kind.result))
        except DomainError as error:
            if error.code == "unavailable":
                raise
            await self._refuse(report, error)
        except Exception as error:  # a room's code met a result it did not foresee
            await self._refuse(report, error)

    async def _refuse(self, report: Done, error: Exception) -> None:
        """A result the room cannot take is a failed attempt: with five of them a person hears of it."""
        log.error("a result was not taken", job=str(report.job), reason=repr(error)[:300])
        async with self._db.connection() as connection:
            await store.lease(connection, Failed(report.job, report.attempt, type(error).__name__))
