"""Fixtures of the workers' tests."""

import asyncpg
import pytest
from redis.asyncio import Redis

from tests.hub.jobs.rig import Watch


@pytest.fixture
def watch(owner: "asyncpg.Connection[asyncpg.Record]", redis_client: Redis) -> Watch:
    return Watch(owner, redis_client)
