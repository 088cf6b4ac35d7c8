"""A job ends once, whatever dies on the way: real workers, some of them killed; real relay, intake and servers."""

import asyncio
import os
import sys

import pytest

from hub.db import Database
from hub.jobs.types import Job
from hub.settings import Settings, to_environ
from tests.hub.jobs.rig import Echo, Watch, ask, intake, relay, worker
from tests.support import District, until

LEASE = 16  # seconds: a little more than the hub's lease


async def kill_at(settings: Settings, step: str) -> None:
    """Runs a worker process that takes one job and dies by SIGKILL at a step."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.workers.killable", step, env={**os.environ, **to_environ(settings)}
    )
    assert await asyncio.wait_for(process.wait(), 30) == -9


async def test_a_job_goes_out_and_comes_back(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    async with relay(settings), intake(settings, db), worker(settings):
        job = await ask(db, district.district)
        await until(lambda: watch.done(job))
        assert await watch.applied(job) == ["echo"]
        result = await watch.owner.fetchval("SELECT result FROM jobs")
        assert result == '{"by": "echo", "word": "hello"}'
        await until(watch.quiet)


@pytest.mark.parametrize(
    ("step", "attempt"), [("read", 1), ("taken", 2), ("working", 2), ("done", 1), ("acknowledged", 1)]
)
async def test_a_worker_killed_at_any_step_costs_a_moment(
    settings: Settings, db: Database, district: District, watch: Watch, step: str, attempt: int
) -> None:
    async with relay(settings), intake(settings, db):
        job = await ask(db, district.district)
        await kill_at(settings, step)
        if step in ("taken", "working"):
            await until(lambda: watch.leased(job))
            await watch.later(LEASE)
        async with worker(settings):
            await until(lambda: watch.done(job))
            await until(watch.quiet)  # also what the dead worker left behind
        assert await watch.attempt(job) == attempt
        assert len(await watch.applied(job)) == 1


async def test_a_worker_stopped_past_its_lease_comes_too_late(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    go_on = asyncio.Event()

    async def hang(_: Job) -> None:
        await go_on.wait()

    # Its lease is long, so it does not renew while it hangs: as if it were stopped.
    async with relay(settings), intake(settings, db), worker(settings, Echo("slow", hang), lease=60) as slow:
        job = await ask(db, district.district)
        await until(lambda: slow.calls)
        await until(lambda: watch.leased(job))
        await watch.later(LEASE)
        async with worker(settings, Echo("quick"), lease=60):
            await until(lambda: watch.done(job))
        go_on.set()
        await until(watch.quiet)
    assert await watch.applied(job) == ["quick"]
    assert await watch.attempt(job) == 2


async def test_a_lease_is_renewed_as_long_as_the_work_goes_on(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    go_on = asyncio.Event()

    async def hang(_: Job) -> None:
        await go_on.wait()

    async def lease_left() -> float:
        return float(
            await watch.owner.fetchval("SELECT extract(epoch FROM lease_until - app_now()) FROM jobs") or 0
        )

    async with relay(settings), intake(settings, db), worker(settings, Echo("long", hang)) as long:
        job = await ask(db, district.district)
        await until(lambda: long.calls)
        for _ in range(3):
            await watch.later(10)  # less than a lease: it has 5 s left, and gets 15 again
            await until(lambda: _renewed(lease_left))
        go_on.set()
        await until(lambda: watch.done(job))
    assert await watch.attempt(job) == 1
    assert long.calls == 1


async def _renewed(lease_left: object) -> bool:
    return await lease_left() > 10  # type: ignore[operator, no-any-return]


async def test_what_always_fails_is_a_dead_letter_after_five_attempts(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    async def fail(_: Job) -> None:
        raise ValueError("content that nobody may see")

    async with relay(settings), intake(settings, db), worker(settings, Echo("bad", fail)) as bad:
        job = await ask(db, district.district, area=district.community)
        good = await ask(db, district.district, area=district.community)

        async def dead() -> bool:
            await watch.later(LEASE)
            return await watch.status(job) == "dead" and await watch.status(good) == "dead"

        await until(dead, timeout=30, step=0.3)
    row = await watch.owner.fetchrow("SELECT attempt, reason, finished_at FROM jobs WHERE id = $1", job)
    assert (row["attempt"], row["reason"]) == (5, "ValueError")
    assert bad.tried == {(one, attempt) for one in (job, good) for attempt in range(1, 6)}
    alarm = await watch.owner.fetchrow("SELECT * FROM events WHERE type = 'job.dead' AND subject = $1", job)
    assert alarm["topics"] == [f"staff/{district.community}/alarms"]
    assert alarm["text"] == '{"kind":"echo","attempts":5,"reason":"ValueError"}'
    assert await watch.owner.fetchval("SELECT count(*) FROM events WHERE type = 'echo.given_up'") == 2
    assert await watch.applied(job) == []


async def test_a_handler_that_takes_too_long_fails(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    async def hang(job: Job) -> None:
        if job.attempt == 1:
            await asyncio.Event().wait()

    handler = Echo("late", hang)
    handler.seconds = 0.2
    async with relay(settings), intake(settings, db), worker(settings, handler):
        job = await ask(db, district.district)
        await until(lambda: watch.done(job))
    assert await watch.attempt(job) == 2


async def test_a_stopping_worker_gives_its_job_back_untried(
    settings: Settings, db: Database, district: District, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.runner.GRACE", 0.1)

    async def hang(_: Job) -> None:
        await asyncio.Event().wait()

    async with relay(settings), intake(settings, db):
        async with worker(settings, Echo("leaving", hang)) as leaving:
            job = await ask(db, district.district)
            await until(lambda: leaving.calls)
        async with worker(settings, Echo("next")):
            await until(lambda: watch.done(job))
    assert await watch.attempt(job) == 1
    assert await watch.applied(job) == ["next"]


async def test_a_stopping_worker_finishes_what_it_has_begun(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    go_on = asyncio.Event()

    async def hang(_: Job) -> None:
        await go_on.wait()

    async with relay(settings), intake(settings, db):
        async with worker(settings, Echo("last", hang)) as last:
            job = await ask(db, district.district)
            await until(lambda: last.calls)
            asyncio.get_running_loop().call_later(0.05, go_on.set)
        await until(lambda: watch.done(job))
    assert (await watch.applied(job), await watch.attempt(job)) == (["last"], 1)


async def test_many_jobs_and_several_workers(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    async with relay(settings), intake(settings, db, "one"), intake(settings, db, "two"):
        jobs = [await ask(db, district.district, str(number)) for number in range(60)]
        jobs += [await ask(db, district.far_district, str(number)) for number in range(20)]
        async with worker(settings, Echo("a")), worker(settings, Echo("b")), worker(settings, Echo("c")):
            await until(watch.all_done, timeout=20)
            await until(watch.quiet)
    assert [len(await watch.applied(job)) for job in jobs] == [1] * 80


async def test_redis_wiped_before_a_worker_read(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    async with relay(settings), intake(settings, db):
        job = await ask(db, district.district)
        await until(lambda: watch.entries("jobs:"))
        await watch.redis.flushall()
        async with worker(settings):
            await watch.later(6)
            await until(lambda: watch.done(job))
    assert (len(await watch.applied(job)), await watch.attempt(job)) == (1, 1)


async def test_redis_wiped_while_a_worker_works(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    go_on = asyncio.Event()

    async def hang(_: Job) -> None:
        await go_on.wait()

    async with relay(settings), intake(settings, db), worker(settings, Echo("on", hang)) as on:
        job = await ask(db, district.district)
        await until(lambda: on.calls)
        await until(lambda: watch.leased(job))
        await watch.redis.flushall()
        go_on.set()
        await until(lambda: watch.done(job))
        await until(watch.quiet)
        after = await ask(db, district.district)
        await until(lambda: watch.done(after))
    assert (len(await watch.applied(job)), await watch.attempt(job), on.calls) == (1, 1, 2)


async def test_redis_wiped_before_the_hub_read_the_result(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    async with relay(settings), worker(settings) as echo:
        async with intake(settings, db):
            job = await ask(db, district.district)
            await until(lambda: watch.done(job))
        lost = await ask(db, district.district)
        await until(lambda: echo.calls == 2)
        await until(lambda: watch.entries("results:"))
        await watch.redis.flushall()
        async with intake(settings, db):
            await watch.later(LEASE)
            await until(lambda: watch.done(lost))
            await until(watch.quiet)
    assert (len(await watch.applied(job)), len(await watch.applied(lost))) == (1, 1)


async def test_an_entry_that_makes_no_sense_is_passed_over(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    stream = f"jobs:{{{district.district}}}:echo"
    async with relay(settings), intake(settings, db), worker(settings):
        job = await ask(db, district.district)
        await until(lambda: watch.done(job))
        for fields in ({"job": b"{"}, {"other": b"x"}, {"job": b"\xff\xfe"}):
            await watch.redis.xadd(stream, fields)
        after = await ask(db, district.district)
        await until(lambda: watch.done(after))
        await until(watch.quiet)
