"""What the room's tests share."""

from typing import Any

import pytest

from hub.db import Database
from hub.settings import Settings
from tests.hub.tickets.closing.tale import Tale
from tests.support import People


@pytest.fixture
async def tale(db: Database, owner: Any, people: People, settings: Settings) -> Tale:
    """A ticket just reported by 安女士, at ten in the morning; `tale.look()` does what is due."""
    told = Tale(db, owner, people, settings)
    await told.at(10)
    return await told.begin()
