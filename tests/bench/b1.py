"""B1: CPU a delivered frame, at 20 changes a second among 2,000 authenticated consoles of the real mix.

Everything the hub's process does in that time counts: reading the log, comparing with PostgreSQL, heartbeats of 2,000
sockets. The C loop only sends.
"""

import asyncio
from statistics import median

from tests.bench import machine
from tests.bench.beside import NAMES, TITLES
from tests.bench.crowd import Crowd, mixed, shared
from tests.bench.fanout import ours, send, theirs
from tests.bench.native import MissingError
from tests.bench.report import Result
from tests.bench.rig import Rig, rig
from tests.bench.scale import Scale

BAR = 1.3
RATE, BUSY = 20, 100
"""Changes a second: of the bar, and of a district in a hurry."""


async def run(scale: Scale) -> Result:
    async with rig() as made:
        crowd = await mixed(made, scale.consoles)
        mix = await _compare(made, crowd, scale)
        busy = await _compare(made, crowd, scale, rate=BUSY)
        alike = await _compare(made, await shared(made, scale.consoles), scale)
    beside: dict[str, float | str] = {TITLES["c"]: median(mix["c"])}
    for name in NAMES[1:] if scale.others else ():
        try:
            async with theirs(name, crowd) as (load, other):
                seen = await send(load, other.pid, other, crowd, RATE, scale.seconds)
                beside[TITLES[name]] = seen.micros
        except MissingError as error:
            beside[TITLES[name]] = f"not measured: no {error}"
    ratio = _ratio(mix)
    return Result(
        name="B1", title="CPU per delivered frame, real mix, 20 changes/s", unit="µs of CPU per frame",
        ours=median(mix["ours"]), bar=f"≤ {BAR} × C", met=ratio <= BAR, beside=beside,
        more={
            "ours / C": ratio,
            "ours / C, without what the hub does when nothing happens": median(
                a / b for a, b in zip(mix["net"], mix["c"], strict=True)
            ),
            "idle hub, cores": median(mix["idle"]),
            f"real mix, {BUSY} changes/s": _figures(busy),
            "one topic all share": _figures(alike),
            "runs of ours": mix["ours"], "runs of C": mix["c"],
        },
    )  # fmt: skip


def _figures(runs: dict[str, list[float]]) -> dict[str, float]:
    return {"ours": median(runs["ours"]), "C": median(runs["c"]), "ours / C": _ratio(runs)}


def _ratio(runs: dict[str, list[float]]) -> float:
    return median(a / b for a, b in zip(runs["ours"], runs["c"], strict=True))


async def _compare(made: Rig, crowd: Crowd, scale: Scale, rate: int = RATE) -> dict[str, list[float]]:
    """Both with all consoles connected, in turns."""
    runs: dict[str, list[float]] = {"ours": [], "c": [], "net": [], "idle": []}
    async with ours(made, crowd) as (load, feed), theirs("c", crowd) as (floor, c):
        for _ in range(scale.rounds):
            idle = machine.cpu_seconds(made.hub.pid)
            await asyncio.sleep(scale.seconds / 2)
            idle = (machine.cpu_seconds(made.hub.pid) - idle) / (scale.seconds / 2)
            a = await send(load, made.hub.pid, feed, crowd, rate, scale.seconds)
            b = await send(floor, c.pid, c, crowd, rate, scale.seconds)
            for seen in (a, b):
                if seen.frames != seen.wanted:
                    raise RuntimeError(f"{seen.frames} of {seen.wanted} frames")
            runs["ours"].append(a.micros)
            runs["net"].append((a.cpu - idle * a.seconds) / a.frames * 1e6)
            runs["idle"].append(idle)
            runs["c"].append(b.micros)
    return runs
