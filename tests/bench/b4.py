"""B4: a reconnect storm. Everybody comes back at once, is authenticated, and is sent the 100 events it missed.

Before, the log grows by 100 events for each community (which are its street's and the district's too) and for each
owners' committee; each console comes back from where its own 100 begin. That is 6,000 events: the ring of 20,000 has
them.
"""

import asyncio
from statistics import median

from hub.live.protocol import Position
from tests.bench import machine
from tests.bench.crowd import Crowd, Feed, mixed
from tests.bench.fanout import SETTLED
from tests.bench.native import Load
from tests.bench.report import Result
from tests.bench.rig import Rig, rig
from tests.bench.scale import Scale

BAR = 2000.0
MISSED = 100
AT_ONCE = 2000


async def run(scale: Scale) -> Result:
    async with rig() as made:
        crowd = await mixed(made, scale.many)
        since = await _miss(made, crowd)
        rates, cpu, latest = [], [], []
        async with Load(crowd.consoles(made.district, since), made.port) as load:
            for _ in range(scale.rounds if scale.rounds < 3 else 3):
                load.tell("reset")
                spent = machine.cpu_seconds(made.hub.pid)
                seen = await load.open(SETTLED, window=AT_ONCE)
                spent = machine.cpu_seconds(made.hub.pid) - spent
                if (seen.settled, seen.marks) != (scale.many, scale.many * MISSED):
                    raise RuntimeError(f"not everybody got what it missed: {seen}")
                rates.append(scale.many / seen.opening_seconds)
                cpu.append(spent / scale.many * 1e6)
                latest.append(spent / seen.opening_seconds)
                await load.close()
                await asyncio.sleep(2 * scale.pause)
    return Result(
        name="B4", title=f"reconnect storm: {scale.many:,} consoles, each authenticated and sent {MISSED} events",
        unit="connects/s on one core", ours=median(rates), bar=f"≥ {BAR:,.0f}", met=median(rates) >= BAR, beside={},
        more={"runs": rates, "CPU per connect, µs": median(cpu), "hub busy": median(latest), "at once": AT_ONCE},
    )  # fmt: skip


async def _miss(made: Rig, crowd: Crowd) -> dict[str, Position]:
    """Plants the events; by first topic of a console, the position after which it has missed `MISSED`."""
    communities = {tuple(change[0]) for change in crowd.schedule}
    own = {one.topics[0] for one in crowd.people if one.topics[0].startswith("org/")}
    events = [
        list(topics) for _ in range(MISSED) for topics in [*sorted(communities), *((t,) for t in sorted(own))]
    ]
    async with Feed(made, crowd) as feed:
        head = await feed.plant(events)
    first = head - len(events) + 1
    epoch: str = await made.owner.fetchval(
        "SELECT log_epoch(log) FROM logs WHERE district = $1", made.district
    )
    heard: dict[str, list[int]] = {}
    for number, topics in enumerate(events):
        for topic in topics:
            heard.setdefault(topic, []).append(first + number)
    return {topic: Position(epoch, seqs[-MISSED] - 1) for topic, seqs in heard.items()}
