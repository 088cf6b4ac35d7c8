"""The relay puts jobs onto their streams, and what it loses is found again."""

import asyncio
from uuid import uuid4

import msgspec
import pytest
from redis.asyncio import Redis

from hub.db import Connection, Database
from hub.events.relay import Relay
from hub.jobs.forward import ForwardingSender, Sent, forward
from hub.jobs.streams import connect
from hub.jobs.types import DISTRICTS_KEY, JOB_FIELD, Job, jobs_key
from hub.settings import Settings
from tests.hub.jobs.rig import ECHO, Watch, ask, intake, relay, running, worker
from tests.support import District, until


async def test_jobs_reach_their_stream_and_other_events_do_not(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    stream = jobs_key(district.district, ECHO)
    async with relay(settings):
        async with db.transaction() as tx:
            await tx.execute(
                "INSERT INTO events (district, type, subject, topics, text) VALUES ($1, 'x', $1, '{a}', '{}')",
                district.district,
            )
        job = await ask(db, district.district)
        await until(lambda: watch.redis.xlen(stream))
    ((_, fields),) = await watch.redis.xrange(stream)
    assert msgspec.json.decode(fields[JOB_FIELD], type=Job).id == job
    assert await watch.redis.smembers(DISTRICTS_KEY) == {str(district.district).encode()}


async def test_a_relay_that_died_after_numbering_costs_a_moment(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    async def numbered() -> object:
        return await watch.owner.fetchval("SELECT count(*) FROM events WHERE seq IS NOT NULL")

    # A relay that numbers and never forwards.
    async with running(lambda stop: Relay(settings.database_url, settings.redis_url).run(stop)):
        job = await ask(db, district.district)
        await until(numbered)
    async with relay(settings), intake(settings, db), worker(settings):
        await watch.later(6)
        await until(lambda: watch.done(job))
    assert await watch.attempt(job) == 1


async def test_a_wiped_redis_is_not_filled_with_old_jobs(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    async with intake(settings, db), worker(settings) as echo:
        async with relay(settings):
            jobs = [await ask(db, district.district, str(number)) for number in range(20)]
            await until(watch.all_done)
        await watch.redis.flushall()
        async with relay(
            settings
        ):  # it compares, and fills the log's stream again with all that had been sent
            after = await ask(db, district.district)
            await until(lambda: watch.done(after))
            await until(lambda: _log_entries(watch.redis))
            await until(watch.quiet)
    assert echo.calls == len(jobs) + 1


async def _log_entries(redis: Redis) -> bool:
    return any([await redis.xlen(key) >= 20 async for key in redis.scan_iter("log:*", _type="stream")])


async def test_a_job_forwarded_twice_is_done_once(
    settings: Settings, db: Database, owner: Connection, district: District, watch: Watch
) -> None:
    async with relay(settings), intake(settings, db):
        job = await ask(db, district.district)
        encoded = str(await owner.fetchval("SELECT text FROM events")).encode()
        await forward(watch.redis, district.district, [Sent(encoded), Sent(encoded)])
        async with worker(settings), worker(settings):
            await until(lambda: watch.done(job))
            await until(watch.quiet)
    assert len(await watch.applied(job)) == 1


async def test_redis_away_holds_no_command_up(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    await watch.redis.execute_command("CLIENT", "PAUSE", "1500", "ALL")
    async with asyncio.timeout(1):
        job = await ask(db, district.district)
    assert await watch.status(job) == "pending"
    async with relay(settings), intake(settings, db), worker(settings):
        await watch.later(6)
        await until(lambda: watch.done(job), timeout=20)


@pytest.mark.parametrize("steps", range(0, 45, 3))
async def test_forwarding_ends_wherever_it_is_cancelled(
    settings: Settings, redis_client: Redis, steps: int
) -> None:
    """A command of redis-py may swallow the cancellation; the loop must not."""
    client = connect(settings.redis_url)
    job = Job(id=uuid4(), kind="echo", district=uuid4(), attempt=1, payload=msgspec.Raw(b"{}"))
    sender = ForwardingSender(settings.database_url, client, job.district, "e", 0)
    sender._jobs.append(Sent(msgspec.json.encode(job)))
    sender._came.set()
    task = asyncio.create_task(sender._forward())
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)
    await client.aclose()
