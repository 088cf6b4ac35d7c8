"""B8: status boards. CPU of the hub with 10 and with 1,000 watchers, while 10 and while 500 tickets a second change.

Watchers are spread over the district, its streets and communities. A board goes out at most once a second an area, so
a change more costs its counting and nothing a watcher: the bar is that what a watcher more costs follows the frames.
"""

import asyncio
import json
from typing import NamedTuple
from uuid import UUID, uuid4

import msgspec

from tests.bench import machine
from tests.bench.crowd import Crowd, Feed, Person, accounts
from tests.bench.native import Load
from tests.bench.report import Result
from tests.bench.rig import Rig, rig
from tests.bench.scale import Scale

RATES = (10, 500)
BAR = 1.5
"""How much more a frame may cost with 500 changes a second than with 10: their own cost, without watchers, left out."""
SETTLED = '"op":"recovered"'
MARK, MARKS = "~t=" + "0" * 19, 2
"""What the reader counts, as a category: once among a board's categories and once among the hot ones."""
STATES = ("reported", "acknowledged", "dispatched", "working", "resolved")


class Cost(NamedTuple):
    """CPU of the hub in cores; frames that arrived in a second."""

    cores: float
    frames: float


async def run(scale: Scale) -> Result:
    few, many = max(1, scale.consoles // 200), max(2, scale.consoles // 2)
    seen: dict[int, dict[int, Cost]] = {}
    async with rig() as made:
        areas = [
            row["id"] for row in await made.owner.fetch(
                "SELECT id FROM areas WHERE level IN ('district', 'street', 'community') ORDER BY path"
            )
        ]  # fmt: skip
        for watchers in (0, few, many):
            crowd = await _watchers(made, areas, watchers) if watchers else None
            seen[watchers] = await _cost(made, crowd, scale)
    frame = {rate: _a_frame(seen[0][rate], seen[many][rate]) for rate in RATES}
    grows = {
        rate: (seen[many][rate].cores - seen[0][rate].cores)
        / max(1e-9, seen[few][rate].cores - seen[0][rate].cores)
        for rate in RATES
    }
    ratio = frame[RATES[1]] / max(1e-9, frame[RATES[0]])
    # One board a second and watcher at the most, however much happens.
    most = max(
        cost.frames / watchers for watchers, costs in seen.items() if watchers for cost in costs.values()
    )
    return Result(
        name="B8", title="status boards: 10 and 1,000 watchers, 10 and 500 changes/s",
        unit=f"µs of CPU per frame at {RATES[1]} changes/s", ours=frame[RATES[1]],
        bar=f"≤ {BAR} × that at {RATES[0]} changes/s, ≤ 1.1 frames/s a watcher",
        met=ratio <= BAR and most <= 1.1, beside={},
        more={
            f"µs per frame at {RATES[0]} changes/s": frame[RATES[0]],
            "ratio of the two": ratio, "frames/s a watcher, the most": most,
            **{
                f"{watchers} watchers, {rate} changes/s": {"cores": cost.cores, "frames/s": cost.frames}
                for watchers, costs in seen.items() for rate, cost in costs.items()
            },
            f"cost of {many} watchers over that of {few}, at each rate": list(grows.values()),
        },
    )  # fmt: skip


def _a_frame(alone: Cost, watched: Cost) -> float:
    """Microseconds that a frame more costs."""
    return max(0.0, watched.cores - alone.cores) / max(1.0, watched.frames) * 1e6


async def _watchers(made: Rig, areas: list[UUID], count: int) -> Crowd:
    people: list[Person] = await accounts(made, [("staff", "district_coord", made.district, None)] * count)
    for number, one in enumerate(people):
        one.topics = [f"board/{areas[number % len(areas)]}"]
    return Crowd(people, [])


async def _cost(made: Rig, crowd: Crowd | None, scale: Scale) -> dict[int, Cost]:
    async with Changes(made) as changes:
        if crowd is None:
            return {rate: await _measure(made, changes, None, rate, scale) for rate in RATES}
        async with Load(crowd.consoles(made.district), made.port) as load:
            seen = await load.open(SETTLED, window=200)
            if seen.settled != len(crowd.people):
                raise RuntimeError(f"not everybody is in: {seen}")
            return {rate: await _measure(made, changes, load, rate, scale) for rate in RATES}


async def _measure(made: Rig, changes: "Changes", load: Load | None, rate: int, scale: Scale) -> Cost:
    await changes.run(rate, int(rate * max(1.0, scale.pause)))
    before = await load.report() if load else None
    cpu = machine.cpu_seconds(made.hub.pid)
    took = await changes.run(rate, int(rate * scale.seconds * 2))
    cpu = machine.cpu_seconds(made.hub.pid) - cpu
    after = await load.report() if load else None
    frames = (after.marks - before.marks) / MARKS if after and before else 0
    await asyncio.sleep(scale.pause)
    return Cost(cpu / took, frames / took)


class Changes(Feed):
    """Tickets of all communities that go from state to state, as the staff's form of `ticket.changed`."""

    def __init__(self, made: Rig) -> None:
        super().__init__(made, Crowd([], []))
        self._number = 0
        self._estates: list[list[UUID]] = []
        self._tickets = [uuid4() for _ in range(500)]

    async def run(self, rate: float, changes: int) -> float:
        if not self._estates:
            rows = await self._rig.owner.fetch("SELECT path FROM areas WHERE level = 'estate' ORDER BY path")
            self._estates = [list(row["path"]) for row in rows]
        return await self.paced(rate, changes, self._some)

    async def _some(self, numbers: range) -> None:
        rows = []
        for _ in numbers:
            self._number += 1
            path = self._estates[self._number % len(self._estates)]
            ticket = self._tickets[self._number % len(self._tickets)]
            topics = [f"staff/ticket/{ticket}", *(f"staff/{area}/tickets" for area in path[:3])]
            rows.append((ticket, topics, self._text(ticket, path)))
        await self.insert("ticket.changed", rows)

    def _text(self, ticket: UUID, path: list[UUID]) -> str:
        at = "2026-01-01T00:00:00Z"
        state = STATES[self._number // len(self._tickets) % len(STATES)]
        return json.dumps(
            {
                "ticket": {
                    "id": str(ticket), "version": self._number, "state": state, "category": MARK,
                    "path": msgspec.to_builtins(path), "practice": False, "acknowledge_by": at, "resolve_by": at,
                    "created_at": at, "acknowledged_at": None, "resolved_at": None, "closed_at": None,
                }
            }
        )  # fmt: skip
