"""A photo's look, from the upload through the worker to its row; and a photo that is poison."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from uuid import uuid4

import msgspec
import psutil
import pytest
from PIL import ImageFilter

from hub.db import Database
from hub.jobs.intake import run_jobs
from hub.jobs.types import Job
from hub.media.actions import Media
from hub.media.bounded import BoundedPool, ChildLostError
from hub.media.look import KINDS
from hub.media.objects import Objects, open_objects
from hub.media.types import LOOK, LookAsked, LookResult
from hub.settings import Settings, to_environ
from tests.hub.jobs.rig import Watch, relay, running
from tests.hub.media import pictures
from tests.support import People, until
from workers.look import Look
from workers.runner import run_worker


@pytest.fixture
def objects(settings: Settings) -> Objects:
    return open_objects(settings)


@pytest.fixture
async def look(objects: Objects) -> AsyncIterator[Look]:
    made = Look(objects)
    yield made
    await made.close()


def job(name: object) -> Job:
    asked = LookAsked(uuid4(), name)  # type: ignore[arg-type]
    return Job(uuid4(), uuid4(), LOOK, 1, msgspec.Raw(msgspec.json.encode(asked)))


async def test_a_stored_photo_is_measured(objects: Objects, look: Look) -> None:
    name = uuid4()
    await objects.put(name, "full", pictures.jpeg())
    found = await look(job(name))
    assert found.brightness == pytest.approx(122, abs=2)
    assert found.sharpness is not None


async def test_an_erased_photo_says_nothing(look: Look) -> None:
    assert await look(job(uuid4())) == LookResult(None, None, None)


async def test_poison_fails_its_own_job_only(objects: Objects, look: Look) -> None:
    poison, good = uuid4(), uuid4()
    await objects.put(poison, "full", b"\xff\xd8\xff" + b"\x5a" * 1000)
    await objects.put(good, "full", pictures.jpeg())
    with pytest.raises(ChildLostError):
        await look(job(poison))
    assert (await look(job(good))).brightness is not None


async def test_a_hung_child_is_replaced(objects: Objects, look: Look) -> None:
    look.pool = BoundedPool("workers.look_child", size=1, memory=1024**3, seconds=1, waiting=2)
    name = uuid4()
    await objects.put(name, "full", pictures.jpeg())
    await look(job(name))
    child = look.pool.pids()[0]
    os.kill(child, 19)
    with pytest.raises(ChildLostError):
        await look(job(name))
    assert not psutil.pid_exists(child)
    assert (await look(job(name))).brightness is not None


async def test_from_upload_to_note(settings: Settings, db: Database, people: People, watch: Watch) -> None:
    who = await people.resident()
    media = Media(settings)
    blurred = pictures.encoded(pictures.quadrants(1200, 900).filter(ImageFilter.GaussianBlur(30)), "JPEG")

    async def noted() -> bool:
        found = await watch.owner.fetchval(
            "SELECT text FROM events WHERE type = 'photo.looked' AND seq IS NOT NULL"
        )
        return bool(found == '{"notes":["blurred"]}')

    def intake(stop: asyncio.Event) -> object:
        return run_jobs(db, settings.redis_url, KINDS, stop, name="hub")

    async with relay(settings), running(intake), running(lambda stop: run_worker(settings, stop)):  # type: ignore[arg-type]
        photo = await media.upload(db, who, blurred, keep_position=False)
        await until(noted)
        await until(watch.all_done)
    row = await watch.owner.fetchrow("SELECT id, sharpness, fingerprint FROM photos")
    assert row["id"] == photo.id
    assert row["sharpness"] < 60
    assert row["fingerprint"] is not None
    await media.close()


async def test_the_worker_process_works_and_stops_when_told(
    settings: Settings, db: Database, people: People, watch: Watch
) -> None:
    media = Media(settings)
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "hub", name, env={**os.environ, **to_environ(settings)}
        )
        for name in ("relay", "worker")
    ]
    try:
        async with running(lambda stop: run_jobs(db, settings.redis_url, KINDS, stop, name="hub")):
            await media.upload(db, await people.resident(), pictures.jpeg(), keep_position=False)
            await until(watch.all_done, timeout=20)
    finally:
        for process in processes:
            process.terminate()
    assert [await asyncio.wait_for(process.wait(), 15) for process in processes] == [0, 0]
    assert await watch.owner.fetchval("SELECT count(*) FROM photos WHERE sharpness IS NOT NULL") == 1
    await media.close()
