"""A log that was replaced or put back says so by its epoch."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from hub.db import Database
from hub.db.migrator import migrate
from hub.embedded.postgres import Postgres
from hub.events.epoch import ensure_log, new_epoch
from tests.support import District, until

EPOCH = "SELECT log_epoch(log) FROM logs WHERE district = $1"


async def test_a_log_is_made_once(db: Database, district: District) -> None:
    async with db.connection() as connection:
        await ensure_log(connection, district.district)
        first = await connection.fetchval(EPOCH, district.district)
        await ensure_log(connection, district.district)
        assert await connection.fetchval(EPOCH, district.district) == first
        assert await connection.fetchval("SELECT log || '.1' FROM logs") == first


async def test_of_several_that_find_a_log_replaced_one_renews_it(db: Database, district: District) -> None:
    home = district.district
    async with db.connection() as connection:
        await ensure_log(connection, home)
        await ensure_log(connection, district.far_district)
        far = await connection.fetchval(EPOCH, district.far_district)
        found = await connection.fetchval(EPOCH, home)
        renewed = await new_epoch(connection, home, unless_changed_from=found)
        assert renewed not in (None, found)
        assert await new_epoch(connection, home, unless_changed_from=found) is None
        assert await connection.fetchval(EPOCH, home) == renewed
        assert await new_epoch(connection, home) not in (None, renewed), "a restore always does"
        assert await new_epoch(connection, uuid4()) is None
        assert await connection.fetchval(EPOCH, district.far_district) == far, "other logs stay"


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="shequ-postgres-"))
    folder.chmod(0o755)
    server = Postgres(folder, durable=False)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


async def test_a_recovery_makes_another_timeline_and_so_another_epoch(own_postgres: Postgres) -> None:
    """Nobody has to remember to call `new_epoch` after a point-in-time recovery."""
    await own_postgres.prepare("log")
    await migrate(own_postgres.url("log"))
    district = uuid4()

    async def epoch() -> str:
        connection = await asyncpg.connect(own_postgres.url("log"))
        await ensure_log(connection, district)
        found: str = await connection.fetchval(EPOCH, district)
        await connection.close()
        return found

    async def promoted() -> bool:
        connection = await asyncpg.connect(own_postgres.url("log"))
        recovering: bool = await connection.fetchval("SELECT pg_is_in_recovery()")
        await connection.close()
        return not recovering

    before = await epoch()
    own_postgres.stop()
    own_postgres.start()
    assert await epoch() == before, "a restart is no recovery"
    own_postgres.stop()
    (own_postgres.data / "recovery.signal").touch()
    own_postgres.config["restore_command"] = "false"
    own_postgres.start()
    await until(promoted)
    after = await epoch()
    assert after.split(".")[0] == before.split(".")[0]
    assert (before.split(".")[1], after.split(".")[1]) == ("1", "2")
