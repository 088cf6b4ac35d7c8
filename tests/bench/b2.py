"""B2: frames a second on one hub process, one topic all read; and where the real mix saturates."""

from statistics import median

from tests.bench.beside import NAMES, TITLES
from tests.bench.crowd import Crowd, mixed, shared
from tests.bench.fanout import Seen, ours, send, theirs
from tests.bench.native import MissingError
from tests.bench.report import Result
from tests.bench.rig import Rig, rig
from tests.bench.scale import Scale

EVENTS = 200
BAR_FRAMES, BAR_P99, BAR_RATIO = 200, 0.1, 4.0
"""Frames a second and reader; seconds; times Node ws."""
STEPS = (220, 240, 260, 280, 300, 350, 400)
MIX_STEPS = (200, 300, 400, 500, 600, 800)


async def run(scale: Scale) -> Result:
    async with rig() as made:
        crowd = await shared(made, scale.consoles)
        at_200: list[Seen] = []
        rival: list[float] = []
        for _ in range(scale.rounds if scale.rounds < 3 else 3):
            async with ours(made, crowd) as (load, feed):
                at_200.append(await send(load, made.hub.pid, feed, crowd, EVENTS, scale.seconds))
            try:
                async with theirs("ws", crowd) as (load, other):
                    rival.append((await send(load, other.pid, other, crowd, EVENTS, scale.seconds)).rate)
            except MissingError:
                pass
        steps = await _steps(made, crowd, STEPS if scale.others else (), scale)
        mix = await _steps(
            made, await mixed(made, scale.consoles), MIX_STEPS if scale.others else (EVENTS,), scale
        )
    beside: dict[str, float | str] = {}
    for name in NAMES if scale.others else ():
        try:
            async with theirs(name, crowd) as (load, other):
                beside[TITLES[name]] = (await send(load, other.pid, other, crowd, EVENTS, scale.seconds)).rate
        except MissingError as error:
            beside[TITLES[name]] = f"not measured: no {error}"
    if rival:
        beside[TITLES["ws"]] = median(rival)
    reader = await _reader(crowd, scale)
    kept = [seen for seen in at_200 if seen.frames == seen.wanted]
    p99 = median(seen.report.p99 for seen in at_200)
    best = [seen.rate for _, seen in steps if seen.frames == seen.wanted and seen.report.p99 <= BAR_P99]
    most = max([median(seen.rate for seen in at_200) if p99 <= BAR_P99 else 0.0, *best])
    ratio = most / median(rival) if rival else 0.0
    return Result(
        name="B2", title="frames/s on one hub process, one topic all read", unit="frames/s with p99 ≤ 100 ms",
        ours=most, bar=f"≥ {BAR_FRAMES * scale.consoles:,} at {EVENTS} events/s with p99 ≤ 100 ms, ≥ 4 × Node ws",
        # All of what is offered arrives, at the rate it is offered; the last frames take their latency.
        met=len(kept) == len(at_200) and p99 <= BAR_P99 and ratio >= BAR_RATIO,
        beside=beside,
        more={
            "ours / Node ws": ratio,
            "the reader alone, fed by C with 16 frames a send()": reader,
            f"at {EVENTS} events/s": [seen.summary() for seen in at_200],
            "more events": {str(rate): seen.summary() for rate, seen in steps},
            "real mix": {str(rate): seen.summary() for rate, seen in mix},
        },
    )  # fmt: skip


async def _reader(crowd: Crowd, scale: Scale) -> dict[str, float]:
    """What the load generator takes when the sender is not the limit."""
    async with theirs("c", crowd) as (load, c):
        load.tell("reset")
        before = await load.report()
        events = 16 * int(200 * scale.seconds)
        await c.run(0, events, batch=16)
        seen = await load.marks(events * len(crowd.people))
        seconds = seen.last_mark - before.now
        return {
            "frames/s": seen.marks / seconds,
            "reader busy": (seen.cpu_seconds - before.cpu_seconds) / seconds,
        }


async def _steps(made: Rig, crowd: Crowd, rates: tuple[int, ...], scale: Scale) -> list[tuple[int, Seen]]:
    """Higher and higher, until it does not keep up."""
    done: list[tuple[int, Seen]] = []
    for rate in rates:
        async with ours(made, crowd) as (load, feed):
            seen = await send(load, made.hub.pid, feed, crowd, rate, scale.seconds)
        done.append((rate, seen))
        if seen.frames < seen.wanted:
            break
    return done
