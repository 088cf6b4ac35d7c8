"""A line to Redis on which a stream is read, and nothing else: one question, one answer.

redis-py connects (address, TLS, AUTH, SELECT), then the line is ours. On its own way an answer passes through a
dozen coroutines and a parser that awaits every field: a third of the CPU of a hub with 2,000 consoles at 20
changes a second. Here the answer is taken apart in the step of the loop in which it arrives.
"""

import asyncio
from typing import Any, TypeAlias

from redis.asyncio import Redis
from redis.exceptions import ConnectionError, ResponseError

StreamEntry: TypeAlias = tuple[bytes, list[bytes]]
"""Identity and fields, as Redis sent them."""


class StreamLine(asyncio.Protocol):
    """Raises what `REDIS_LOST` names; after that, close it and open another."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._connection: Any = None
        self._timeout = 0.0
        self._loop = asyncio.get_running_loop()
        self._watch: asyncio.TimerHandle | None = None
        self._late_at = 0.0
        self._received = b""
        self._answer: asyncio.Future[Any] | None = None

    @classmethod
    async def open(cls, client: Redis) -> "StreamLine":
        """Connects with the client's settings; the client is not used after that. RESP version 2 only."""
        line = cls()
        pool: Any = client.connection_pool
        connection = pool.make_connection()
        await connection.connect()
        line._timeout = connection.socket_timeout
        line._connection = connection  # it would hang up when it is forgotten
        line._transport = connection._writer.transport
        line._transport.set_protocol(line)
        line._look()
        return line

    async def read(self, key: bytes, after: bytes, count: int, block: int) -> list[StreamEntry]:
        """The stream's entries after an id, at most `count`; waits `block` milliseconds for the first."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionError("the line is closed")
        command = (
            b"*8\r\n$5\r\nXREAD\r\n$5\r\nCOUNT\r\n" + _word(b"%d" % count) + b"$5\r\nBLOCK\r\n"
            + _word(b"%d" % block) + b"$7\r\nSTREAMS\r\n" + _word(key) + _word(after)
        )  # fmt: skip
        answer = self._answer = self._loop.create_future()
        self._late_at = self._loop.time() + self._timeout
        self._transport.write(command)
        try:
            streams = await answer
        finally:
            self._answer = None
        return streams[0][1] if streams else []

    async def close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        if self._transport is not None:
            self._transport.abort()
            self._transport = None
            await self._connection.disconnect(nowait=True)

    def _look(self) -> None:
        """One timer for all questions: setting one for each costs as much as the question."""
        if self._answer is not None and self._loop.time() > self._late_at:
            self._fail(TimeoutError("Redis does not answer"))
        else:
            self._watch = self._loop.call_later(self._timeout / 4, self._look)

    # what the transport tells

    def data_received(self, data: bytes) -> None:
        received = self._received = self._received + data if self._received else data
        if not received.endswith(b"\r\n"):
            return  # surely not the end of it
        try:
            answer, end = _parse(received, 0)
        except _UnfinishedError:
            return
        except (ValueError, ResponseError) as error:
            self._fail(error if isinstance(error, ResponseError) else ConnectionError(f"not RESP: {error}"))
            return
        if end != len(received):
            self._fail(ConnectionError("more than was asked for"))
        elif self._answer is not None and not self._answer.done():
            self._received = b""
            self._answer.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(ConnectionError(f"Redis hung up: {error}"))

    def _fail(self, error: Exception) -> None:
        """An answer that is missing or wrong: what comes later would be taken for the next one."""
        self._received = b""
        if self._transport is not None:
            self._transport.abort()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)


class _UnfinishedError(Exception):
    """The rest has not arrived."""


def _word(word: bytes) -> bytes:
    return b"$%d\r\n%b\r\n" % (len(word), word)


def _parse(data: bytes, at: int) -> tuple[Any, int]:
    """The value that begins at `at`, and where it ends.

    Raises:
        ResponseError: Redis says that the command failed.
        ValueError: not RESP version 2.
    """
    stop = data.find(b"\r\n", at)
    if stop < 0:
        raise _UnfinishedError
    kind = data[at]
    if kind == 0x24:  # $: a string of known length
        size = int(data[at + 1 : stop])
        if size < 0:
            return None, stop + 2
        end = stop + 2 + size
        if len(data) < end + 2:
            raise _UnfinishedError
        return data[stop + 2 : end], end + 2
    if kind == 0x2A:  # *: an array
        size = int(data[at + 1 : stop])
        if size < 0:
            return None, stop + 2
        at = stop + 2
        values = []
        for _ in range(size):
            value, at = _parse(data, at)
            values.append(value)
        return values, at
    if kind == 0x2D:  # -: an error
        raise ResponseError(data[at + 1 : stop].decode(errors="replace"))
    if kind == 0x3A:  # : a number
        return int(data[at + 1 : stop]), stop + 2
    raise ValueError(data[at : at + 20])
