"""The drain story against the real thing: hub, relay and worker as processes, broken in the middle of it."""

import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
import redis.asyncio
from shequtong import Client

from hub import scenarios
from hub.demo.supervisor import Child, Demo, demo
from hub.scenarios import drain, playing, stage
from hub.scenarios.playing import Step
from tests.support import QUIET

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(demo_folder: Path) -> AsyncIterator[Demo]:
    """西区 with everything running, and nobody else reporting."""
    async with demo(demo_folder, QUIET, lively=False) as one:
        yield one


def pid(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def at(key: str, disaster: Callable[[], object]) -> playing.Before:
    async def before(step: Step) -> None:
        if step.key == key:
            disaster()

    return before


async def test_it_happens_twice_and_is_summed_up(running: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    assert await scenarios.run("drain", running.base_url, 2) == 0
    printed = capsys.readouterr().out
    assert "2/2" in printed
    assert "p99" in printed


async def test_each_step_is_printed(running: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    assert await drain.play(running.base_url) == 0
    printed = capsys.readouterr().out
    assert printed.count("✓") == len(drain.STEPS)
    assert "李志强 仅关注 watching" in printed


@pytest.mark.parametrize("step", ["acknowledge", "confirm"])
async def test_the_relay_is_killed_and_nothing_is_lost(running: Demo, step: str) -> None:
    relay = running.children["relay"]
    before = relay.restarts
    assert (
        await drain.play(running.base_url, before=at(step, lambda: os.kill(pid(relay), signal.SIGKILL))) == 0
    )
    assert relay.restarts > before


async def test_redis_is_wiped_before_every_step_and_nothing_is_lost(running: Demo) -> None:
    client = redis.asyncio.Redis.from_url(running.settings.redis_url)

    async def wipe(step: Step) -> None:
        await client.flushall()

    assert await drain.play(running.base_url, before=wipe) == 0
    await client.aclose()


async def test_the_hub_is_killed_and_everybody_comes_back(running: Demo) -> None:
    hub = running.children["hub"]
    before = hub.restarts
    assert (
        await drain.play(running.base_url, before=at("assign", lambda: os.kill(pid(hub), signal.SIGKILL)))
        == 0
    )
    assert hub.restarts > before


async def test_the_log_is_replaced_and_the_story_goes_on_from_fetched_state(running: Demo) -> None:
    owner = await asyncpg.connect(running.settings.owner_url())

    async def restore(step: Step) -> None:
        if step.key == "start":
            await owner.execute("UPDATE logs SET log = uuidv7()")

    assert await drain.play(running.base_url, before=restore) == 0
    await owner.close()


async def test_a_step_that_does_not_happen_is_named(
    running: Demo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "WITHIN", 1.0)
    relay = running.children["relay"]
    with contextlib.ExitStack() as stack:
        stack.callback(lambda: os.kill(pid(relay), signal.SIGCONT))
        assert (
            await drain.play(
                running.base_url, before=at("dispatch", lambda: os.kill(pid(relay), signal.SIGSTOP))
            )
            == 1
        )
    assert "✗ 3 派单 dispatch" in capsys.readouterr().out


async def test_a_hub_that_is_not_there_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playing, "Client", partial(Client, patience=0.5))
    assert await drain.play("http://127.0.0.1:1") == 1
    assert "unreachable" in capsys.readouterr().out


async def test_a_name_nobody_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert await scenarios.run("carnival", "http://127.0.0.1:1") == 2
    assert "drain" in capsys.readouterr().out
