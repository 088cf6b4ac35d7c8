"""Sending the same through ours and another, and what it cost each: the hands of B1 and B2."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import NamedTuple

from tests.bench import machine
from tests.bench.beside import Other, beside
from tests.bench.crowd import Crowd, Feed
from tests.bench.native import Load, Report
from tests.bench.rig import Rig

SETTLED = '"op":"recovered"'


class Seen(NamedTuple):
    """One run: events that arrived and that should have, seconds until the last, CPU of server and reader in
    seconds."""

    frames: int
    wanted: int
    seconds: float
    cpu: float
    reader: float
    report: Report

    @property
    def micros(self) -> float:
        """CPU of the server a frame, microseconds."""
        return self.cpu / max(1, self.frames) * 1e6

    @property
    def rate(self) -> float:
        return self.frames / self.seconds

    def summary(self) -> dict[str, float]:
        return {
            "frames/s": self.rate, "p50": self.report.p50 * 1e3, "p99": self.report.p99 * 1e3,
            "µs/frame": self.micros, "server busy": self.cpu / self.seconds,
            "reader busy": self.reader / self.seconds,
        }  # fmt: skip


@contextlib.asynccontextmanager
async def ours(rig: Rig, crowd: Crowd, *, window: int = 500) -> AsyncIterator[tuple[Load, Feed]]:
    """All consoles of the crowd on our hub, answering its heartbeat."""
    async with Load(crowd.consoles(rig.district), rig.port) as load, Feed(rig, crowd) as feed:
        seen = await load.open(SETTLED, window=window)
        if seen.settled != len(crowd.people):
            raise RuntimeError(f"not everybody is in: {seen}")
        yield load, feed


@contextlib.asynccontextmanager
async def theirs(name: str, crowd: Crowd) -> AsyncIterator[tuple[Load, Other]]:
    async with beside(name, crowd) as other, Load(other.consoles(crowd), other.port, name) as load:
        seen = await load.open(other.settled, window=500)
        if seen.settled != len(crowd.people):
            raise RuntimeError(f"not everybody is in: {seen}")
        yield load, other


async def send(load: Load, pid: int, feed: Feed | Other, crowd: Crowd, rate: float, seconds: float) -> Seen:
    """`rate` changes a second for so long; what has not arrived soon after is not waited for."""
    changes = int(rate * seconds)
    wanted = crowd.frames(changes)
    load.tell("reset")
    before = await load.report()
    cpu = machine.cpu_seconds(pid)
    running = asyncio.ensure_future(feed.run(rate, changes))
    await asyncio.wait([running], timeout=seconds + 1)
    report = await load.marks(wanted, patience=1.0)
    seen = Seen(
        frames=report.marks,
        wanted=wanted,
        seconds=report.last_mark - before.now if report.marks >= wanted else report.now - before.now,
        cpu=machine.cpu_seconds(pid) - cpu,
        reader=report.cpu_seconds - before.cpu_seconds,
        report=report,
    )
    if not running.done():  # it cannot keep up; the rest is of no interest
        running.cancel()
        await asyncio.wait([running])
    return seen
