"""What was not finished goes out again; what was only not taken is never counted."""

import asyncio
from uuid import UUID

import msgspec
import pytest
from redis.asyncio import Redis

from hub.db import Connection, Database
from hub.jobs import store
from hub.jobs.forward import Sent, forward
from hub.jobs.sweeper import sweep
from hub.jobs.types import Failed, Job, Taken
from tests.hub.jobs.rig import ECHO, KIND, Watch, ask
from tests.support import District

KINDS = {ECHO: KIND}


async def sent(owner: Connection, job: UUID) -> list[int]:
    """The attempts that were put into the log."""
    rows = await owner.fetch(
        "SELECT text FROM events WHERE type = 'job.ready' AND subject = $1 ORDER BY id", job
    )
    return [msgspec.json.decode(row["text"], type=Job).attempt for row in rows]


async def lease(db: Database, job: UUID, attempt: int = 1) -> None:
    async with db.connection() as connection:
        await store.lease(connection, Taken(job, attempt))


async def test_a_lease_that_runs_out_is_the_next_attempt(
    db: Database, redis_client: Redis, district: District, watch: Watch
) -> None:
    job = await ask(db, district.district)
    await lease(db, job)
    await watch.later(14)
    await sweep(db, redis_client, district.district, KINDS)
    assert await watch.attempt(job) == 1
    await watch.later(2)
    await sweep(db, redis_client, district.district, KINDS)
    assert (await watch.attempt(job), await watch.leased(job)) == (2, False)
    assert await sent(watch.owner, job) == [1, 2]


async def test_a_failure_waits_longer_each_time(
    db: Database, redis_client: Redis, district: District, watch: Watch
) -> None:
    job = await ask(db, district.district)
    for attempt, pause in ((1, 1), (2, 2), (3, 4), (4, 8)):
        async with db.connection() as connection:
            await store.lease(connection, Failed(job, attempt, "x"))
        await watch.later(pause - 0.5)
        await sweep(db, redis_client, district.district, KINDS)
        assert await watch.attempt(job) == attempt
        await watch.later(0.6)
        await sweep(db, redis_client, district.district, KINDS)
        assert await watch.attempt(job) == attempt + 1


@pytest.mark.parametrize("named", [True, False])
async def test_the_fifth_attempt_is_the_last(
    db: Database, redis_client: Redis, district: District, watch: Watch, named: bool
) -> None:
    area = district.community if named else None
    job = await ask(db, district.district, area=area)
    for attempt in range(1, 6):
        await lease(db, job, attempt)
        await watch.later(16)
        await sweep(db, redis_client, district.district, KINDS)
    assert await sent(watch.owner, job) == [1, 2, 3, 4, 5]
    assert (await watch.status(job), await watch.attempt(job)) == ("dead", 5)
    told = area or district.district
    alarm = await watch.owner.fetchrow("SELECT * FROM events WHERE type = 'job.dead'")
    assert (alarm["subject"], alarm["area"], alarm["topics"]) == (job, told, [f"staff/{told}/alarms"])
    assert await watch.owner.fetchval("SELECT count(*) FROM events WHERE type = 'echo.given_up'") == 1
    await watch.later(3600)
    await sweep(db, redis_client, district.district, KINDS)
    assert await watch.owner.fetchval("SELECT count(*) FROM events WHERE type = 'job.dead'") == 1


async def test_workers_away_for_a_week_cost_no_attempt(
    db: Database, redis_client: Redis, district: District, watch: Watch
) -> None:
    job = await ask(db, district.district)
    await _forward_all(watch, district)
    for _ in range(20):
        await watch.later(8 * 3600)
        await sweep(db, redis_client, district.district, KINDS)
    assert (await watch.status(job), await watch.attempt(job)) == ("pending", 1)
    assert await sent(watch.owner, job) == [1]  # it lies in the stream: nothing to send again


async def test_what_is_in_no_stream_was_lost_and_is_sent_again_ever_less_often(
    db: Database, redis_client: Redis, district: District, watch: Watch
) -> None:
    job = await ask(db, district.district)
    await sweep(db, redis_client, district.district, KINDS)
    assert await sent(watch.owner, job) == [1]
    await watch.later(6)
    await sweep(db, redis_client, district.district, KINDS)
    await sweep(db, redis_client, district.district, KINDS)
    assert await sent(watch.owner, job) == [1, 1]
    for _ in range(60):  # an hour without a relay
        await watch.later(60)
        await sweep(db, redis_client, district.district, KINDS)
    assert len(await sent(watch.owner, job)) < 20


async def test_the_presence_of_another_attempt_does_not_count(
    db: Database, redis_client: Redis, district: District, watch: Watch
) -> None:
    job = await ask(db, district.district)
    await _forward_all(watch, district)  # attempt 1 lies in the stream for ever
    await lease(db, job)
    await watch.later(16)
    await sweep(db, redis_client, district.district, KINDS)
    await watch.later(6)
    await sweep(db, redis_client, district.district, KINDS)
    assert await sent(watch.owner, job) == [1, 2, 2]


async def test_a_long_stream_is_read_to_its_end(
    db: Database, redis_client: Redis, district: District, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.jobs.sweeper._PAGE", 7)
    jobs = [await ask(db, district.district, str(number)) for number in range(30)]
    await _forward_all(watch, district)
    await watch.later(6)
    await sweep(db, redis_client, district.district, KINDS)
    assert [await sent(watch.owner, job) for job in jobs] == [[1]] * 30


async def test_hubs_that_sweep_at_once_send_once(
    db: Database, redis_client: Redis, district: District, watch: Watch
) -> None:
    expired = [await ask(db, district.district, str(number)) for number in range(30)]
    for job in expired:
        await lease(db, job)
    lost = [await ask(db, district.district, str(number)) for number in range(30)]
    await watch.later(16)
    await asyncio.gather(*(sweep(db, redis_client, district.district, KINDS) for _ in range(6)))
    assert [await sent(watch.owner, job) for job in expired] == [[1, 2]] * 30
    assert [await sent(watch.owner, job) for job in lost] == [[1, 1]] * 30


async def test_districts_are_swept_apart(
    db: Database, redis_client: Redis, district: District, watch: Watch
) -> None:
    job = await ask(db, district.far_district)
    await lease(db, job)
    await watch.later(16)
    await sweep(db, redis_client, district.district, KINDS)
    assert await watch.attempt(job) == 1
    await sweep(db, redis_client, district.far_district, KINDS)
    assert await watch.attempt(job) == 2


async def test_done_jobs_are_forgotten_after_a_week_and_dead_ones_are_not(
    db: Database, district: District, watch: Watch
) -> None:
    done, dead, pending = [await ask(db, district.district, word) for word in ("done", "dead", "pending")]
    await watch.owner.execute("UPDATE jobs SET status = 'done', finished_at = app_now() WHERE id = $1", done)
    await watch.owner.execute("UPDATE jobs SET status = 'dead', finished_at = app_now() WHERE id = $1", dead)
    async with db.connection() as connection:
        await watch.later(7 * 86400 - 60)
        await store.forget(connection)
        assert await watch.owner.fetchval("SELECT count(*) FROM jobs") == 3
        await watch.later(120)
        await store.forget(connection)
    assert {row["id"] for row in await watch.owner.fetch("SELECT id FROM jobs")} == {dead, pending}


async def _forward_all(watch: Watch, district: District) -> None:
    rows = await watch.owner.fetch("SELECT text FROM events WHERE type = 'job.ready' ORDER BY id")
    await forward(watch.redis, district.district, [Sent(row["text"].encode()) for row in rows])
