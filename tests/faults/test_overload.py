"""Many more clients at once than a hub takes; `make faults` sends more, and for longer."""

import random

import pytest

from tests.faults.crowds import LIMIT
from tests.faults.overload import overloaded
from tests.faults.rig import rig

pytestmark = pytest.mark.slow


async def test_who_is_told_to_come_again_loses_nothing_and_emergencies_go_first() -> None:
    async with rig(commands_at_once=LIMIT) as made:
        seen = await overloaded(made, random.Random(3), clients=10 * LIMIT, reports=80)
        assert made.dead() == []
    assert seen.verdict.good, str(seen.verdict)
    assert seen.wrong == []
    assert seen.reads > 0
    assert seen.refused > seen.answered / 4, "more was sent than was taken"
    # Two places of ten are an emergency's alone, and there is one at a time.
    assert seen.urgent >= 3
    assert seen.urgent_refused == 0
