"""What is broken: servers of one's own, hubs and relays as processes, a small district with its people."""

import asyncio
import base64
import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import httpx
import msgspec
import psutil
import redis.asyncio
from prometheus_client.parser import text_string_to_metric_families

from hub.accounts.sessions import start as start_session
from hub.accounts.types import Principal
from hub.db.migrator import migrate
from hub.embedded.postgres import DATABASE, SERVING, Postgres
from hub.embedded.process import free_port
from hub.embedded.valkey import Valkey
from hub.settings import Settings, to_environ
from tests.faults.disks import Disk, NoWriting
from tests.support import District, People, a_folder, plant_categories, plant_district

ROOT = Path(__file__).parents[2]
Owner = asyncpg.Connection


class Process:
    """One `python -m hub …`, or of another module. `starts` counts how often it was started."""

    def __init__(
        self, name: str, arguments: Sequence[str], settings: Settings, folder: Path, module: str = "hub"
    ) -> None:
        self.name = name
        self.settings = settings
        self.output = folder / f"{name}.log"
        self.starts = 0
        self.process: subprocess.Popen[bytes] | None = None
        self._arguments = (module, *arguments)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        environ = {**os.environ, **to_environ(self.settings), "SHEQU_PARENT": str(os.getpid())}
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self._arguments], env=environ, cwd=ROOT,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        self.starts += 1

    def send(self, number: signal.Signals) -> None:
        if self.running:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """As the kernel does it when memory runs out."""
        self.send(signal.SIGKILL)
        self.wait(10)

    def wait(self, patience: float) -> None:
        assert self.process is not None
        self.process.wait(patience)

    def end(self) -> None:
        if not self.running:
            return
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        try:
            self.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    async def metric(self, name: str) -> float:
        """What it counts under this name, over all labels."""
        async with httpx.AsyncClient(trust_env=False) as client:
            page = await client.get(f"http://127.0.0.1:{self.settings.metrics_port}/metrics")
        families = text_string_to_metric_families(page.text)
        return sum(one.value for family in families for one in family.samples if one.name == name)

    def memory(self) -> int:
        """Resident bytes."""
        return psutil.Process(self.pid).memory_info().rss

    def connections(self) -> int:
        """Lines on its port."""
        lines = psutil.Process(self.pid).net_connections("tcp")
        return sum(
            one.status == psutil.CONN_ESTABLISHED and one.laddr.port == self.settings.port for one in lines
        )

    async def ready(self, patience: float = 60.0) -> None:
        """Returns when a hub serves.

        Raises:
            RuntimeError: it does not come up.
        """
        deadline = time.monotonic() + patience
        async with httpx.AsyncClient(trust_env=False) as client:
            while time.monotonic() < deadline and self.running:
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get(f"{self.base_url}/ready")).status_code == 200:
                        return
                await asyncio.sleep(0.02)
        raise RuntimeError(f"{self.name} did not come up: {self.output.read_text()[-3000:]}")


class Rig:
    """Everything that may be broken, and a way to look at the tables."""

    def __init__(
        self, folder: Path, postgres: Postgres, valkey: Valkey, settings: Settings, module: str = "hub"
    ) -> None:
        self.folder = folder
        self.postgres = postgres
        self.valkey = valkey
        self.settings = settings
        self.module = module
        self.hubs: list[Process] = []
        self.relays: list[Process] = []
        self.disks: dict[str, Disk | NoWriting] = {}
        self.place: District
        self.people: People
        self._owner: Owner | None = None

    @property
    def hub(self) -> Process:
        return self.hubs[0]

    def add_hub(self) -> Process:
        settings = msgspec.structs.replace(self.settings, port=free_port())
        process = Process(f"hub-{len(self.hubs)}", ["serve"], settings, self.folder, self.module)
        self.hubs.append(process)
        process.start()
        return process

    def add_relay(self) -> Process:
        settings = msgspec.structs.replace(self.settings, metrics_port=free_port())
        process = Process(f"relay-{len(self.relays)}", ["relay"], settings, self.folder, self.module)
        self.relays.append(process)
        process.start()
        return process

    def dead(self) -> list[str]:
        """Processes that should run and do not."""
        return [one.name for one in (*self.hubs, *self.relays) if not one.running]

    async def owner(self) -> Owner:
        """A connection that may see everything, made anew when PostgreSQL went away."""
        if self._owner is None or self._owner.is_closed():
            self._owner = await asyncpg.connect(self.postgres.url(), timeout=5)
            self.people.owner = self._owner
        return self._owner

    async def fetch(self, query: str, *args: object) -> list[asyncpg.Record]:
        """Rows, once PostgreSQL gives them."""
        while True:
            try:
                return await (await self.owner()).fetch(query, *args)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await asyncio.sleep(0.05)

    async def redis(self) -> redis.asyncio.Redis:
        return redis.asyncio.Redis.from_url(self.valkey.url)

    async def start_postgres(self) -> None:
        """Starts the server again; its predecessor's children may still hold the memory for a moment."""
        for left in range(20, -1, -1):
            try:
                await asyncio.to_thread(self.postgres.start)
                return
            except RuntimeError:
                if not left:
                    raise
                await asyncio.sleep(0.1)

    async def small_disks(self) -> dict[str, Disk | NoWriting]:
        """From here on `tables`, `log` and `photos` have a file system each; only what this machine allows."""
        if not self.disks:
            await asyncio.to_thread(self.postgres.stop)
            data = self.postgres.data
            self.disks["log"] = NoWriting(self.postgres)
            for name, folder in (
                ("tables", data / "base"), ("log", data / "pg_wal"), ("photos", self.folder / "media"),
            ):  # fmt: skip
                disk = await asyncio.to_thread(Disk.under, folder)
                if disk is not None:
                    self.disks[name] = disk
            await self.start_postgres()
        return self.disks

    def _end_disks(self) -> None:
        for disk in self.disks.values():
            disk.end()

    async def token(self, who: Principal) -> str:
        return (await start_session(await self.owner(), who.district, who.account, who.kind, "bearer")).token

    async def crowd(self, count: int) -> list[tuple[UUID, str]]:
        """So many coordinators of the district: account and token of each."""
        made = [(uuid4(), f"crowd-{uuid4()}") for _ in range(count)]
        ids = [account for account, _ in made]
        hashes = [hashlib.sha256(token.encode()).digest() for _, token in made]
        owner = await self.owner()
        home = self.place.district
        await owner.execute(
            "INSERT INTO accounts (id, district, kind, name) SELECT id, $2, 'staff', '测试员' "
            "FROM unnest($1::uuid[]) id",
            ids, home,
        )  # fmt: skip
        await owner.execute(
            "INSERT INTO grants (district, account, role, area) SELECT $1, id, 'district_coord', $1 "
            "FROM unnest($2::uuid[]) id",
            home, ids,
        )  # fmt: skip
        await owner.execute(
            "INSERT INTO sessions (district, account, token_hash, transport, idle, ends_at, expires_at) "
            "SELECT $1, t.*, 'bearer', '1 hour', now() + interval '2 hours', now() + interval '2 hours' "
            "FROM unnest($2::uuid[], $3::bytea[]) t",
            home, ids, hashes,
        )  # fmt: skip
        await owner.execute("ANALYZE accounts, grants, sessions")
        return made


def address(number: int) -> str:
    """Where client number `number` seems to come from, so that nobody is counted for all."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


@contextlib.asynccontextmanager
async def rig(
    *,
    hubs: int = 1,
    relays: int = 1,
    durable: bool = False,
    config: dict[str, str] | None = None,
    module: str = "hub",
    commands_at_once: int = 400,
) -> AsyncIterator[Rig]:
    """A fresh one, up and ready. `durable`: PostgreSQL waits for the disk. `module`: of hubs and relays, in place of
    `hub`."""
    async with contextlib.AsyncExitStack() as stack:
        folder = stack.enter_context(a_folder("faults", on_disk=durable))
        ends = stack.enter_context(contextlib.ExitStack())  # after the servers
        postgres = Postgres(folder / "postgres", durable=durable, config=config)
        valkey = Valkey(folder / "valkey")
        for server in (postgres, valkey):
            await asyncio.to_thread(server.start)
            stack.callback(server.stop)
        await postgres.prepare()
        settings = Settings(
            database_url=postgres.url(DATABASE, SERVING), owner_database_url=postgres.url(),
            redis_url=valkey.url, field_keys="1:" + base64.b64encode(os.urandom(32)).decode(),
            data_dir=folder, cookie_secure=False, pool_size=8, trusted_proxies=("127.0.0.1",),
            commands_at_once=commands_at_once,
        )  # fmt: skip
        await migrate(settings.owner_url())
        made = Rig(folder, postgres, valkey, settings, module)
        ends.callback(made._end_disks)
        owner = await asyncpg.connect(postgres.url())
        made.place = await plant_district(owner)
        await plant_categories(owner, made.place.district)
        made.people = People(owner, made.place)
        made._owner = owner
        for _ in range(hubs):
            stack.callback(made.add_hub().end)
        for _ in range(relays):
            stack.callback(made.add_relay().end)
        for one in made.hubs:
            await one.ready()
        try:
            yield made
        finally:
            if made._owner is not None:
                made._owner.terminate()
