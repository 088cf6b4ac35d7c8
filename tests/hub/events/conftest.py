"""A Valkey that a test may fill, stop and kill."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.embedded.valkey import Valkey


@pytest.fixture
def own_valkey() -> Iterator[Valkey]:
    folder = Path(tempfile.mkdtemp(prefix="shequ-valkey-"))
    server = Valkey(folder, durable=True)
    server.start()
    yield server
    server.kill()
    shutil.rmtree(folder, ignore_errors=True)
