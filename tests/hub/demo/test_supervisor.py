"""The demo as a process of its own: it comes up, mends itself, keeps its data, and leaves nothing behind."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from hub.demo.supervisor import demo, running_at
from tests.conftest import copied
from tests.support import QUIET, a_folder, until

pytestmark = pytest.mark.slow

# The demo as `shequ demo` runs it, over a folder of the test's own.
CODE = """
import sys
from pathlib import Path
from hub.demo.command import run
sys.exit(run(Path({!r}), lively=True))
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with a_folder("demo") as made:
        yield made


@pytest.fixture
def planted(planted_demo: Path) -> Iterator[Path]:
    """The folder of a demo that was started before."""
    with copied(planted_demo) as made:
        yield made


async def reported(base_url: str) -> int:
    async with httpx.AsyncClient(base_url=base_url, trust_env=False) as client:
        answer = await client.post("/api/demo/sign-in", json={"key": "an", "transport": "bearer"})
        headers = {"Authorization": f"Bearer {answer.json()['token']}"}
        page = await client.get("/api/tickets", params={"list": "own"}, headers=headers)
        return len(page.json()["tickets"])


async def report(base_url: str, key: str) -> int:
    async with httpx.AsyncClient(base_url=base_url, trust_env=False) as client:
        answer = await client.post("/api/demo/sign-in", json={"key": "an", "transport": "bearer"})
        home = answer.json()["account"]["residences"][0]["dwelling"]["id"]
        headers = {"Authorization": f"Bearer {answer.json()['token']}", "Idempotency-Key": key}
        body = {"area": home, "category": "drain_blocked", "text": "门口下水道堵了"}
        return (await client.post("/api/tickets", json=body, headers=headers)).status_code


async def test_dead_children_are_started_again_and_data_survives(folder: Path) -> None:
    async with demo(folder, QUIET, lively=False) as running:
        assert running_at(folder) == running.base_url
        assert await report(running.base_url, "one") == 201
        for name in ("hub", "relay", "worker"):
            child = running.children[name]
            assert child.process is not None
            before = child.process.pid
            os.kill(before, signal.SIGKILL)
            await until(lambda child=child, before=before: child.process.pid != before)

        async def up() -> bool:
            try:
                async with httpx.AsyncClient(trust_env=False) as client:
                    return (await client.get(f"{running.base_url}/ready")).status_code == 200
            except httpx.TransportError:
                return False

        await until(up, timeout=30)
        with pytest.raises(RuntimeError, match="already"):
            async with demo(folder, QUIET, lively=False):
                pass
    assert running_at(folder) is None
    async with demo(folder, QUIET, lively=False) as again:
        assert await reported(again.base_url) == 1
        assert await report(again.base_url, "one") == 201  # the same key: the same ticket
        assert await reported(again.base_url) == 1


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_leaves_nothing_running(planted: Path, ending: signal.Signals) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c",
        CODE.format(str(planted)),
        env={**QUIET, "PORT": "0"}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    text = b""
    while b"/console/" not in text:
        line = await asyncio.wait_for(process.stdout.readline(), 90)
        assert line, text.decode()
        text += line
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 6  # postgres and its own, valkey, hub, relay, worker, lively
    process.send_signal(ending)
    assert await asyncio.wait_for(process.wait(), 30) == 0
    assert not [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    assert not (planted / "running.json").exists()


async def test_killed_supervisor_leaves_no_children(planted: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c",
        CODE.format(str(planted)),
        env={**QUIET, "PORT": "0"}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    while b"/console/" not in await asyncio.wait_for(process.stdout.readline(), 90):
        pass
    family = psutil.Process(process.pid).children(recursive=True)
    ours = [one for one in family if "-m" in one.cmdline() and "hub" in one.cmdline()]
    assert len(ours) == 4
    process.kill()
    await process.wait()
    await until(lambda: not [one for one in ours if one.is_running()], timeout=20)
    # the servers' orphans are ended by the next start, which finds the data whole
    async with demo(planted, QUIET, lively=False) as again:
        assert await report(again.base_url, "one") == 201
    assert not [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


async def test_existing_servers_are_used_instead(
    folder: Path, database_url: str, owner_url: str, redis_url: str
) -> None:
    environ = {
        **QUIET, "DATABASE_URL": database_url, "OWNER_DATABASE_URL": owner_url, "REDIS_URL": redis_url,
    }  # fmt: skip
    async with demo(folder, environ, lively=False) as running:
        assert (running.postgres, running.valkey) == (None, None)
        assert await report(running.base_url, "one") == 201
    assert not (folder / "postgres").exists()
    assert not (folder / "valkey").exists()
