"""The C programs: compiled where a compiler is, driven from here."""

import asyncio
import json
import os
import shutil
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench import machine

SOURCE = Path(__file__).parent / "native"
BUILD = Path("build/bench")
LOOPBACK = 127 << 24


class MissingError(Exception):
    """Something that this machine does not have; the message says what."""


def program(name: str) -> Path:
    """The compiled program.

    Raises:
        MissingError: no C compiler, or not Linux (epoll).
    """
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or os.uname().sysname != "Linux":
        raise MissingError("a C compiler on Linux (the load generator uses epoll)")
    BUILD.mkdir(parents=True, exist_ok=True)
    made, source = BUILD / name, SOURCE / f"{name}.c"
    newest = max(source.stat().st_mtime, (SOURCE / "common.h").stat().st_mtime)
    if not made.exists() or made.stat().st_mtime < newest:
        # Aside and renamed: two test processes may be at it.
        fresh = made.with_name(f"{name}.{os.getpid()}")
        subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-o", fresh, source], check=True)
        fresh.replace(made)
    return made.resolve()


def address(number: int, each: int = 500) -> int:
    """Where connection `number` comes from: 127.1.x.y, `each` of them at one address."""
    return LOOPBACK + (1 << 16) + 1 + number // each


class Console(NamedTuple):
    """A connection: the upgrade request, and what it sends when it has been let in."""

    request: bytes
    after: bytes


def upgrade(path: str, **headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade",
             "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
             *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode()


def masked(message: bytes) -> bytes:
    """A client's text frame; the mask of zeros leaves it readable."""
    size = len(message)
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + bytes(4) + message


class Report(NamedTuple):
    """What the load generator has seen since `reset`; times in seconds."""

    connections: int
    opened: int
    settled: int
    closed: int
    marks: int
    bytes: int
    reads: int
    opening_seconds: float
    cpu_seconds: float
    now: float
    last_mark: float
    p50: float
    p90: float
    p99: float
    p999: float
    most: float


class Load:
    """The reader of many sockets, a process of its own."""

    def __init__(self, consoles: Sequence[Console], port: int, name: str = "load") -> None:
        self._plan = BUILD / f"{name}.{os.getpid()}.plan"
        self._port = port
        self._consoles = consoles
        self._process: asyncio.subprocess.Process

    async def __aenter__(self) -> "Load":
        executable = program("load")
        with self._plan.open("wb") as plan:
            for number, one in enumerate(self._consoles):
                plan.write(struct.pack("=III", address(number), len(one.request), len(one.after)))
                plan.write(one.request + one.after)
        self._process = await asyncio.create_subprocess_exec(
            executable, str(self._plan), str(self._port), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            preexec_fn=machine.pinned(machine.other_cores()),
        )  # fmt: skip
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        self._plan.unlink(missing_ok=True)

    @property
    def pid(self) -> int:
        return self._process.pid

    def tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")

    async def report(self) -> Report:
        self.tell("report")
        assert self._process.stdout is not None
        return Report(**json.loads(await self._process.stdout.readline()))

    async def open(self, settled: str, *, window: int = 200, patience: float = 120.0) -> Report:
        """Opens all; returns when each has seen the word `settled` ("-": the 101)."""
        self.tell(f"open {window} {settled}")
        return await self._until(lambda seen: seen.settled + seen.closed >= len(self._consoles), patience)

    async def marks(self, wanted: int, patience: float = 60.0) -> Report:
        """Returns when so many events have been read since `reset`, or none has come for two seconds."""
        return await self._until(lambda seen: seen.marks >= wanted, patience, quiet=2.0)

    async def _until(self, enough: Any, patience: float, quiet: float = 0.0) -> Report:
        seen = await self.report()
        end = seen.now + patience
        while not enough(seen) and seen.now < end:
            await asyncio.sleep(0.05)
            before, seen = seen, await self.report()
            if quiet and seen.marks and seen.marks == before.marks and seen.now - seen.last_mark > quiet:
                break
        return seen

    async def close(self) -> None:
        self.tell("close")
        assert self._process.stdout is not None
        await self._process.stdout.readline()


class Posted(NamedTuple):
    sent: int
    answered: int
    failed: int
    seconds: float
    cpu_seconds: float
    p50: float
    p90: float
    p99: float
    most: float


async def post(
    requests: Sequence[bytes], port: int, *, connections: int, rate: float, seconds: float, first: int = 0
) -> Posted:
    """Sends requests, `rate` a second (0: as fast as they are answered). An address a connection."""
    executable = program("post")
    plan = BUILD / f"post.{os.getpid()}.plan"
    with plan.open("wb") as file:
        for request in requests:
            file.write(struct.pack("=I", len(request)) + request)
    try:
        process = await asyncio.create_subprocess_exec(
            executable, str(plan), str(port), str(connections), str(rate), str(seconds),
            str(LOOPBACK + (2 << 16) + 1 + first), stdout=subprocess.PIPE,
        )  # fmt: skip
        out, _ = await process.communicate()
    finally:
        plan.unlink(missing_ok=True)
    return Posted(**json.loads(out))
