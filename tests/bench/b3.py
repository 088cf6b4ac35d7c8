"""B3: memory of an idle, authenticated, subscribed connection, 10,000 of them; and that they are served."""

import asyncio

from tests.bench import machine
from tests.bench.beside import NAMES, TITLES, beside
from tests.bench.crowd import mixed
from tests.bench.fanout import ours, send
from tests.bench.native import Load, MissingError
from tests.bench.report import Result
from tests.bench.rig import rig
from tests.bench.scale import Scale

BAR = 8.0  # KiB


async def run(scale: Scale) -> Result:
    async with rig() as made:
        few = await mixed(made, max(40, scale.many // 20))
        async with ours(made, few):  # pools, statements and caches are filled
            pass
        await asyncio.sleep(scale.pause)
        before = machine.memory(made.hub.pid)
        crowd = await mixed(made, scale.many)
        async with ours(made, crowd) as (load, feed):
            await asyncio.sleep(scale.pause)
            after = machine.memory(made.hub.pid)
            seen = await send(load, made.hub.pid, feed, crowd, 20, scale.seconds)
            held = (await load.report()).settled
            later = machine.memory(made.hub.pid)
    each = (after - before) / 1024 / scale.many
    others: dict[str, float | str] = {}
    for name in NAMES if scale.others else ():
        try:
            async with beside(name, crowd) as other, Load(other.consoles(crowd), other.port, name) as load:
                empty = machine.memory(other.pid)
                await load.open(other.settled, window=500)
                others[TITLES[name]] = (machine.memory(other.pid) - empty) / 1024 / scale.many
        except MissingError as error:
            others[TITLES[name]] = f"not measured: no {error}"
    return Result(
        name="B3", title=f"memory per idle connection, {scale.many:,} of them", unit="KiB per connection",
        ours=each, bar=f"≤ {BAR:.0f} KiB", met=each <= BAR and seen.frames == seen.wanted and held == scale.many,
        beside=others,
        more={
            "hub before, MiB": before / 2**20, "hub with all, MiB": after / 2**20,
            "after events, KiB per connection": (later - before) / 1024 / scale.many,
            "events meanwhile, 20 changes/s": seen.summary() | {"frames": seen.frames, "of": seen.wanted, "held": held},
        },
    )  # fmt: skip
