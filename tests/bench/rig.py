"""What is measured, as processes of their own: PostgreSQL and Valkey from their wheels, migrated and seeded, one hub,
one relay. The hub has its core; the others share what is left."""

import asyncio
import base64
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx

from hub.db.migrator import migrate
from hub.demo.seed import seed
from hub.embedded.postgres import DATABASE, SERVING, Postgres
from hub.embedded.process import free_port
from hub.embedded.valkey import Valkey
from hub.settings import Settings, to_environ
from tests.bench import machine
from tests.support import until


class Rig:
    """A running hub. `hub` and `relay` are processes; `owner` is a connection that may do everything."""

    def __init__(self, settings: Settings, postgres: Postgres, valkey: Valkey) -> None:
        self.settings = settings
        self.postgres = postgres
        self.valkey = valkey
        self.base_url = f"http://127.0.0.1:{settings.port}"
        self.hub: subprocess.Popen[bytes]
        self.relay: subprocess.Popen[bytes]
        self.owner: asyncpg.Connection[asyncpg.Record]
        self.district: UUID
        self.logs: Path

    @property
    def port(self) -> int:
        return self.settings.port

    def start(self, command: str, cores: set[int]) -> "subprocess.Popen[bytes]":
        environ = {**os.environ, **to_environ(self.settings), "SHEQU_PARENT": str(os.getpid())}
        with (self.logs / f"{command}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "hub", command], env=environ, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, preexec_fn=machine.pinned(cores),
            )  # fmt: skip

    async def start_hub(self, cores: set[int] | None = None) -> None:
        """Starts the hub (anew), on its own core unless told otherwise; returns when it is ready."""
        self.stop_hub()
        self.hub = self.start("serve", machine.server_core() if cores is None else cores)
        async with httpx.AsyncClient(trust_env=False) as client:
            for _ in range(600):
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get(f"{self.base_url}/ready")).status_code == 200:
                        return
                await asyncio.sleep(0.05)
        raise RuntimeError((self.logs / "serve.log").read_text()[-3000:])

    async def numbered(self) -> None:
        """Until the relay has numbered everything."""

        async def done() -> bool:
            return not await self.owner.fetchval("SELECT EXISTS (SELECT FROM events WHERE seq IS NULL)")

        await until(done, timeout=120, step=0.1)

    def stop_hub(self) -> None:
        if hasattr(self, "hub"):
            end(self.hub)


def end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.asynccontextmanager
async def rig(cores: set[int] | None = None) -> AsyncIterator[Rig]:
    """A fresh one; `cores`: of the hub. PostgreSQL is durable: what is measured is what a district would have."""
    machine.raise_files()
    folder = Path(tempfile.mkdtemp(prefix="shequ-bench-"))
    folder.chmod(0o755)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        postgres, valkey = Postgres(folder / "postgres"), Valkey(folder / "valkey")
        for server in (postgres, valkey):
            server.start()
            stack.callback(server.stop)
        await postgres.prepare()
        settings = Settings(
            database_url=postgres.url(DATABASE, SERVING), owner_database_url=postgres.url(),
            redis_url=valkey.url, field_keys="1:" + base64.b64encode(os.urandom(32)).decode(),
            data_dir=folder, port=free_port(), cookie_secure=False,
        )  # fmt: skip
        await migrate(settings.owner_url())
        await seed(settings, "unused")
        made = Rig(settings, postgres, valkey)
        made.logs = folder
        made.owner = await asyncpg.connect(postgres.url())
        stack.push_async_callback(made.owner.close)
        made.district = await made.owner.fetchval("SELECT id FROM areas WHERE parent IS NULL")
        for process in (postgres.process, valkey.process):
            assert process is not None
            if machine.CORES and cores is None:
                os.sched_setaffinity(process.pid, machine.other_cores())
        made.relay = made.start("relay", machine.other_cores() if cores is None else cores)
        stack.callback(end, made.relay)
        stack.callback(made.stop_hub)
        await made.start_hub(cores)
        yield made
