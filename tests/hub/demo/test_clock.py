"""The demo's clock."""

from typing import Any

import pytest

from hub.demo.clock import clock


async def test_time_passes_for_the_service_and_never_goes_back(owner: Any, owner_url: str) -> None:
    before = await owner.fetchval("SELECT app_now()")
    async with clock(owner_url) as moved:
        assert moved.ahead == 0
        await moved.forward(86_400)
        await moved.forward(-10)
        assert moved.ahead == pytest.approx(86_400)
    after = await owner.fetchval("SELECT app_now()")
    assert 86_400 <= (after - before).total_seconds() < 86_460
    async with clock(owner_url) as again:
        assert again.ahead == pytest.approx(86_400)
