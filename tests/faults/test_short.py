"""A round of every fault with a fixed seed; `make faults` plays many."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.faults.faults import FAULTS, Kind
from tests.faults.play import picked, play
from tests.faults.rig import rig
from tests.faults.stage import Stage, stage

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.slow,
]
SEED = 3


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one() -> AsyncIterator[Stage]:
    """One hub, two relays, consoles and reports, for all of them, one after the other."""
    async with rig(relays=2) as made, stage(made, picked(SEED, "stage")) as ready:
        yield ready


@pytest.mark.parametrize("kind", FAULTS, ids=lambda kind: kind.name)
async def test_nothing_is_lost_repeated_or_out_of_order(one: Stage, kind: Kind) -> None:
    one.rng.seed(f"{SEED} {kind.name}")
    row = await play(one, kind.name, kind.short or kind.fault, 1)
    assert row.good, row.said
    if "Redis" in kind.name or "line" in kind.name or "consoles" in kind.name:
        assert not any(console.resets for console in one.consoles), "what was missed is sent, not fetched"
