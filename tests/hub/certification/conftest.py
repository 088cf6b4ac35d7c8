"""Fixtures of the certification tests."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import redis.asyncio

from hub.db import Database
from hub.media.actions import Media
from hub.settings import Settings
from tests.hub.certification.scene import Scene
from tests.support import People


@pytest.fixture
async def media(settings: Settings) -> AsyncIterator[Media]:
    made = Media(settings)
    yield made
    await made.close()


@pytest.fixture
async def scene(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings, media: Media,
    redis_client: redis.asyncio.Redis,
) -> Scene:  # fmt: skip
    return await Scene(db, owner, people, settings, media, redis_client).begin()
