"""The story of a wish against the real thing: hub and relay as processes."""

from pathlib import Path

import pytest

from hub import scenarios
from hub.demo.supervisor import demo
from hub.scenarios import wish
from tests.support import QUIET


async def test_it_goes_round_and_nobody_learns_whose_it_is(
    demo_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with demo(demo_folder, QUIET, lively=False) as running:
        assert await scenarios.run("wish", running.base_url) == 0, capsys.readouterr().out
        assert await scenarios.run("wish", running.base_url, 2) == 0, capsys.readouterr().out
    printed = capsys.readouterr().out
    assert printed.count("✓") >= len(wish.STEPS)
    assert "2/2" in printed
