"""What the log's tests share: writing events, running relays and tails, a Redis of one's own."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg
import msgspec

from hub.db import Connection, Database
from hub.events.append import append
from hub.events.connect import Session
from hub.events.entry import Entry
from hub.events.leader import Leader
from hub.events.numbering import Numbering
from hub.events.relay import Relay
from hub.events.sender import Sender
from hub.events.tail import Tail

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def write(tx: Connection, district: UUID, n: int, **fields: object) -> None:
    """One event that says `{"n": n}`."""
    values: dict[str, object] = {
        "type": "thing.changed",
        "subject": uuid4(),
        "area": district,
        "data": b'{"n":%d}' % n,
        "topics": [f"staff/{district}/tickets"],
    }
    await append(tx, district=district, **(values | fields))  # type: ignore[arg-type]


async def write_all(db: Database, district: UUID, first: int, last: int) -> None:
    """Events `first` to `last`, a transaction each."""
    for n in range(first, last + 1):
        async with db.transaction() as tx:
            await write(tx, district, n)


@asynccontextmanager
async def relaying(
    database_url: str,
    redis_url: str,
    *,
    sender: type[Sender] = Sender,
    numbering: Numbering | None = None,
    leader: Leader | None = None,
) -> AsyncIterator[Relay]:
    """A relay at work."""
    relay = Relay(database_url, redis_url, sender=sender, numbering=numbering, leader=leader)
    stop = asyncio.Event()
    task = asyncio.create_task(relay.run(stop))
    try:
        yield relay
    finally:
        stop.set()
        await task


class Reader:
    """Somebody who listens to a tail and keeps what came."""

    def __init__(self, tail: Tail) -> None:
        self.tail = tail
        self.entries: list[Entry] = []
        self.epochs: list[str] = []
        tail.listeners.append(self._take)
        tail.epoch_listeners.append(self.epochs.append)

    @property
    def seqs(self) -> list[int]:
        return [entry.seq for entry in self.entries]

    def _take(self, entries: Sequence[Entry]) -> None:
        assert entries[-1].seq == self.tail.ring.head, "the ring has it before the listeners"
        self.entries.extend(entries)


@asynccontextmanager
async def tailing(database_url: str, redis_url: str, district: UUID) -> AsyncIterator[Reader]:
    """A tail at work, its ring filled."""
    tail = Tail(database_url, redis_url, district)
    reader = Reader(tail)
    task = asyncio.create_task(tail.run())
    try:
        await asyncio.wait({task, ready := asyncio.create_task(tail.ready())}, return_when="FIRST_COMPLETED")
        assert ready.done(), task
        yield reader
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def numbers(connection: Connection, district: UUID) -> list[int]:
    """All numbers given in a log, in order."""
    rows = await connection.fetch(
        "SELECT seq FROM events WHERE district = $1 AND seq IS NOT NULL ORDER BY seq", district
    )
    return [row["seq"] for row in rows]


async def poll(work: Numbering, session: Session) -> list[int]:
    """One poll as the relay does it; returns the `n` of what got a number."""
    pending = await work.peek(session)
    found = []
    for district in pending.districts:
        found += [said(row) for row in await work.number(session, district, pending)]
    work.settle(pending)
    return found


def said(row: asyncpg.Record) -> int:
    return int(msgspec.json.decode(row["text"])["n"])
