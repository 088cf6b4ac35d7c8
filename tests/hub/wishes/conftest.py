"""What the room's tests share."""

import asyncpg
import pytest

from hub.db import Database
from hub.settings import Settings
from tests.hub.wishes.scene import Scene
from tests.support import People


@pytest.fixture
async def scene(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
) -> Scene:
    return await Scene(db, owner, people, settings).begin()
