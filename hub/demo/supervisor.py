"""Starts everything on one machine and keeps it running: servers, migrations, seed, processes.

A child that dies is started again; a signal stops all in order, and nothing stays behind. Children end by
themselves when this process is killed (they watch their parent); the servers' orphans are ended at the next start.
"""

import asyncio
import base64
import contextlib
import fcntl
import json
import os
import secrets
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import httpx
import msgspec

from hub import children
from hub.children import Child
from hub.db.migrator import migrate
from hub.demo.seed import seed
from hub.embedded.postgres import DATABASE, SERVING, Postgres
from hub.embedded.process import free_port
from hub.embedded.valkey import Valkey
from hub.settings import Settings, from_environ, to_environ

PORT = 8400


class Kept(msgspec.Struct):
    """What the demo keeps between starts in `demo.json`: its keys, the passwords of its staff, its ports."""

    field_keys: str
    password: str
    postgres_port: int = 0
    valkey_port: int = 0


class Running(msgspec.Struct):
    """What a running demo tells others in `running.json`."""

    pid: int
    base_url: str


class Demo:
    """A running demo: its address, its settings, its children by name and their environment, its servers if they are
    embedded."""

    def __init__(self, settings: Settings, kept: Kept, environ: Mapping[str, str]) -> None:
        self.settings = settings
        self.kept = kept
        self.environ = environ
        self.base_url = f"http://{settings.host}:{settings.port}"
        self.children: dict[str, Child] = {}
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None


@contextlib.asynccontextmanager
async def planted(
    folder: Path, environ: Mapping[str, str] = os.environ, *, port: int = 0
) -> AsyncIterator[Demo]:
    """What a demo over `folder` stands on: its servers, migrated and seeded. No process of ours runs yet.

    Raises:
        RuntimeError: a demo runs over this folder, or a server did not come up.
    """
    folder = _made(folder)
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(_alone(folder))
        kept = _kept(folder / "demo.json")
        postgres = valkey = None
        values = dict(environ)
        if not environ.get("DATABASE_URL"):
            postgres = Postgres(folder / "postgres", port=_port(kept.postgres_port))
            await asyncio.to_thread(postgres.start)
            stack.callback(postgres.stop)
            await postgres.prepare()
            kept.postgres_port = postgres.port
            values |= {
                "DATABASE_URL": postgres.url(DATABASE, SERVING),
                "OWNER_DATABASE_URL": postgres.url(),
            }
        if not environ.get("REDIS_URL"):
            valkey = Valkey(folder / "valkey", port=_port(kept.valkey_port))
            await asyncio.to_thread(valkey.start)
            stack.callback(valkey.stop)
            kept.valkey_port = valkey.port
            values["REDIS_URL"] = valkey.url
        _keep(folder / "demo.json", kept)
        values = {
            "FIELD_KEYS": kept.field_keys,
            "LOG_FORMAT": "json",
            "SECOND_FACTOR": "0",  # its people are for trying things out, also by script
            **values,
            "DATA_DIR": str(folder),
            "PORT": str(port or free_port()),
            "DEMO": "1",
            "COOKIE_SECURE": "0",
        }
        settings = from_environ(values)
        await migrate(settings.owner_url())
        await seed(settings, kept.password)
        # Children get our settings and nothing of ours that they need not know.
        made = Demo(settings, kept, {**values, **to_environ(settings)})
        made.postgres, made.valkey = postgres, valkey
        yield made


@contextlib.asynccontextmanager
async def demo(
    folder: Path, environ: Mapping[str, str] = os.environ, *, port: int = 0, lively: bool = True
) -> AsyncIterator[Demo]:
    """Runs the demo over `folder` while the context is open; ready to be used when it is entered.

    Raises:
        RuntimeError: another demo runs over this folder, or a server or the hub did not come up.
    """
    folder = _made(folder)
    async with planted(folder, environ, port=port) as running, contextlib.AsyncExitStack() as stack:
        logs = folder / "logs"
        logs.mkdir(exist_ok=True)
        commands = {"hub": ["serve"], "relay": ["relay"], "worker": ["worker"]}
        if lively:
            commands["lively"] = ["lively", running.base_url]
        for name, arguments in commands.items():
            environ = {**running.environ, "METRICS_PORT": str(_metrics_port(name, running.settings))}
            running.children[name] = Child(name, arguments, environ, logs / f"{name}.log")
        await stack.enter_async_context(children.running(list(running.children.values())))
        await _until_ready(running, logs / "hub.log")
        state = folder / "running.json"
        state.write_bytes(msgspec.json.encode(Running(os.getpid(), running.base_url)))
        stack.callback(state.unlink, missing_ok=True)
        yield running


def _metrics_port(name: str, settings: Settings) -> int:
    """Where deploy/prometheus.yml looks: the relay ten ports after the hub. Others have none."""
    after = {"hub": 0, "relay": 10}.get(name)
    return settings.metrics_port + after if settings.metrics_port and after is not None else 0


def running_at(folder: Path) -> str | None:
    """The address of the demo that runs over `folder`, if one does."""
    try:
        state = msgspec.json.decode((folder / "running.json").read_bytes(), type=Running)
        os.kill(state.pid, 0)
    except (OSError, msgspec.DecodeError):
        return None
    return state.base_url


def servers_of(folder: Path) -> dict[str, str]:
    """The environment in which a command of ours finds the embedded servers of the demo over `folder`."""
    folder = folder.resolve()
    kept = _kept(folder / "demo.json")
    postgres = Postgres(folder / "postgres", port=kept.postgres_port)
    return {
        "DATABASE_URL": postgres.url(DATABASE, SERVING),
        "OWNER_DATABASE_URL": postgres.url(),
        "REDIS_URL": f"redis://127.0.0.1:{kept.valkey_port}",
        "FIELD_KEYS": kept.field_keys,
        "DATA_DIR": str(folder),
    }


async def _until_ready(running: Demo, output: Path) -> None:
    deadline = time.monotonic() + 60
    async with httpx.AsyncClient(trust_env=False) as client:
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.TransportError):
                if (await client.get(f"{running.base_url}/ready")).status_code == 200:
                    return
            if running.children["hub"].restarts >= 3:
                break
            await asyncio.sleep(0.05)
    raise RuntimeError(f"the hub did not come up; the end of {output.name}:\n{_end_of(output)}")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def _end_of(output: Path) -> str:
    return output.read_text(errors="replace")[-3000:] if output.exists() else ""


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RuntimeError("a demo runs already over this folder") from None
        yield


def _kept(path: Path) -> Kept:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except FileNotFoundError:
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        kept = Kept(field_keys=f"1:{key}", password=secrets.token_urlsafe(12))
        _keep(path, kept)
        return kept


def _keep(path: Path, kept: Kept) -> None:
    with contextlib.suppress(FileNotFoundError):
        if path.read_bytes() == msgspec.json.encode(kept):
            return
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(json.dumps(msgspec.to_builtins(kept)).encode())
    fresh.replace(path)


def _port(kept: int) -> int:
    """The port of last time if it is free, else another."""
    import socket

    if kept:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", kept))
            except OSError:
                return free_port()
        return kept
    return free_port()
