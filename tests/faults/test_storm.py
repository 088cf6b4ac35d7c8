"""All consoles of a hub come back at once; `make faults` brings 2,000."""

import pytest

from tests.faults.rig import rig
from tests.faults.storm import CONFIG, reconnect_storm

pytestmark = pytest.mark.slow


async def test_everybody_is_served_by_a_few_questions() -> None:
    async with rig(config=CONFIG) as made:
        seen = await reconnect_storm(made, consoles=300, missed=50)
    assert seen.missing == []
    assert seen.refused == 0
    # What the hub and the relay ask anyway in a second is some dozens.
    assert seen.queries < seen.consoles / 3, seen.often
