"""Workers killed under 30 photos, with a fixed seed; `make faults ONLY=certify` sends 500."""

import random
from pathlib import Path

import pytest

from tests.faults.certify import workers_killed
from tests.workers.pictures import photo

pytestmark = pytest.mark.slow


async def test_every_photo_has_one_verdict(model_files: Path) -> None:
    for name in ("obama", "obama2", "biden"):
        photo(name)  # skips without
    row = await workers_killed(random.Random("3 workers"), photos=30, blows=6)
    assert row.good, (row, row.said)
    assert row.figures["dead letters"]
