"""B5: from `POST /api/tickets` to the frame on a console. 100 reports a second, 2,000 consoles of the real mix.

Measured on every console from the moment the request is sent: HTTP, checks, the durable transaction, numbering (a
second durable transaction), Redis, fan-out. What is sent is what the product sends: a ticket, about 1.3 KB.
"""

import asyncio

from tests.bench import machine
from tests.bench.crowd import mixed
from tests.bench.fanout import ours
from tests.bench.native import post
from tests.bench.report import Result
from tests.bench.reports import doors, requests
from tests.bench.rig import rig
from tests.bench.scale import Scale

RATE = 100
BAR_P50, BAR_P99 = 0.010, 0.050
SOURCES = 32
"""Addresses that post: the hub takes 1,200 writes a minute from one."""


async def run(scale: Scale) -> Result:
    async with rig() as made:
        crowd = await mixed(made, scale.consoles)
        residents = [one for one in crowd.people if one.topics[0].startswith("org/")]
        areas = [door for group in zip(*(await doors(made)).values(), strict=False) for door in group]
        seconds = scale.seconds * 4
        wanted = requests(made, residents, areas, int(RATE * (seconds + 2)))
        async with ours(made, crowd) as (load, _):
            warm = wanted[: int(RATE * 2 * scale.pause)]
            await post(warm, made.port, connections=SOURCES, rate=RATE, seconds=2 * scale.pause)
            await asyncio.sleep(scale.pause)
            load.tell("reset")
            cpu, base = machine.cpu_seconds(made.hub.pid), await load.report()
            posted = await post(
                wanted[len(warm) :], made.port, connections=SOURCES, rate=RATE, seconds=seconds, first=SOURCES
            )
            await asyncio.sleep(scale.pause)
            seen = await load.report()
            cpu = machine.cpu_seconds(made.hub.pid) - cpu
        if posted.failed:
            raise RuntimeError(f"{posted.failed} reports were refused")
        disk = await _commit(made.postgres.url())
    return Result(
        name="B5", title="POST a report → frame on a console, 100 reports/s, 2,000 consoles",
        unit="ms, p50", ours=seen.p50 * 1e3, bar="p50 ≤ 10 ms, p99 ≤ 50 ms",
        met=seen.p50 <= BAR_P50 and seen.p99 <= BAR_P99, beside={},
        more={
            "p90": seen.p90 * 1e3, "p99": seen.p99 * 1e3, "p99.9": seen.p999 * 1e3, "most": seen.most * 1e3,
            "answer p50": posted.p50 * 1e3, "answer p99": posted.p99 * 1e3,
            "reports/s": posted.answered / posted.seconds, "frames": seen.marks,
            "bytes per frame": seen.bytes / max(1, seen.marks), "hub busy": cpu / (seen.now - base.now),
            "an empty durable transaction here, p50 and p99": disk,
        },
    )  # fmt: skip


async def _commit(url: str) -> list[float]:
    """What this disk takes for one commit."""
    import time

    import asyncpg

    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE IF NOT EXISTS bench_commit (n int)")
    took = []
    for _ in range(200):
        start = time.perf_counter()
        await connection.execute("INSERT INTO bench_commit VALUES (1)")
        took.append((time.perf_counter() - start) * 1e3)
    await connection.close()
    took.sort()
    return [took[100], took[198]]
