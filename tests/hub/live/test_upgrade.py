"""HTTP in front of the socket (spine, rule 10), in raw bytes."""

import asyncio
import time

import pytest

from hub.live import Limits
from tests.hub.live.conftest import Hub
from tests.support import until

TIGHT = [Limits(header_seconds=0.3, close=0.3, heartbeat=0.4)]


async def exchange(hub: Hub, *pieces: bytes) -> bytes:
    """Sends the pieces, each in its own time, and reads to the end."""
    reader, writer = await hub.raw()
    answer = b""
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        async with asyncio.timeout(10):
            answer = await reader.read()
    except ConnectionResetError:
        pass  # cut in the middle: no answer
    writer.close()
    return answer


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


async def test_requests_reach_the_application(hub: Hub) -> None:
    body = b"POST /api HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"
    answer = await exchange(hub, body[:20], body[20:])
    assert status(answer) == 200
    assert answer.endswith(b"fine")
    assert hub.requests == ["http /api"]


@pytest.mark.parametrize("limits", TIGHT)
@pytest.mark.parametrize("beginning", [b"", b"GET / HTTP/1.1\r\nX-A: 1\r\n", b"\r\n"])
async def test_a_head_that_does_not_come_is_not_waited_for(hub: Hub, beginning: bytes) -> None:
    assert status(await exchange(hub, beginning)) == 408


@pytest.mark.parametrize("limits", TIGHT)
async def test_bytes_between_requests_do_not_stop_the_clock(hub: Hub) -> None:
    reader, writer = await hub.raw()
    writer.write(b"GET /api HTTP/1.1\r\nHost: h\r\n\r\n")
    async with asyncio.timeout(5):
        assert (await reader.readuntil(b"fine")).startswith(b"HTTP/1.1 200")
        writer.write(b"\r\n")
        assert status(await reader.read()) == 408
    writer.close()


@pytest.mark.parametrize("limits", TIGHT)
async def test_a_request_in_flight_is_not_late(hub: Hub) -> None:
    reader, writer = await hub.raw()
    writer.write(b"GET /slow HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    other = await exchange(hub, b"GET")  # its deadline comes later than the first's
    assert status(other) == 408
    hub.release.set()
    async with asyncio.timeout(5):
        assert status(await reader.read()) == 200
    writer.close()


class Upload:
    """A body of 200,000 bytes, and a clock of the test's own."""

    def __init__(self, hub: Hub, path: str = "/api", *, chunked: bool = False) -> None:
        self.hub, self.path, self.clock, self.chunked, self.sent = hub, path, time.monotonic(), chunked, 0
        hub.live.now = lambda: self.clock

    async def __aenter__(self) -> "Upload":
        self.reader, self.writer = await self.hub.raw()
        length = b"Transfer-Encoding: chunked" if self.chunked else b"Content-Length: 200000"
        head = b"POST %b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n%b\r\n\r\n" % (
            self.path.encode(),
            length,
        )
        self.writer.write(head)
        await until(lambda: self.hub.requests)
        [self.http] = self.hub.server.server_state.connections
        return self

    async def second(self, size: int) -> None:
        """So many bytes come; then it is a second later."""
        if size:
            self.sent += size
            self.writer.write(b"%x\r\n%b\r\n" % (size, b"a" * size) if self.chunked else b"a" * size)
            await until(lambda: self.http._body >= self.sent or self.http.flow.read_paused)
        self.clock += 1
        self.hub.live._look(self.clock)

    async def __aexit__(self, *error: object) -> None:
        self.writer.transport.abort()  # the hub's clock stands still: it would not cut the line

    async def answer(self) -> int:
        async with asyncio.timeout(5):
            return status(await self.reader.read())


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    "sizes", [[0], [1], [1000], [30_000, *[0] * 20]], ids=["nothing", "drip", "crawl", "stops"]
)
async def test_a_body_that_does_not_come_on_is_not_waited_for(
    hub: Hub, sizes: list[int], chunked: bool
) -> None:
    async with Upload(hub, chunked=chunked) as upload:
        seconds = 0
        while not upload.http._refused:
            await upload.second(sizes[seconds % len(sizes)])
            seconds += 1
            assert seconds <= 20
        assert await upload.answer() == 408


async def test_a_body_that_comes_slowly_is_waited_for(hub: Hub) -> None:
    """20 KB a second, which stands still for a while: the line of a village."""
    async with Upload(hub) as upload:
        for size in [0] * 5 + [20_000] * 5 + [0] * 5 + [20_000] * 4:
            await upload.second(size)
        upload.writer.write(b"a" * 20_000)
        assert await upload.answer() == 200


async def test_a_body_that_nobody_takes_is_not_late(hub: Hub) -> None:
    async with Upload(hub, "/slow") as upload:
        await upload.second(100_000)
        for _ in range(60):
            await upload.second(0)
        hub.release.set()
        upload.writer.write(b"a" * 100_000)
        assert await upload.answer() == 200


@pytest.mark.parametrize(
    "head",
    [
        b"GET /live HTTP/1.1\r\nX-A: " + b"a" * 200_000,
        b"GET /" + b"a" * 200_000,
        b"GET / HTTP/1.1\r\n" + b"X-A: 1\r\n" * 20_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nX-A: " + b"a" * 16_385 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-A: " + b"a" * 200_000,
    ],
    ids=["header", "line", "many", "one", "trailer"],
)
async def test_a_large_head_is_refused(hub: Hub, head: bytes) -> None:
    answer = await exchange(hub, *(head[at : at + 4096] for at in range(0, len(head), 4096)))
    assert answer == b"" or status(answer) == 431  # a request in flight is cut instead
    assert status(await exchange(hub, b"GET /api HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")) == 200


async def test_small_chunks_are_no_large_head(hub: Hub) -> None:
    head = b"POST /api HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert status(await exchange(hub, head, b"1\r\na\r\n" * 20_000, b"0\r\n\r\n")) == 200


@pytest.mark.parametrize(
    "bytes_",
    [b"nonsense\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET / HTTP/9.9\r\n\r\n"],
)
async def test_what_is_no_http_is_refused(hub: Hub, bytes_: bytes) -> None:
    assert status(await exchange(hub, bytes_)) == 400


async def test_an_upgrade_elsewhere_is_not_found(hub: Hub) -> None:
    for path in ("/", "/live/", "/livestock", "/api/tickets", "/%6Cive"):
        assert status(await exchange(hub, hub.upgrade(path=f"{path}?log={hub.log.district}"))) == 404
    assert hub.requests == []


async def test_another_log_is_not_found(hub: Hub) -> None:
    for path in ("/live", "/live?log=", "/live?log=x", f"/live?log={hub.log.district}&log=x"):
        assert status(await exchange(hub, hub.upgrade(path=path))) == 404


async def test_no_upgrade_while_a_request_is_in_flight(hub: Hub) -> None:
    reader, writer = await hub.raw()
    writer.write(b"GET /slow HTTP/1.1\r\nHost: h\r\n\r\n" + hub.upgrade())
    await until(lambda: hub.requests)
    hub.release.set()
    async with asyncio.timeout(5):
        answer = await reader.read()
    assert b"101" not in answer
    assert len(hub.live) == 0
    writer.close()


async def test_an_upgrade_after_an_answered_request_is_fine(hub: Hub) -> None:
    reader, writer = await hub.raw()
    writer.write(b"GET /api HTTP/1.1\r\nHost: h\r\n\r\n")
    async with asyncio.timeout(5):
        await reader.readuntil(b"fine")
        writer.write(hub.upgrade())
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
        assert b'"op":"welcome"' in await reader.readuntil(b"}}")
    writer.close()


async def test_bytes_right_behind_the_handshake_are_refused(hub: Hub) -> None:
    assert status(await exchange(hub, hub.upgrade() + b"\x81\x80\x00\x00\x00\x00")) == 400


async def test_an_upgrade_has_no_body(hub: Hub) -> None:
    length = hub.upgrade("Authorization: Bearer clerk", "Content-Length: 2") + b"{}"
    chunked = hub.upgrade("Authorization: Bearer clerk", "Transfer-Encoding: chunked") + b"0\r\n\r\n"
    assert status(await exchange(hub, length)) == 400
    assert status(await exchange(hub, length[:-2])) == 400
    assert status(await exchange(hub, chunked)) == 400


async def test_a_handshake_that_is_none_is_refused(hub: Hub) -> None:
    good = hub.upgrade()
    for old, new, expected in (
        (b"Version: 13", b"Version: 8", 400),
        (b"shequtong.live.v1", b"chat", 400),
        (b"Key: AAAA", b"Key: A", 400),
        (b"GET /live", b"POST /live", 405),
        (b"HTTP/1.1", b"HTTP/1.0", 505),
    ):
        assert status(await exchange(hub, good.replace(old, new))) == expected, new


async def test_another_upgrade_is_a_plain_request(hub: Hub) -> None:
    head = b"GET /api HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n"
    assert status(await exchange(hub, head)) == 200
