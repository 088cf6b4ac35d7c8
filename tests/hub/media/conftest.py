"""Fixtures of the media tests: two residents and a Media."""

from collections.abc import AsyncIterator

import pytest

from hub.accounts.types import Principal
from hub.media.actions import Media
from hub.settings import Settings
from tests.support import People


@pytest.fixture
async def principal(people: People) -> Principal:
    return await people.resident()


@pytest.fixture
async def neighbour(people: People) -> Principal:
    return await people.resident("罗先生")


@pytest.fixture
async def media(settings: Settings) -> AsyncIterator[Media]:
    made = Media(settings)
    yield made
    await made.close()
