"""What the Python servers are fed with: `run RATE EVENTS SIZE 1` on stdin makes the events of the schedule."""

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


def topics_of(url: str) -> list[str]:
    return parse_qs(urlsplit(url).query)["topics"][0].split(",")


def frame(size: int) -> str:
    return "x" * (size - 22) + f"~t={time.monotonic_ns():019}"


async def feed(send: Callable[[list[str], str], object]) -> None:
    """Says `ready`, then obeys until stdin ends."""
    schedule = [line.split() for line in Path(sys.argv[2]).read_text().splitlines()]
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    print("ready", flush=True)
    while line := await lines.readline():
        _, rate, events, size, _ = line.split()
        start = time.monotonic()
        for number in range(int(events)):
            due = start + number / float(rate)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            send(schedule[number % len(schedule)], frame(int(size)))
        print("done", flush=True)
