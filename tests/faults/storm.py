"""A hub dies with all its consoles on it, and they all come back at once.

They are served in seconds, each gets what it missed, and PostgreSQL is asked far fewer questions than there are
consoles: what many ask at the same time is one question.
"""

import asyncio
import resource
import time
from dataclasses import dataclass, field

from tests.faults.burst import Burst, head, numbers
from tests.faults.rig import Rig, address
from tests.faults.thin import Thin
from tests.support import until

CONFIG = {"shared_preload_libraries": "pg_stat_statements", "pg_stat_statements.track": "all"}
"""For PostgreSQL, so that it counts."""


@dataclass
class Outcome:
    """`starting`: seconds from the kill to the open port, `serving`: from there until the last console had all it
    missed. `queries`: what PostgreSQL was asked meanwhile for the consoles; `often`: the most frequent of it."""

    consoles: int
    missed: int
    starting: float
    serving: float
    queries: int
    missing: list[str]
    refused: int
    often: list[tuple[int, str]] = field(default_factory=list)


async def reconnect_storm(rig: Rig, *, consoles: int, missed: int) -> Outcome:
    """`missed`: events that happen while the hub is away."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    owner, place = await rig.owner(), rig.place
    await owner.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    topic = f"staff/{place.district}/tickets"
    crowd = await rig.crowd(consoles)
    readers = [
        Thin(place.district, token, [topic, f"own/{account}"], address(100_000 + number))
        for number, (account, token) in enumerate(crowd)
    ]
    hub = rig.hub
    port = hub.settings.port
    burst = Burst(rig, 300)
    for start in range(0, consoles, 200):
        some = readers[start : start + 200]
        await asyncio.gather(*(one.connect(port) for one in some))
        await until(lambda some=some: all(one.recovered for one in some), timeout=60)
    began = await head(rig)
    await burst.run(topic, 20, 1000)
    await until(lambda: _level(readers, began + 20), timeout=60)
    hub.kill()
    killed_at = time.monotonic()
    await until(lambda: all(one.closed for one in readers), timeout=60)
    await burst.run(topic, missed, 1000)
    hub.start()
    await hub.ready()
    open_at = time.monotonic()
    await owner.execute("SELECT pg_stat_statements_reset()")
    await asyncio.gather(*(_come_back(one, port) for one in readers))
    await until(lambda: _level(readers, began + 20 + missed), timeout=120)
    served_at = time.monotonic()
    rows = await owner.fetch(
        "SELECT sum(calls)::int AS calls, left(query, 120) AS query FROM pg_stat_statements "
        "JOIN pg_roles ON pg_roles.oid = userid WHERE rolname = 'shequ_hub' GROUP BY 2 ORDER BY 1 DESC"
    )
    expected = [seq for seq in await numbers(rig, [topic]) if seq > began]
    missing = [
        f"{one.address}: {len(one.seqs)} of {len(expected)}" for one in readers if one.seqs != expected
    ]
    refused = sum(bool(one.closed) for one in readers)
    for one in readers:
        one.transport.abort()
    await burst.close()
    return Outcome(
        consoles=consoles, missed=missed, starting=open_at - killed_at, serving=served_at - open_at,
        queries=sum(row["calls"] for row in rows), missing=missing, refused=refused,
        often=[(row["calls"], " ".join(row["query"].split())) for row in rows[:8]],
    )  # fmt: skip


async def _come_back(reader: Thin, port: int) -> None:
    await reader.connect(port, since=reader.seq)


def _level(readers: list[Thin], last: int) -> bool:
    return all(one.recovered and one.seq >= last for one in readers)
