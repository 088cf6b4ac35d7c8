"""Two hub processes, one end of a right."""

import pytest

from tests.faults.revocation import revoked
from tests.faults.rig import rig

pytestmark = pytest.mark.slow


async def test_sockets_are_narrowed_or_closed_on_every_hub() -> None:
    async with rig(hubs=2) as made:
        seen = await revoked(made)
    assert seen.wrong == []
