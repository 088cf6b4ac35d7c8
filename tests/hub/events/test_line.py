"""The line on which a stream is read: what Redis sends comes out, whatever goes wrong is told at once."""

import asyncio
import signal
from collections.abc import AsyncIterator

import pytest
import redis.asyncio
from redis.exceptions import ConnectionError, ResponseError

from hub.embedded.valkey import Valkey
from hub.events import connect
from hub.events.line import StreamLine
from hub.redis import REDIS_LOST
from tests.support import until


@pytest.fixture
async def line(redis_url: str, redis_client: redis.asyncio.Redis) -> AsyncIterator[StreamLine]:
    one = await StreamLine.open(connect.redis(redis_url))
    yield one
    await one.close()


async def test_entries_come_as_they_were_sent(line: StreamLine, redis_client: redis.asyncio.Redis) -> None:
    for number, data in enumerate([b"", b"\r\n$-1\r\n", b"x" * 300_000, "污水".encode()], 1):
        await redis_client.xadd("s", {b"a": data, b"b": b"1"}, id=f"{number}-0")
    assert await line.read(b"s", b"0-0", 10, 1000) == [
        [b"1-0", [b"a", b"", b"b", b"1"]],
        [b"2-0", [b"a", b"\r\n$-1\r\n", b"b", b"1"]],
        [b"3-0", [b"a", b"x" * 300_000, b"b", b"1"]],
        [b"4-0", [b"a", "污水".encode(), b"b", b"1"]],
    ]
    assert [identity for identity, _ in await line.read(b"s", b"2-0", 1, 1000)] == [b"3-0"]


async def test_it_waits_for_the_next_entry_and_no_longer(
    line: StreamLine, redis_client: redis.asyncio.Redis
) -> None:
    assert await line.read(b"s", b"0-0", 10, 20) == []
    waiting = asyncio.create_task(line.read(b"s", b"0-0", 10, 1000))

    async def blocked() -> bool:
        return any(client["cmd"] == "xread" for client in await redis_client.client_list())

    await until(blocked)
    await redis_client.xadd("s", {b"a": b"1"}, id="1-0")
    assert [identity for identity, _ in await waiting] == [b"1-0"]


async def test_an_error_of_redis_is_told(line: StreamLine, redis_client: redis.asyncio.Redis) -> None:
    await redis_client.set("s", "no stream")
    with pytest.raises(ResponseError, match="WRONGTYPE"):
        await line.read(b"s", b"0-0", 10, 20)
    with pytest.raises(REDIS_LOST):
        await line.read(b"s", b"0-0", 10, 20)


async def test_a_line_that_is_cut_says_so(line: StreamLine, redis_client: redis.asyncio.Redis) -> None:
    waiting = asyncio.create_task(line.read(b"s", b"0-0", 10, 1000))

    async def cut() -> bool:
        return any(
            [
                await redis_client.client_kill_filter(_id=client["id"])
                for client in await redis_client.client_list()
                if client["cmd"] == "xread"
            ]
        )

    await until(cut)
    with pytest.raises(ConnectionError):
        await waiting
    with pytest.raises(ConnectionError):
        await line.read(b"s", b"0-0", 10, 20)


async def test_redis_that_does_not_answer_is_given_up(own_valkey: Valkey) -> None:
    line = await StreamLine.open(connect.redis(own_valkey.url))
    assert own_valkey.process is not None
    own_valkey.process.send_signal(signal.SIGSTOP)
    try:
        read = asyncio.create_task(line.read(b"s", b"0-0", 10, 20))
        await asyncio.wait([read], timeout=30)
        assert read.done(), "it waits for ever"
        assert isinstance(read.exception(), REDIS_LOST)
    finally:
        own_valkey.process.send_signal(signal.SIGCONT)
    await line.close()


@pytest.mark.parametrize(
    "answer",
    [b"*1\r\n", b"*2\r\n$1\r\na\r\n", b"$5\r\nab\r\n", b"*1\r\n*2\r\n$1\r\ns\r\n*1\r\n"],
)
async def test_half_an_answer_is_none(line: StreamLine, answer: bytes) -> None:
    reading = asyncio.create_task(line.read(b"s", b"0-0", 1, 1000))
    await asyncio.sleep(0)
    line.data_received(answer)
    assert not reading.done()
    reading.cancel()


@pytest.mark.parametrize("answer", [b"?\r\n", b"$x\r\n", b"*-1\r\n*-1\r\n"])
async def test_what_is_no_answer_ends_the_line(line: StreamLine, answer: bytes) -> None:
    reading = asyncio.create_task(line.read(b"s", b"0-0", 1, 1000))
    await asyncio.sleep(0)
    line.data_received(answer)
    with pytest.raises(ConnectionError):
        await reading


async def test_redis_away_is_known_at_once() -> None:
    with pytest.raises(REDIS_LOST):
        await StreamLine.open(connect.redis("redis://127.0.0.1:1/0"))
