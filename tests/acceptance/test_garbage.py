"""The garbage-sorting story against the real thing: hub, relay and worker as processes."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from hub import scenarios
from hub.demo.clock import clock
from hub.demo.supervisor import Demo, demo
from hub.scenarios import garbage
from hub.scenarios.playing import Step
from tests.support import QUIET

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(demo_folder: Path) -> AsyncIterator[Demo]:
    """西区 with everything running, and nobody else reporting."""
    async with demo(demo_folder, QUIET, lively=False) as one:
        yield one


async def test_each_step_happens_and_is_printed(running: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    async with clock(running.settings.owner_url()) as moved:
        assert await garbage.play(running.base_url, clock=moved) == 0
        assert moved.ahead > timedelta(days=5).total_seconds()
    printed = capsys.readouterr().out
    assert printed.count("✓") == len(garbage.STEPS)
    assert "邓先生 关注 following" in printed
    owner = await asyncpg.connect(running.settings.owner_url())
    asked = await owner.fetchval("SELECT count(*) FROM messages WHERE template = 'ticket.asked'")
    await owner.close()
    assert asked == 1


async def test_it_happens_again_by_its_name(running: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    async with clock(running.settings.owner_url()) as moved:
        assert await scenarios.run("garbage", running.base_url, 2, moved) == 0
    printed = capsys.readouterr().out
    assert "2/2" in printed
    assert "✗" not in printed.replace("✗ 未达到", "")


async def test_without_a_clock_it_says_where_it_stops(
    running: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await garbage.play(running.base_url) == 1
    assert "12 两天后 two_days: 服务的时钟不由我们拨" in capsys.readouterr().out


async def test_it_is_not_done_while_the_firm_has_not_placed_the_bins(
    running: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    """The firm does nothing: the story ends at its step, and the ticket stays open."""
    owner = await asyncpg.connect(running.settings.owner_url())

    async def firm_is_gone(step: Step) -> None:
        if step.key == "firm_done":
            await owner.execute(
                "DELETE FROM sessions WHERE account IN (SELECT id FROM accounts WHERE name = '沈磊')"
            )

    async with clock(running.settings.owner_url()) as moved:
        assert await garbage.play(running.base_url, clock=moved, before=firm_is_gone) == 1
    assert "✗ 15 子任务办结 firm_done" in capsys.readouterr().out
    await owner.close()


async def test_a_step_that_does_not_happen_is_named(
    running: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = await asyncpg.connect(running.settings.owner_url())
    await owner.execute("UPDATE organisations SET closed_at = now() WHERE name = '示例物业丁'")
    assert await garbage.play(running.base_url) == 1
    await owner.close()
    assert "✗" in capsys.readouterr().out
