"""Real servers for every test: PostgreSQL and Valkey from wheels, a pair a process, a fresh database a test."""

import base64
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio

from hub.db import Database
from hub.db.migrator import migrate
from hub.embedded.postgres import OWNER, SERVING, Postgres
from hub.embedded.valkey import Valkey
from hub.settings import Settings
from tests.support import District, People, plant_categories, plant_district

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """A folder that PostgreSQL may walk to also when it runs as `nobody`."""
    folder = Path(tempfile.mkdtemp(prefix="shequ-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(servers_folder: Path) -> Iterator[Postgres]:
    """The test process's PostgreSQL; tests that kill a server start their own."""
    server = Postgres(servers_folder / "postgres", durable=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def valkey(servers_folder: Path) -> Iterator[Valkey]:
    """The test process's Valkey; tests that kill a server start their own."""
    server = Valkey(servers_folder / "valkey", durable=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def template(postgres: Postgres) -> str:
    """Name of a migrated database that each test's own is copied from."""
    import asyncio

    async def make() -> None:
        await postgres.prepare("template_shequ")
        await migrate(postgres.url("template_shequ"))

    asyncio.run(make())
    return "template_shequ"


@pytest.fixture
async def database_name(postgres: Postgres, template: str) -> AsyncIterator[str]:
    """A fresh migrated database, dropped afterwards."""
    name = f"t{os.getpid()}_{next(_numbers)}"
    admin = await asyncpg.connect(postgres.url("postgres"))
    await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    yield name
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.close()


@pytest.fixture
def database_url(postgres: Postgres, database_name: str) -> str:
    """The database as the serving role."""
    return postgres.url(database_name, SERVING)


@pytest.fixture
def owner_url(postgres: Postgres, database_name: str) -> str:
    """The database as its owner."""
    return postgres.url(database_name, OWNER)


@pytest.fixture
async def owner(owner_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection as the owner: may move `app_clock` and look anywhere."""
    connection = await asyncpg.connect(owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """The pool as the serving role."""
    database = await Database.open(database_url, max_size=8)
    yield database
    await database.close()


@pytest.fixture
def redis_url(valkey: Valkey) -> str:
    return valkey.url


@pytest.fixture
async def redis_client(redis_url: str) -> AsyncIterator[redis.asyncio.Redis]:
    """An emptied Redis."""
    client = redis.asyncio.Redis.from_url(redis_url)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
def settings(database_url: str, owner_url: str, redis_url: str, tmp_path: Path) -> Settings:
    from hub.embedded.process import free_port

    return Settings(
        database_url=database_url,
        owner_database_url=owner_url,
        redis_url=redis_url,
        field_keys="1:" + base64.b64encode(bytes(range(32))).decode(),
        data_dir=tmp_path,
        port=free_port(),
        cookie_secure=False,
        demo=True,
        log_format="console",
        pool_size=8,
    )


@pytest.fixture
async def district(owner: "asyncpg.Connection[asyncpg.Record]") -> District:
    """A small district: two streets, three communities, an estate down to a dwelling, a few organisations."""
    return await plant_district(owner)


@pytest.fixture
async def people(owner: "asyncpg.Connection[asyncpg.Record]", district: District) -> People:
    """Makes accounts; the district has its categories then."""
    await plant_categories(owner, district.district)
    return People(owner, district)
