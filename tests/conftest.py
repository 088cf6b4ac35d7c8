"""Real servers for every test: PostgreSQL and Valkey from wheels, a pair a process, a fresh database a test."""

import asyncio
import base64
import concurrent.futures
import contextlib
import gc
import itertools
import json
import logging
import os
import socket
import ssl
import subprocess
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import redis.asyncio
import structlog
import uvicorn
import websockets
from websockets.typing import Subprotocol

from hub import logs
from hub.accounts.sessions import start
from hub.accounts.types import Principal
from hub.app import Hub
from hub.db import Database
from hub.db.migrator import migrate
from hub.demo import supervisor
from hub.embedded.postgres import OWNER, SERVING, Postgres
from hub.embedded.process import free_port
from hub.embedded.valkey import Valkey
from hub.jobs.forward import run_relay
from hub.serve import config
from hub.settings import Settings
from models.fetch import FOLDER, fetch
from tests.support import QUIET, District, People, a_folder, plant_categories, plant_district, until

pytest_plugins = ["tests.limits"]
_numbers = itertools.count(1)
# Types, tables and the like of a database's own have numbers from here on.
FIRST_OWN_OID = 16_384


# Files that mostly wait: for a lease to end, a process to start, a line to be given up. And one that keeps processors
# busy throughout.
WAITING = (
    "tests/bench/", "tests/faults/", "tests/workers/test_runner.py", "tests/hub/demo/test_supervisor.py",
    "tests/hub/events/test_relay.py", "tests/hub/events/test_line.py", "tests/hub/events/test_connect.py",
    "tests/hub/embedded/", "tests/hub/backup/", "tests/hub/test_serve.py", "tests/hub/live/test_presence.py",
    "tests/acceptance/test_",
)  # fmt: skip
BUSY = "tests/acceptance/web/"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where several processes share the tests: the long files first, so that none is left at the end, and beside one
    that waits one that works."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    waiting = [name for name in files if name.startswith(WAITING)]
    busy = [name for name in files if name.startswith(BUSY)]
    ahead = [name for pair in itertools.zip_longest(busy, waiting) for name in pair if name is not None]
    rest = [name for name in files if name not in set(ahead)]
    items[:] = [item for name in ahead + rest for item in files[name]]


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay until the end: the collector need not walk through them each time."""
    gc.collect()
    gc.freeze()


# A database a test: what copies and drops write is small and soon gone; nobody guesses these passwords.
SMALL = {"min_wal_size": "32MB", "max_wal_size": "128MB", "scram_iterations": "1"}


_introspect = asyncpg.Connection._introspect_types
_types: dict[tuple[int, ...], Any] = {}


async def _introspected(connection: Any, oids: Collection[int], timeout: float) -> Any:
    """What PostgreSQL says of its own types is asked once a process: each of the thousands of connections asked again
    what `uuid[]` is, and the question takes longer than to connect."""
    asked = tuple(sorted(oids))
    if asked[-1] >= FIRST_OWN_OID:
        return await _introspect(connection, oids, timeout)
    if asked not in _types:
        _types[asked] = await _introspect(connection, oids, timeout)
    return _types[asked]


asyncpg.Connection._introspect_types = _introspected


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """A folder for servers of this process."""
    with a_folder("test") as folder:
        yield folder


@pytest.fixture(scope="session")
def postgres(servers_folder: Path) -> Iterator[Postgres]:
    """The test process's PostgreSQL; tests that kill a server start their own."""
    server = Postgres(servers_folder / "postgres", durable=False, config=SMALL)
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


class Admin:
    """A connection of the owner's to make and drop databases with, in a loop of its own: each test has another loop,
    and to connect twice for each costs as much as the copy."""

    def __init__(self, postgres: Postgres) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._connection = self._run(asyncpg.connect(postgres.url("postgres"))).result()

    async def execute(self, query: str) -> None:
        await asyncio.wrap_future(self._run(self._connection.execute(query)))

    def close(self) -> None:
        self._run(self._connection.close()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, what: Awaitable[Any]) -> "concurrent.futures.Future[Any]":
        async def run() -> Any:
            return await what

        return asyncio.run_coroutine_threadsafe(run(), self._loop)


@pytest.fixture(scope="session")
def admin(postgres: Postgres) -> Iterator[Admin]:
    one = Admin(postgres)
    yield one
    one.close()


@pytest.fixture(scope="session")
def template(postgres: Postgres) -> str:
    """Name of a migrated database that each test's own is copied from."""

    async def make() -> None:
        await postgres.prepare("template_shequ")
        await migrate(postgres.url("template_shequ"))

    asyncio.run(make())
    return "template_shequ"


@pytest.fixture(scope="session")
def planted(postgres: Postgres, admin: Admin, template: str) -> tuple[str, District]:
    """Name of a migrated database with the small district in it, and the district."""

    async def make() -> District:
        await _copy(admin, template, "template_district")
        owner = await asyncpg.connect(postgres.url("template_district"))
        try:
            return await plant_district(owner)
        finally:
            await owner.close()

    return "template_district", asyncio.run(make())


async def _copy(admin: Admin, template: str, name: str) -> None:
    await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')


@pytest.fixture
async def database_name(admin: Admin, template: str, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """A fresh migrated database, dropped afterwards; with the small district in it for who asks for `district`."""
    if "district" in request.fixturenames:
        template = request.getfixturevalue("planted")[0]
    name = f"t{os.getpid()}_{next(_numbers)}"
    await _copy(admin, template, name)
    yield name
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


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


@pytest.fixture(scope="session")
def model_files() -> Path:
    """The folder with the models of the manifest; fetched when they are not there yet (`make models`)."""
    fetch(FOLDER)
    return FOLDER.resolve()


@pytest.fixture(scope="session")
def planted_demo() -> Iterator[Path]:
    """The folder of a demo that was started once; `demo_folder` copies it."""

    async def plant(folder: Path) -> None:
        async with supervisor.planted(folder, QUIET):
            pass

    with a_folder("planted") as folder:
        asyncio.run(plant(folder))
        yield folder


@contextlib.contextmanager
def copied(folder: Path, name: str = "demo") -> Iterator[Path]:
    """A copy of a folder, its files belonging to whom they belong."""
    with a_folder(name) as copy:
        subprocess.run(["cp", "-a", f"{folder}/.", copy], check=True)
        yield copy


@pytest.fixture
def settings(database_url: str, owner_url: str, redis_url: str, tmp_path: Path) -> Settings:
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
        pressure_patience=60,  # the tests have the machine to themselves, all of them at once
    )


@pytest.fixture
def district(planted: tuple[str, District], database_name: str) -> District:
    """A small district: two streets, three communities, an estate down to a dwelling, a few organisations."""
    return planted[1]


@pytest.fixture
async def people(owner: "asyncpg.Connection[asyncpg.Record]", district: District) -> People:
    """Makes accounts; the district has its categories then."""
    await plant_categories(owner, district.district)
    return People(owner, district)


@pytest.fixture
def log_as_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Called within a test: logs are written as a process writes them, to standard error, until the test ends."""
    root, configure, was = logging.getLogger(), structlog.configure, structlog.get_config()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(
        structlog, "configure", lambda **given: configure(**{**given, "cache_logger_on_first_use": False})
    )
    yield lambda: logs.configure("json", "test")
    root.handlers[:] = handlers
    root.setLevel(level)
    configure(**was)


# Clients of a hub on loopback need no certificates, and reading them takes 20 ms each time.
_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class RunningHub:
    """A real hub on a free port of loopback, in the test's own loop."""

    def __init__(self, hub: Hub, server: uvicorn.Server) -> None:
        self.hub = hub
        self.server = server
        self.settings = hub.settings
        self.app = hub.app
        self.base_url = f"http://127.0.0.1:{hub.settings.port}"
        self.live_url = f"ws://127.0.0.1:{hub.settings.port}/live?log={hub.district}"

    async def token(self, principal: Principal) -> str:
        """A bearer token of an account that `people` made."""
        async with self.hub.db.transaction() as tx:
            return (await start(tx, principal.district, principal.account, principal.kind, "bearer")).token

    async def client(self, principal: Principal | None = None, **headers: str) -> httpx.AsyncClient:
        """An HTTP client that is signed in as `principal`."""
        if principal is not None:
            headers["Authorization"] = f"Bearer {await self.token(principal)}"
        return httpx.AsyncClient(
            base_url=self.base_url, headers=headers, trust_env=False, timeout=20, verify=_NO_CERTIFICATES
        )

    @asynccontextmanager
    async def listen(self, principal: Principal, *topics: str) -> AsyncIterator[websockets.ClientConnection]:
        """A live socket of `principal`: welcomed, and asked for the topics."""
        async with websockets.connect(
            self.live_url, subprotocols=[Subprotocol("shequtong.live.v1")],
            additional_headers={"Authorization": f"Bearer {await self.token(principal)}"},
        ) as live:  # fmt: skip
            assert json.loads(await live.recv())["op"] == "welcome"
            if topics:
                await live.send(json.dumps({"op": "subscribe", "id": 1, "topics": topics}))
            yield live


@pytest.fixture
async def relay(settings: Settings, district: District) -> AsyncIterator[None]:
    """A relay that leads, in the test's own loop."""
    stop = asyncio.Event()
    running = asyncio.create_task(run_relay(settings, stop))
    yield
    stop.set()
    await running


class Server(uvicorn.Server):
    """uvicorn that ends when it is told, not at its next look a tenth of a second later."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.told = asyncio.Event()

    async def main_loop(self) -> None:
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.told.wait(), 0.1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
            return
        for server in self.servers:
            server.close()
        await self.lifespan.shutdown()


@contextlib.asynccontextmanager
async def running_hub(settings: Settings) -> AsyncIterator[RunningHub]:
    """A hub on the port of its settings, stopped at the end as by a signal."""
    async with Hub.open(settings) as one:
        listener = socket.create_server((settings.host, settings.port))
        server = Server(config(one))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        await until(lambda: server.started, step=0.002)
        yield RunningHub(one, server)
        server.should_exit = True
        server.told.set()
        await serving
        listener.close()


@pytest.fixture
async def hub(
    settings: Settings, people: People, relay: None, redis_client: redis.asyncio.Redis
) -> AsyncIterator[RunningHub]:
    """A hub with its relay; `people` makes accounts for it."""
    async with running_hub(settings) as one:
        yield one
