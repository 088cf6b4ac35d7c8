"""A consumer group over streams, for workers and intake alike. Survives a Redis that lost everything.

Entries are acknowledged and deleted in one step, so a stream holds what is outstanding and nothing else. The
group is created at `0`, and again when it is gone: after a wipe nothing that was added since is skipped.
"""

import asyncio
import contextlib
from typing import Any, Final, NamedTuple

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ResponseError

BLOCK_SECONDS: Final = 1.0
_TIMEOUT: Final = 2.0  # of a socket: twice the longest block


def connect(url: str) -> Redis:
    """A client without retries of its own (redis-py's hold a call for a minute): our loops come again."""
    pool = BlockingConnectionPool.from_url(
        url,
        protocol=2,  # one shape of answers
        max_connections=16,
        timeout=_TIMEOUT,
        socket_timeout=_TIMEOUT,
        socket_connect_timeout=_TIMEOUT,
        retry=Retry(NoBackoff(), 0),
    )
    return Redis.from_pool(pool)


async def rest(stop: asyncio.Event, seconds: float) -> None:
    """Waits so long, or until told to stop."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


class Entry(NamedTuple):
    stream: str
    id: bytes
    fields: dict[bytes, bytes]


class Group:
    """One consumer of a group over one or more streams of a district."""

    def __init__(self, redis: Redis, streams: list[str], group: str, consumer: str) -> None:
        self._redis = redis
        self.streams = streams
        self._group = group
        self._consumer = consumer

    async def read(self, count: int, *, block: float = BLOCK_SECONDS) -> list[Entry]:
        """Waits up to `block` seconds for new entries, at most `count` of each stream, and holds them."""
        return await self._read(">", count, block)

    async def unfinished(self, count: int) -> list[Entry]:
        """This consumer's own entries that it has read and not finished."""
        return await self._read("0", count, None)

    async def _read(self, since: str, count: int, block: float | None) -> list[Entry]:
        milliseconds = None if block is None else max(1, int(block * 1000))
        try:
            # Protocol 2: a list of pairs; the stubs mean both protocols.
            answer: Any = await self._redis.xreadgroup(
                self._group, self._consumer, dict.fromkeys(self.streams, since), count, milliseconds
            )
        except ResponseError as error:
            if not _no_group(error):
                raise
            await self._create()
            return []
        # An entry that was deleted while this consumer held it has no fields.
        return [
            Entry(stream.decode(), entry, fields or {})
            for stream, entries in answer or []
            for entry, fields in entries
        ]

    async def stale(self, idle: float, count: int = 100) -> list[Entry]:
        """Takes over entries that another consumer has held for `idle` seconds without a sign of life."""
        found: list[Entry] = []
        for stream in self.streams:
            try:
                answer = await self._redis.xautoclaim(
                    stream, self._group, self._consumer, int(idle * 1000), count=count
                )
            except ResponseError as error:
                if not _no_group(error):
                    raise
                await self._create()
                continue
            found += [Entry(stream, entry, fields or {}) for entry, fields in answer[1]]
        return found

    async def hold(self, entry: Entry) -> None:
        """A sign of life: the entry is not stale for a while."""
        await self._redis.xclaim(entry.stream, self._group, self._consumer, 0, [entry.id], justid=True)

    async def finish(self, entry: Entry) -> None:
        """Acknowledges and deletes."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.xack(entry.stream, self._group, entry.id)
            pipe.xdel(entry.stream, entry.id)
            await pipe.execute(raise_on_error=False)

    async def leave(self) -> None:
        """Removes this consumer. Only when it holds nothing: others would never hear of that."""
        for stream in self.streams:
            await self._redis.xgroup_delconsumer(stream, self._group, self._consumer)

    async def _create(self) -> None:
        for stream in self.streams:
            try:
                await self._redis.xgroup_create(stream, self._group, "0", mkstream=True)
            except ResponseError as error:
                if not str(error).startswith("BUSYGROUP"):
                    raise


def _no_group(error: ResponseError) -> bool:
    return str(error).startswith("NOGROUP")
