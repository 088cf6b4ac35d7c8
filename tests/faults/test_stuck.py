"""Readers that stop reading, on a real hub; `make faults` brings 200 of them."""

import pytest

from tests.faults.rig import rig
from tests.faults.stuck import stuck_readers

pytestmark = pytest.mark.slow


async def test_others_get_everything_while_some_are_stuck() -> None:
    async with rig() as made:
        seen = await stuck_readers(made, stuck=20, others=8, events=800, size=7500)
    assert seen.missing == []
    assert seen.caught_up >= 1, "who reads again in time, catches up"
    assert seen.dropped >= seen.stuck // 2, "who does not is closed"
    assert seen.grown < seen.bound
