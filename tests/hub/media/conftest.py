"""Fixtures of the media tests: two residents, a clean store, a Media."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest

from hub.accounts.types import Principal
from hub.media.actions import Media
from hub.settings import Settings
from tests.support import District


async def resident(owner: "asyncpg.Connection[asyncpg.Record]", district: UUID, name: str) -> Principal:
    account = await owner.fetchval(
        "INSERT INTO accounts (district, kind, name) VALUES ($1, 'resident', $2) RETURNING id", district, name
    )
    return Principal(
        account=account,
        session=uuid4(),
        district=district,
        kind="resident",
        name=name,
        practice=False,
        locale="zh-CN",
        grants=(),
        expires_at=datetime(2099, 1, 1, tzinfo=UTC),
    )


@pytest.fixture
async def principal(owner: "asyncpg.Connection[asyncpg.Record]", district: District) -> Principal:
    return await resident(owner, district.district, "安女士")


@pytest.fixture
async def neighbour(owner: "asyncpg.Connection[asyncpg.Record]", district: District) -> Principal:
    return await resident(owner, district.district, "罗先生")


@pytest.fixture
async def media(settings: Settings) -> AsyncIterator[Media]:
    made = Media(settings)
    yield made
    await made.close()
