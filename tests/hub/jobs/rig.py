"""A kind of job for tests, and what runs it: relay, intake and worker, each started and stopped at will."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import msgspec
from redis.asyncio import Redis

from hub.db import Connection, Database
from hub.events.append import append
from hub.jobs.actions import enqueue
from hub.jobs.forward import run_relay
from hub.jobs.intake import run_jobs
from hub.jobs.kinds import Kind
from hub.jobs.streams import connect
from hub.jobs.types import Job
from hub.settings import Settings
from workers.runner import Worker

ECHO = "echo"


class Asked(msgspec.Struct):
    word: str


class Answer(msgspec.Struct):
    word: str
    by: str


async def apply(tx: Connection, job: Job, answer: Answer) -> None:
    """Leaves one event a time it is called, so a second call would be seen."""
    if answer.word == "cannot be applied":
        raise LookupError(answer.word)
    await append(
        tx,
        district=job.district,
        type="echo.applied",
        subject=job.id,
        area=None,
        data=answer,
        topics=["own/echo"],
    )


async def given_up(tx: Connection, job: Job) -> None:
    data = Answer(job.asked(Asked).word, "nobody")
    await append(
        tx,
        district=job.district,
        type="echo.given_up",
        subject=job.id,
        area=None,
        data=data,
        topics=["own/echo"],
    )


KIND = Kind(ECHO, Answer, apply, given_up)


class Echo:
    """A handler that answers with its name, after doing what `work` says."""

    kind = ECHO
    width = 1
    seconds = 20.0

    def __init__(self, name: str = "echo", work: Callable[[Job], Awaitable[None]] | None = None) -> None:
        self.name = name
        self.work = work
        self.calls = 0
        self.tried: set[tuple[UUID, int]] = set()
        """(job, attempt): a message may come twice, so an attempt may be begun twice."""

    async def __call__(self, job: Job) -> Answer:
        self.calls += 1
        self.tried.add((job.id, job.attempt))
        if self.work is not None:
            await self.work(job)
        return Answer(job.asked(Asked).word, self.name)

    async def close(self) -> None: ...


async def ask(db: Database, district: UUID, word: str = "hello", area: UUID | None = None) -> UUID:
    async with db.transaction() as tx:
        return await enqueue(tx, district=district, kind=ECHO, payload=Asked(word), area=area)


@asynccontextmanager
async def running(work: Callable[[asyncio.Event], Awaitable[None]]) -> AsyncIterator[asyncio.Task[None]]:
    """Runs something until the block ends; what it raises is raised here."""
    stop = asyncio.Event()
    task = asyncio.ensure_future(work(stop))
    try:
        yield task  # type: ignore[misc]
    finally:
        stop.set()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def relay(settings: Settings) -> contextlib.AbstractAsyncContextManager[object]:
    return running(lambda stop: run_relay(settings, stop))


def intake(
    settings: Settings, db: Database, name: str = "hub"
) -> contextlib.AbstractAsyncContextManager[object]:
    return running(lambda stop: run_jobs(db, settings.redis_url, [KIND], stop, name=name))


@asynccontextmanager
async def worker(
    settings: Settings, handler: Echo | None = None, *, lease: float = 0.3
) -> AsyncIterator[Echo]:
    """A worker with a short lease of its own: it renews often and drops soon."""
    doing = handler or Echo()
    redis: Redis = connect(settings.redis_url)
    made = Worker(redis, [doing], lease=lease)
    async with running(made.run):
        yield doing
    await redis.aclose()


class Watch:
    """What the tests ask about a job, as the owner."""

    def __init__(self, owner: Connection, redis: Redis) -> None:
        self.owner = owner
        self.redis = redis

    async def status(self, job: UUID) -> str:
        return str(await self.owner.fetchval("SELECT status FROM jobs WHERE id = $1", job))

    async def attempt(self, job: UUID) -> int:
        return int(await self.owner.fetchval("SELECT attempt FROM jobs WHERE id = $1", job))

    async def leased(self, job: UUID) -> bool:
        return bool(await self.owner.fetchval("SELECT lease_until IS NOT NULL FROM jobs WHERE id = $1", job))

    async def done(self, job: UUID) -> bool:
        return await self.status(job) == "done"

    async def all_done(self) -> bool:
        return not await self.owner.fetchval("SELECT count(*) FROM jobs WHERE status <> 'done'")

    async def applied(self, job: UUID) -> list[str]:
        """Who made the results that were applied; one name when it ended once."""
        rows = await self.owner.fetch(
            "SELECT text::json->>'by' AS by FROM events WHERE type = 'echo.applied' AND subject = $1", job
        )
        return [row["by"] for row in rows]

    async def later(self, seconds: float) -> None:
        """Moves PostgreSQL's clock on."""
        await self.owner.execute("UPDATE app_clock SET ahead = ahead + make_interval(secs => $1)", seconds)

    async def entries(self, prefix: str) -> int:
        """Entries in the streams whose key begins so."""
        return sum(
            [
                await self.redis.xlen(key)
                for key in await self.redis.keys(f"{prefix}*")
                if await self._stream(key)
            ]
        )

    async def _stream(self, key: bytes) -> bool:
        return bool(await self.redis.type(key) == b"stream")

    async def quiet(self) -> bool:
        """No entry waits in any stream of jobs or results."""
        return not await self.entries("jobs:") and not await self.entries("results:")
