"""A board to moderate."""

import asyncpg
import pytest

from hub.db import Database
from hub.settings import Settings
from tests.hub.moderation.things import Board
from tests.support import People


@pytest.fixture
async def board(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
) -> Board:
    return await Board(db, owner, people, settings).begin()
