"""Reports are applied once, in any order, however often they come, whoever sent them."""

import asyncio
from uuid import UUID, uuid4

import msgspec
import pytest

from hub.db import Database
from hub.errors import DomainError
from hub.jobs.intake import Intake
from hub.jobs.kinds import Kind
from hub.jobs.streams import Group, connect
from hub.jobs.types import (
    INTAKE_GROUP,
    REPORT_FIELD,
    Done,
    Dropped,
    Failed,
    Released,
    Report,
    Taken,
    results_key,
)
from hub.settings import Settings
from tests.hub.jobs.rig import ECHO, KIND, Answer, Watch, ask, intake
from tests.support import District, until


def done(job: UUID, attempt: int = 1, by: str = "w", word: str = "hello") -> Done:
    return Done(job, attempt, msgspec.Raw(msgspec.json.encode(Answer(word, by))))


async def report(watch: Watch, district: District, *reports: Report | bytes) -> None:
    """Sends reports and waits until all have been dealt with."""
    for one in reports:
        encoded = one if isinstance(one, bytes) else msgspec.json.encode(one)
        await watch.redis.xadd(results_key(district.district), {REPORT_FIELD: encoded})
    await until(watch.quiet)


async def test_a_result_is_applied_once(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    job = await ask(db, district.district)
    async with intake(settings, db):
        await report(watch, district, done(job, by="first"), done(job, by="second"), done(job, by="third"))
    assert await watch.applied(job) == ["first"]
    assert await watch.status(job) == "done"


async def test_the_result_and_its_effect_commit_together(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    job = await ask(db, district.district)
    async with intake(settings, db):
        await report(watch, district, done(job))
    rows = await watch.owner.fetch("SELECT tx::text FROM events WHERE type = 'echo.applied'")
    assert [row["tx"] for row in rows] == [str(await watch.owner.fetchval("SELECT xmin FROM jobs"))]


async def test_reports_of_another_attempt_change_nothing(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    job = await ask(db, district.district)
    async with intake(settings, db):
        for attempt in (0, 2, 99):
            await report(
                watch, district,
                Taken(job, attempt), Failed(job, attempt, "x"), Released(job, attempt), done(job, attempt),
            )  # fmt: skip
    row = await watch.owner.fetchrow("SELECT status, attempt, lease_until, reason, result FROM jobs")
    assert tuple(row) == ("pending", 1, None, None, None)


async def test_what_comes_after_the_end_changes_nothing(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    job = await ask(db, district.district)
    async with intake(settings, db):
        await report(watch, district, done(job))
        before = await watch.owner.fetchrow("SELECT * FROM jobs")
        await report(
            watch, district, Taken(job, 1), Failed(job, 1, "x"), Released(job, 1), Dropped(job, 1), done(job)
        )
    assert await watch.owner.fetchrow("SELECT * FROM jobs") == before


async def test_a_lease_begins_is_renewed_and_given_back(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    job = await ask(db, district.district)

    async def left() -> float | None:
        return await watch.owner.fetchval(
            "SELECT extract(epoch FROM lease_until - app_now())::float FROM jobs"
        )

    async with intake(settings, db):
        await report(watch, district, Taken(job, 1))
        await watch.later(10)
        assert 0 < (await left() or 0) <= 5
        await report(watch, district, Taken(job, 1))
        assert 10 < (await left() or 0) <= 15
        await report(watch, district, Released(job, 1))
        assert await left() is None


NONSENSE = [
    b"", b"{", b"[]", b"\xff\xfe",
    b'{"op":"done"}', b'{"op":"other","job":"x"}', b'{"op":"taken","job":1,"attempt":1}',
    b'{"op":"taken","job":"00000000-0000-0000-0000-000000000001","attempt":9999999999}',
    b'{"op":"done","job":"00000000-0000-0000-0000-000000000001","attempt":9999999999,"result":1}',
]  # fmt: skip


async def test_a_report_that_makes_no_sense_is_passed_over(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    job = await ask(db, district.district)
    async with intake(settings, db):
        await watch.redis.xadd(results_key(district.district), {b"other": b"field"})
        await report(watch, district, *NONSENSE, done(uuid4()), done(job))
    assert await watch.applied(job) == ["w"]


@pytest.mark.parametrize(
    "bad",
    [
        b'"not an answer"',
        b'{"word":"cannot be applied","by":"w"}',
        b'{"word":"nul \\u0000 character","by":"w"}',
    ],
    ids=["wrong shape", "room refuses", "database refuses"],
)
async def test_a_result_the_room_cannot_take_is_a_failed_attempt(
    settings: Settings, db: Database, district: District, watch: Watch, bad: bytes
) -> None:
    job = await ask(db, district.district)
    async with intake(settings, db):
        await report(watch, district, Taken(job, 1), Done(job, 1, msgspec.Raw(bad)))
        assert await watch.applied(job) == []
        assert await watch.owner.fetchval("SELECT reason FROM jobs")
        await watch.later(2)
        await until(lambda: _is(watch, job, 2))
        await report(watch, district, done(job, 2))
    assert await watch.applied(job) == ["w"]


async def _is(watch: Watch, job: UUID, attempt: int) -> bool:
    return await watch.attempt(job) == attempt


async def test_a_reason_with_impossible_characters_does_not_stop_the_intake(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    job = await ask(db, district.district)
    async with intake(settings, db):
        await report(watch, district, Failed(job, 1, "nul \0 character"), done(job))
    assert await watch.applied(job) == ["w"]


async def test_a_database_that_is_away_loses_no_result(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    job = await ask(db, district.district)
    away = True

    async def apply(tx: object, _: object, __: object) -> None:
        if away:
            raise DomainError("unavailable")
        await KIND.apply(tx, _, Answer("hello", "late"))  # type: ignore[arg-type]

    made = Intake(
        db, connect(settings.redis_url), district.district, {ECHO: Kind(ECHO, Answer, apply)}, "hub"
    )
    await watch.redis.xadd(results_key(district.district), {REPORT_FIELD: msgspec.json.encode(done(job))})
    stop = asyncio.Event()
    task = asyncio.create_task(made.run(stop))
    try:
        await until(lambda: _held(watch, district))
        assert await watch.status(job) == "pending"
        away = False
        await until(lambda: watch.done(job))
        await until(watch.quiet)
    finally:
        stop.set()
        await task
    assert await watch.applied(job) == ["late"]


async def _held(watch: Watch, district: District) -> bool:
    groups = await watch.redis.xinfo_groups(results_key(district.district))
    return bool(groups and groups[0]["pending"])


async def test_what_a_dead_hub_held_is_taken_over(
    settings: Settings, db: Database, district: District, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.jobs.intake.STALE_SECONDS", 0.2)
    job = await ask(db, district.district)
    redis = connect(settings.redis_url)
    dead = Group(redis, [results_key(district.district)], INTAKE_GROUP, "dead")
    await watch.redis.xadd(results_key(district.district), {REPORT_FIELD: msgspec.json.encode(done(job))})
    await until(lambda: dead.read(1, block=0.05))
    async with intake(settings, db, "heir"):
        await until(lambda: watch.done(job))
        await until(watch.quiet)
    await redis.aclose()


async def test_a_hub_that_comes_back_first_deals_with_what_it_held(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    job = await ask(db, district.district)
    redis = connect(settings.redis_url)
    before = Group(redis, [results_key(district.district)], INTAKE_GROUP, "same")
    await watch.redis.xadd(results_key(district.district), {REPORT_FIELD: msgspec.json.encode(done(job))})
    await until(lambda: before.read(1, block=0.05))
    async with intake(settings, db, "same"):
        await until(lambda: watch.done(job))
    await redis.aclose()


async def test_two_hubs_share_the_reports(
    settings: Settings, db: Database, district: District, watch: Watch
) -> None:
    jobs = [await ask(db, district.district, str(number)) for number in range(50)]
    async with intake(settings, db, "one"), intake(settings, db, "two"):
        await report(watch, district, *[done(job, by=by) for job in jobs for by in "ab"])
    assert [len(await watch.applied(job)) for job in jobs] == [1] * 50
