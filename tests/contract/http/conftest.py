"""The world that routes are asked about."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import redis.asyncio

from hub.rates import Rates
from tests.conftest import RunningHub
from tests.contract.http.world import World
from tests.hub.certification.scene import Scene
from tests.support import People


@pytest.fixture
async def world(
    hub: RunningHub, owner: "asyncpg.Connection[asyncpg.Record]", people: People, redis_client: redis.asyncio.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[World]:  # fmt: skip
    async def unlimited(*_: object) -> None: ...

    # So many in a minute, on a busy machine, are not what this is about.
    monkeypatch.setattr(Rates, "check", unlimited)
    scene = Scene(hub.hub.db, owner, people, hub.settings, hub.hub.media, redis_client)
    made = await World(hub, owner, people, await scene.begin()).begin()
    yield made
    await made.close()
