"""The proxy spoils lines as it says, and only so."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.faults.proxy import Cut, Meter, Proxy, proxy
from tests.support import until

HEAD = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"
FRAMES = [
    b"\x81\x05hello",
    b"\x89\x00",
    b"\x81\x7e\x01\x00" + b"x" * 256,
    b"\x81\x7f" + (70_000).to_bytes(8, "big") + b"y" * 70_000,
]
STREAM = HEAD + b"".join(FRAMES)
STARTS = [0, *(len(HEAD) + sum(map(len, FRAMES[:n])) for n in range(5))]


class Target:
    """Sends what it is told to; keeps what it got."""

    def __init__(self) -> None:
        self.got = b""
        self.ended = 0
        self.answer = b""
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            self.got += data
            writer.write(self.answer)
        self.ended += 1
        writer.write(b"bye")
        writer.close()


@pytest_asyncio.fixture
async def target() -> AsyncIterator[Target]:
    made = Target()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()


@pytest_asyncio.fixture
async def line(target: Target) -> AsyncIterator[Proxy]:
    async with proxy(target.port, random.Random(1)) as one:
        yield one


async def asked(line: Proxy, question: bytes = b"?") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    writer.write(question)
    return reader, writer


@pytest.mark.parametrize("piece", range(5))
@pytest.mark.parametrize("offset", [0, 1])
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_a_cut_lies_where_it_was_wanted(piece: int, offset: int, step: int) -> None:
    meter, passed = Meter(Cut(piece, offset)), 0
    for start in range(0, len(STREAM), step):
        size, over = meter.let_through(STREAM[start : start + step])
        passed += size
        if over:
            break
    assert passed == STARTS[piece] + offset


@pytest.mark.parametrize(("slice_", "delay"), [(0, 0.0), (3, 0.0), (0, 0.001)])
async def test_everything_comes_through_however_bad_the_line(
    line: Proxy, target: Target, slice_: int, delay: float
) -> None:
    line.slice, line.delay, target.answer = slice_, delay, STREAM[:2000]
    reader, writer = await asked(line, b"question")
    assert await reader.readexactly(2000) == target.answer
    writer.write_eof()
    assert await reader.read() in (b"bye", target.answer + b"bye") or slice_
    assert target.got == b"question"


async def test_a_cut_is_a_reset(line: Proxy, target: Target) -> None:
    target.answer = STREAM
    line.cuts.append(Cut(1, 3))
    reader, _ = await asked(line)
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await reader.readexactly(len(HEAD) + 4)
    reader, _ = await asked(line)
    assert await reader.readexactly(len(STREAM)) == STREAM  # the next line is whole
    assert line.cut() == 1
    with pytest.raises(ConnectionResetError):
        await reader.read()


async def test_answers_are_swallowed_whole(line: Proxy, target: Target) -> None:
    target.answer = b"HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\nbody"
    line.swallowing = True
    reader, _ = await asked(line)
    with pytest.raises(ConnectionResetError):
        await reader.read()
    assert line.swallowed == [b"body"]


async def test_half_closed_the_hub_may_go_on_talking(line: Proxy, target: Target) -> None:
    reader, writer = await asked(line)
    await until(lambda: target.got)
    line.half_close()
    assert await reader.read() == b"bye"
    assert target.ended == 1
    writer.close()


async def test_refused(line: Proxy) -> None:
    line.refusing = True
    reader, _ = await asyncio.open_connection("127.0.0.1", line.port)
    assert await reader.read() == b""
