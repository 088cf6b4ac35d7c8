"""Readers that stop reading, in a burst of events.

They are closed with a code, or catch up when they read again; the others get everything meanwhile; what the hub
keeps for one of them is bounded by `WRITE_BYTES` and some slack.
"""

import asyncio
import contextlib
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hub.live.limits import WRITE_BYTES
from tests.faults.burst import Burst, head, numbers
from tests.faults.rig import Rig, address
from tests.faults.thin import Thin
from tests.support import until

SLACK = 256 * 1024
"""Bytes a stuck reader may cost beyond what may wait for it: the batch that went over the line, and its transport."""
RING = 1024
"""Bytes that an event costs in the ring beyond its text: it grows by the burst, whoever reads."""
RECEIVE_BUFFER = 4096


@dataclass
class Outcome:
    """What was seen. `grown`: bytes of the hub's memory, most; `bound`: what they may be at most."""

    stuck: int
    others: int
    events: int
    p99: float
    worst: float
    grown: int
    bound: int
    dropped: int
    caught_up: int
    missing: list[str]


async def stuck_readers(
    rig: Rig, *, stuck: int, others: int, events: int, size: int, rate: float = 1000.0, apart: bool = True
) -> Outcome:
    """Half of the stuck ones read again after the burst, the other half when the hub has given them up.

    `apart`: every stuck reader also reads events of its own, so that what waits for it is in memory for it alone;
    otherwise all share the same bytes, as most consoles do.
    """
    place = rig.place
    topic = f"staff/{place.district}/tickets"
    crowd = await rig.crowd(stuck + others)
    readers = [
        Thin(place.district, token, [topic, f"own/{account}"], address(1000 + number))
        for number, (account, token) in enumerate(crowd)
    ]
    slow, quick = readers[:stuck], readers[stuck:]
    accounts = [account for account, _ in crowd[:stuck]] if apart else []
    port = rig.hub.settings.port
    burst = Burst(rig, size)
    began = await head(rig)
    for reader in readers:
        await reader.connect(port, receive_buffer=RECEIVE_BUFFER if reader in slow else 0)
    await until(lambda: all(one.recovered for one in readers), timeout=60)
    # Once with nobody stuck: what the process needs for the burst itself, ring and all, it has then.
    await burst.run(topic, events, rate, beside=accounts)
    await _come_to(rig, readers)
    before = rig.hub.memory()
    for one in quick:
        one.delays.clear()
    for one in slow:
        one.transport.pause_reading()
    stood = [len(one.seqs) for one in slow]
    most = [before]
    async with _watching(rig, most):
        await burst.run(topic, events, rate, beside=accounts)
        await _come_to(rig, quick)
    assert [len(one.seqs) for one in slow] == stood, "the stuck ones have not read a thing"
    delays = sorted(delay for one in quick for delay in one.delays)
    first, second = slow[: stuck // 2], slow[stuck // 2 :]
    for one in first:
        one.transport.resume_reading()
    end, last = await _last(rig, topic), await head(rig)
    await until(lambda: all(one.seq >= end or one.closed for one in first), timeout=60)
    caught_up = sum(not one.closed for one in first)
    alive = others + caught_up
    # Those who never read again are cut; their lines are gone from the hub.
    await until(lambda: rig.hub.connections() <= alive, timeout=60, step=0.1)
    for one in second:
        one.transport.resume_reading()
    await until(lambda: all(one.closed for one in second), timeout=60)
    dropped = [one for one in slow if one.closed]
    assert {one.closed for one in dropped} <= {4508, 1006}
    for one in dropped:
        await one.connect(port, since=one.seq)
    missing = await _missing(rig, readers, accounts, began, last)
    for one in readers:
        one.transport.abort()
    await burst.close()
    return Outcome(
        stuck=stuck, others=others, events=events, p99=statistics.quantiles(delays, n=100)[98], worst=delays[-1],
        grown=max(most) - before, bound=stuck * (WRITE_BYTES + SLACK) + events * (size + RING),
        dropped=len(dropped), caught_up=caught_up, missing=missing,
    )  # fmt: skip


@contextlib.asynccontextmanager
async def _watching(rig: Rig, most: list[int]) -> "contextlib.AbstractAsyncContextManager[None]":
    async def watch() -> None:
        while True:
            most.append(rig.hub.memory())
            await asyncio.sleep(0.05)

    task = asyncio.create_task(watch())
    try:
        yield
    finally:
        task.cancel()
        most.append(rig.hub.memory())


async def _come_to(rig: Rig, readers: Sequence[Thin]) -> None:
    """All have what is on their topics; the last events are everybody's."""
    rows = await _last(rig, readers[0].topics[0])
    await until(lambda: all(one.seq >= rows for one in readers), timeout=60)


async def _last(rig: Rig, topic: str) -> int:
    await until(lambda: head(rig), timeout=60)
    return (await numbers(rig, [topic]))[-1]


async def _missing(
    rig: Rig, readers: Sequence[Thin], accounts: Sequence[UUID], began: int, last: int
) -> list[str]:
    """Who was not sent exactly what it should have been, from the beginning to `last`."""
    everybodys = await numbers(rig, [readers[0].topics[0]])
    wrong = []
    for number, one in enumerate(readers):
        own = await numbers(rig, one.topics) if number < len(accounts) else everybodys
        expected = [seq for seq in own if began < seq <= last]
        if one.resets:
            continue  # it was told to fetch the state: as good as having it
        with contextlib.suppress(AssertionError):
            await until(lambda one=one, expected=expected: one.seqs[-1:] >= expected[-1:], timeout=30)
        if one.seqs != expected:
            lack = set(expected).difference(one.seqs)
            wrong.append(f"reader {number}: {len(one.seqs)} of {len(expected)}, without {sorted(lack)[:3]}")
    return wrong
