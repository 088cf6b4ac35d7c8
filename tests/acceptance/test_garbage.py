"""The garbage-sorting story against the real thing: hub, relay and worker as processes."""

import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from hub import scenarios
from hub.demo.supervisor import Demo, demo
from hub.scenarios import garbage

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running() -> AsyncIterator[Demo]:
    """西区 with everything running, and nobody else reporting."""
    environ = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    with tempfile.TemporaryDirectory(prefix="shequ-garbage-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL may run as `nobody`
        async with demo(folder, environ, lively=False) as one:
            yield one


async def test_each_step_happens_and_is_printed(running: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    assert await garbage.play(running.base_url) == 0
    printed = capsys.readouterr().out
    assert printed.count("✓") == len(garbage.STEPS)
    assert "邓先生 关注 following" in printed


async def test_it_happens_again_by_its_name(running: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    assert await scenarios.run("garbage", running.base_url, 2) == 0
    assert "2/2" in capsys.readouterr().out


async def test_a_step_that_does_not_happen_is_named(
    running: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = await asyncpg.connect(running.settings.owner_url())
    await owner.execute("UPDATE organisations SET closed_at = now() WHERE name = '示例物业丁'")
    assert await garbage.play(running.base_url) == 1
    await owner.close()
    assert "✗" in capsys.readouterr().out
