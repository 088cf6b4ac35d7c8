"""What do traces cost? `python -m tests.bench.traces`: reports and their frames without traces, with one report in a
hundred recorded, and with all of them.

One database, one relay and one collector for all; the hub is started anew for each turn, and the turns are taken in
turns. Of each: CPU of hub and relay a report, 100 reports a second to 1,000 consoles of the real mix (as B5), and
reports a second, as fast as they are answered (as B6). Then what a command pays where nothing is recorded.

The relay's variables say that it sends spans in every turn: it makes one of an event that carries a trace only.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from statistics import median
from typing import NamedTuple

import uvloop

from hub import tracing
from hub.embedded.process import free_port
from tests.bench import machine
from tests.bench.crowd import Crowd, mixed
from tests.bench.fanout import ours
from tests.bench.native import BUILD, post
from tests.bench.report import Result, table, write
from tests.bench.reports import doors, requests
from tests.bench.rig import Rig, end, rig

OFF, HUNDREDTH, ALL = "off", "one in a hundred", "all"
MODES = {
    OFF: {},
    HUNDREDTH: {"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.01"},
    ALL: {"OTEL_TRACES_SAMPLER": "always_on"},
}
ROUNDS = 3
CONSOLES = 1000
RATE, SECONDS = 100, 4.0
CLIENTS, HURRY = 32, 3.0
CALLS = 200_000


class Turn(NamedTuple):
    """CPU of hub and of relay, milliseconds a report; the delay to the frame, milliseconds; reports a second."""

    hub: float
    relay: float
    p50: float
    rate: float


async def run() -> Result:
    seen: dict[str, list[Turn]] = {mode: [] for mode in MODES}
    async with _collector() as endpoint, rig() as made:
        end(made.relay)
        os.environ |= endpoint
        made.relay = made.start("relay", machine.other_cores())
        crowd = await mixed(made, CONSOLES)
        for number in range(ROUNDS):
            for mode, more in MODES.items():
                for name in (*endpoint, "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG"):
                    os.environ.pop(name, None)
                os.environ |= (endpoint | more) if more else {}
                await made.start_hub()
                seen[mode].append(await _turn(made, crowd, number * len(MODES) + [*MODES].index(mode)))
        end(made.relay)
    off = seen[OFF]
    more_of = {
        mode: {
            "hub, ms of CPU a report": median(one.hub for one in turns),
            "hub, times that without": median(a.hub / b.hub for a, b in zip(turns, off, strict=True)),
            "relay, ms of CPU a report": median(one.relay for one in turns),
            "relay, times that without": median(a.relay / b.relay for a, b in zip(turns, off, strict=True)),
            "p50 to the frame, ms": median(one.p50 for one in turns),
            "reports/s": median(one.rate for one in turns),
            "reports/s, times that without": median(a.rate / b.rate for a, b in zip(turns, off, strict=True)),
        }
        for mode, turns in seen.items()
    }  # fmt: skip
    return Result(
        name="traces", title="what traces cost", unit="times the hub's CPU a report without",
        ours=more_of[ALL]["hub, times that without"], bar="none", met=True, beside={},
        more={**more_of, "not recorded: a command's own part, µs": _off()},
    )  # fmt: skip


async def _turn(made: Rig, crowd: Crowd, number: int) -> Turn:
    residents = [one for one in crowd.people if one.topics[0].startswith("org/")]
    areas = [door for group in zip(*(await doors(made)).values(), strict=False) for door in group]
    first = number * 2 * CLIENTS
    async with ours(made, crowd) as (load, _):
        warm = requests(made, residents, areas, RATE)
        await post(warm, made.port, connections=CLIENTS, rate=RATE, seconds=1, first=first)
        await asyncio.sleep(1)
        load.tell("reset")
        wanted = requests(made, residents, areas, int(RATE * SECONDS))
        before = [machine.cpu_seconds(one.pid) for one in (made.hub, made.relay)]
        posted = await post(
            wanted, made.port, connections=CLIENTS, rate=RATE, seconds=SECONDS, first=first + CLIENTS
        )
        await asyncio.sleep(1)
        seen = await load.report()
        hub, relay = (
            (machine.cpu_seconds(one.pid) - was) / posted.answered * 1e3
            for one, was in zip((made.hub, made.relay), before, strict=True)
        )
    if posted.failed:
        raise RuntimeError(f"{posted.failed} reports were refused")
    many = requests(made, residents, areas, int(700 * HURRY))
    hurried = await post(many, made.port, connections=CLIENTS, rate=0, seconds=HURRY, first=first)
    await made.numbered()
    return Turn(hub, relay, seen.p50 * 1e3, hurried.answered / hurried.seconds)


def _off() -> float:
    """What `once` and a transaction do for a trace that nobody records, microseconds."""
    began = time.perf_counter()
    for _ in range(CALLS):
        with tracing.span("command"):
            tracing.here.get()
    return (time.perf_counter() - began) / CALLS * 1e6


@asynccontextmanager
async def _collector() -> AsyncIterator[dict[str, str]]:
    """Takes spans and throws them away; the environment that leads to it."""
    port = free_port()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                await reader.readexactly(int(head.partition("content-length: ")[2].split("\r\n")[0]))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", port)
    yield {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port}", "NO_PROXY": "127.0.0.1"}
    server.close()


if __name__ == "__main__":
    result = uvloop.run(run())
    write(result, BUILD)
    print(table(result))
