"""Clients of the SDK, signed in to the real hub."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from shequtong import Client

from hub.accounts.types import Principal
from tests.conftest import RunningHub

SignedIn = Callable[[Principal], Awaitable[Client]]


@pytest.fixture
async def signed_in(hub: RunningHub) -> AsyncIterator[SignedIn]:
    """Makes a client with a session of that account."""
    async with AsyncExitStack() as stack:

        async def client(principal: Principal) -> Client:
            return await stack.enter_async_context(Client(hub.base_url, token=await hub.token(principal)))

        yield client
