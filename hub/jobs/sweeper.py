"""Sends out again what was not finished, and gives up what failed too often. Times are PostgreSQL's."""

from typing import Any, Final
from uuid import UUID

import msgspec
import structlog
from redis.asyncio import Redis

from hub.db import Database
from hub.events.append import append
from hub.jobs import store
from hub.jobs.actions import send
from hub.jobs.kinds import Kind
from hub.jobs.types import job_of, jobs_key

log = structlog.get_logger("jobs")

_PAGE: Final = 1000


class JobDead(msgspec.Struct, frozen=True):
    """Data of the event `job.dead`, whose subject is the job."""

    kind: str
    attempts: int
    reason: str | None


async def sweep(db: Database, redis: Redis, district: UUID, kinds: dict[str, Kind]) -> None:
    """One round for a district. Several hubs may do it at once.

    Raises:
        DomainError: `unavailable`.
        RedisError: Redis is away; leases were swept, what was lost on the way was not looked for.
    """
    await _expired(db, district, kinds)
    await _lost(db, redis, district)


async def _expired(db: Database, district: UUID, kinds: dict[str, Kind]) -> None:
    async with db.transaction() as tx:
        late = await store.expired(tx, district)
        for one in late:
            kind = kinds.get(one.job.kind)
            if one.dead and kind is not None and kind.given_up is not None:
                await kind.given_up(tx, one.job)
        await send(tx, district, [one.job for one in late if not one.dead])
        for one in late:
            if one.dead:
                data = JobDead(one.job.kind, one.job.attempt, one.reason)
                await append(
                    tx,
                    district=district,
                    type="job.dead",
                    subject=one.job.id,
                    area=one.area or district,
                    data=data,
                    topics=[f"staff/{one.area or district}/alarms"],
                )
    for one in late:
        word = log.error if one.dead else log.warning
        word(
            "a job is a dead letter" if one.dead else "a job goes out again",
            job=str(one.job.id), kind=one.job.kind, attempt=one.job.attempt, reason=one.reason,
        )  # fmt: skip


async def _lost(db: Database, redis: Redis, district: UUID) -> None:
    """Untaken jobs that are not in their stream either were lost: by a relay that died after numbering them,
    or a Redis that was wiped. Those in the stream wait for a worker, maybe for hours, and need nothing."""
    async with db.connection() as connection:
        untaken = await store.untaken(connection, district)
    if not untaken:
        return
    present: set[tuple[UUID, int]] = set()
    for kind in {one.kind for one in untaken}:
        present |= await _in_stream(redis, jobs_key(district, kind))
    waiting = [one.id for one in untaken if (one.id, one.attempt) in present]
    lost = [one.id for one in untaken if (one.id, one.attempt) not in present]
    if waiting:
        log.info("jobs wait for a worker", district=str(district), count=len(waiting))
        async with db.connection() as connection:
            await store.waiting(connection, waiting)
    if lost:
        async with db.transaction() as tx:
            again = await store.resend(tx, district, lost)
            await send(tx, district, again)
        log.warning("jobs were lost on the way and go out again", district=str(district), count=len(again))


async def _in_stream(redis: Redis, stream: str) -> set[tuple[UUID, int]]:
    """(job, attempt) of all entries: those no worker has read and those one holds."""
    found: set[tuple[UUID, int]] = set()
    start = "-"
    while True:
        entries: Any = await redis.xrange(stream, start, "+", count=_PAGE)
        for _, fields in entries:
            if (job := job_of(fields)) is not None:
                found.add((job.id, job.attempt))
        if len(entries) < _PAGE:
            return found
        start = "(" + entries[-1][0].decode()
