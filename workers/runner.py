"""Takes jobs, does them, reports.

For each job: `Taken` is reported before the work begins, so that a job that kills its worker is counted; it
is reported again three times a lease; then `Done` or `Failed`, and only after that the entry is acknowledged
and deleted. Killed in between, the lease runs out and the hub sends the job again under the next attempt.

An entry that another worker has held for two leases without a sign of life is not done but dropped: by then
the hub has sent its job again, or will as soon as it hears `Dropped`. So no worker acts on what may be over.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec
import structlog
from redis.asyncio import Redis

from hub import tracing
from hub.jobs.streams import BLOCK_SECONDS, Entry, Group, connect, rest
from hub.jobs.types import (
    DISTRICTS_KEY,
    LEASE_SECONDS,
    REPORT_FIELD,
    WORKERS_GROUP,
    Done,
    Dropped,
    Failed,
    Job,
    Released,
    Report,
    Taken,
    job_of,
    jobs_key,
    results_key,
    trace_of,
    traced,
)
from hub.redis import REDIS_LOST
from hub.settings import Settings
from workers.handlers import Handler, handlers

log = structlog.get_logger("worker")

GRACE: Final = 10.0
"""Seconds a job under way may still take when the worker is told to stop; then it is given back."""
_PAUSE: Final = 0.5


async def run_worker(settings: Settings, stop: asyncio.Event, kinds: Sequence[str] = ()) -> None:
    """A worker process until `stop`: jobs of these kinds, of all it knows without any named."""
    doing = handlers(settings, kinds)
    redis = connect(settings.redis_url)
    worker = Worker(redis, doing)
    try:
        await worker.run(stop)
    finally:
        for handler in doing:
            await handler.close()
        await redis.aclose()


class Worker:
    """One worker. `lease` in seconds; only tests shorten it."""

    def __init__(self, redis: Redis, doing: Sequence[Handler], *, lease: float = LEASE_SECONDS) -> None:
        self._redis = redis
        self._doing = doing
        self._lease = lease
        self._name = f"worker-{uuid4().hex[:12]}"

    async def run(self, stop: asyncio.Event) -> None:
        """Takes jobs of every district there is, until `stop`."""
        reading = [asyncio.create_task(self._read(handler, stop)) for handler in self._doing]
        try:
            await stop.wait()
            await asyncio.wait(reading, timeout=GRACE)
        finally:
            for task in reading:
                task.cancel()
            await asyncio.gather(*reading, return_exceptions=True)

    async def _read(self, handler: Handler, stop: asyncio.Event) -> None:
        """Reads one kind of all districts, only when there is a slot for it: what waits is free for others."""
        group = Group(self._redis, [], WORKERS_GROUP, self._name)
        slots = asyncio.Semaphore(handler.width)
        under_way: set[asyncio.Task[None]] = set()
        looked = 0.0
        try:
            while not stop.is_set():
                try:
                    group.streams = await self._streams(handler.kind)
                    if time.monotonic() - looked > self._lease:
                        looked = time.monotonic()
                        await self._drop_stale(group)
                    if len(under_way) >= handler.width:
                        await asyncio.wait(
                            under_way, timeout=BLOCK_SECONDS, return_when=asyncio.FIRST_COMPLETED
                        )
                    elif not group.streams:
                        await rest(stop, _PAUSE)
                    else:
                        # One a district: of several that come at once, those beyond the slots wait here.
                        for entry in await group.read(1, block=min(BLOCK_SECONDS, self._lease)):
                            task = asyncio.create_task(self._do(group, entry, handler, slots))
                            under_way.add(task)
                            task.add_done_callback(under_way.discard)
                except REDIS_LOST as error:
                    log.warning("the stream pauses", kind=handler.kind, reason=type(error).__name__)
                    await rest(stop, _PAUSE)
            if under_way:
                await asyncio.wait(under_way)
            with contextlib.suppress(*REDIS_LOST):
                if not await group.unfinished(1):
                    await group.leave()
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _streams(self, kind: str) -> list[str]:
        members: Any = await self._redis.smembers(DISTRICTS_KEY)
        return sorted(jobs_key(UUID(member.decode()), kind) for member in members)

    async def _do(self, group: Group, entry: Entry, handler: Handler, slots: asyncio.Semaphore) -> None:
        """One job, from taken to acknowledged."""
        job = job_of(entry.fields)
        if job is None:
            await group.finish(entry)
            return
        try:
            await self._report(job.district, Taken(job.id, job.attempt))
        except REDIS_LOST:
            return  # not begun; the entry becomes stale
        about: dict[str, str | int] = {"shequ.job": job.kind, "shequ.attempt": job.attempt}
        with tracing.span("job", trace_of(entry.fields), **about):
            await self._work(group, entry, job, handler, slots)

    async def _work(
        self, group: Group, entry: Entry, job: Job, handler: Handler, slots: asyncio.Semaphore
    ) -> None:
        over = asyncio.Event()
        renewing = asyncio.create_task(self._renew(group, entry, job, over))
        outcome: Report
        try:
            async with slots, asyncio.timeout(handler.seconds):
                result = await handler(job)
            outcome = Done(job.id, job.attempt, msgspec.Raw(msgspec.json.encode(result)))
        except asyncio.CancelledError:
            await asyncio.shield(self._end(job.district, group, entry, Released(job.id, job.attempt)))
            raise
        except Exception as error:  # whatever a handler raises is the job's failure, never the worker's
            log.warning("a job failed", job=str(job.id), attempt=job.attempt, reason=repr(error)[:300])
            outcome = Failed(job.id, job.attempt, type(error).__name__)
        finally:
            over.set()  # also: redis-py may swallow a cancellation
            renewing.cancel()
        await self._end(job.district, group, entry, outcome)

    async def _renew(self, group: Group, entry: Entry, job: Job, over: asyncio.Event) -> None:
        while not over.is_set():
            await asyncio.sleep(self._lease / 3)
            with contextlib.suppress(*REDIS_LOST):
                await self._report(job.district, Taken(job.id, job.attempt))
                await group.hold(entry)

    async def _end(self, district: UUID, group: Group, entry: Entry, outcome: Report) -> None:
        """Reports, then acknowledges. Tries for a lease; after that the attempt is over anyway."""
        until = time.monotonic() + self._lease
        while True:
            try:
                await self._report(district, outcome)
                await group.finish(entry)
                return
            except REDIS_LOST as error:
                if time.monotonic() > until:
                    log.warning(
                        "a result was not delivered", job=str(outcome.job), reason=type(error).__name__
                    )
                    return
                await asyncio.sleep(_PAUSE)

    async def _drop_stale(self, group: Group) -> None:
        for entry in await group.stale(2 * self._lease):
            await group.finish(entry)  # first: the hub sends again only what it does not find in the stream
            job = job_of(entry.fields)
            if job is not None:
                log.warning("a job was left behind", job=str(job.id), kind=job.kind, attempt=job.attempt)
                await self._report(job.district, Dropped(job.id, job.attempt))

    async def _report(self, district: UUID, report: Report) -> None:
        fields: Any = {REPORT_FIELD: msgspec.json.encode(report)} | traced(tracing.here.get() or "")
        await self._redis.xadd(results_key(district), fields)
