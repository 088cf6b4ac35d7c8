"""One connection (spine, rules 11 and 12): handshake, bad bytes, closing."""

import asyncio
import random
import zlib

import msgspec
import pytest
from uvicorn.server import ServerState
from websockets.datastructures import Headers
from websockets.exceptions import InvalidStatus
from websockets.frames import Close, Frame, Opcode
from websockets.http11 import Request

from hub.live import Limits
from hub.live import codes as hub_codes
from hub.live.frames import is_pong
from tests.hub.live.conftest import ORIGIN, Hub, Peer
from tests.hub.live.raw import Raw, code, reads_of
from tests.support import until

BRIEF = [Limits(authenticate=0.3, close=0.3, heartbeat=0.4, silent=1000)]


# who it is


async def test_the_cookie_counts_with_an_origin_on_the_list(hub: Hub) -> None:
    async with hub.peer(None, cookie="clerk", origin=ORIGIN) as peer:
        assert (await peer.subscribe("t/a"))[-1]["op"] == "recovered"


@pytest.mark.parametrize("limits", BRIEF)
async def test_the_cookie_does_not_count_without_an_origin(hub: Hub) -> None:
    async with hub.connect(cookie="clerk") as socket:
        assert (await Peer(socket).closed())[0] == 4401
    assert hub.people.queries == []


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", ORIGIN + ".evil.example", ORIGIN + "/", ORIGIN.upper(), "null", "", ORIGIN[:-1]],
)
async def test_any_other_origin_is_refused(hub: Hub, origin: str) -> None:
    for extra in ({"Cookie": "shequ_session=clerk"}, {"Authorization": "Bearer clerk"}):
        with pytest.raises(InvalidStatus) as refused:
            async with hub.connect(headers={"Origin": origin, **extra}):
                pass
        assert refused.value.response.status_code == 403
    assert hub.people.queries == []


async def test_two_origins_are_none(hub: Hub) -> None:
    reader, writer = await hub.raw()
    writer.write(hub.upgrade(f"Origin: {ORIGIN}", f"Origin: {ORIGIN}", "Cookie: shequ_session=clerk"))
    assert (await reader.read()).startswith(b"HTTP/1.1 403")
    writer.close()


async def test_a_bearer_needs_no_origin_and_wins_over_the_cookie(hub: Hub) -> None:
    async with hub.peer("clerk", cookie="nobody", origin=ORIGIN):
        pass
    assert hub.people.queries == [["clerk"]]


async def test_a_ticket_works_once(hub: Hub) -> None:
    hub.people.tickets["T"] = "clerk"
    async with hub.connect() as socket:
        peer = Peer(socket)
        await peer.send(op="hello", ticket="T")
        assert (await peer.get())["op"] == "welcome"
        async with hub.connect() as again:
            other = Peer(again)
            await other.send(op="hello", ticket="T")
            assert (await other.closed())[0] == 4401


async def test_a_token_of_nobody_is_closed(hub: Hub) -> None:
    for token in ("nobody", "x" * 5000):
        async with hub.connect(token) as socket:
            if len(token) < 200:
                assert (await Peer(socket).closed())[0] == 4401
            else:
                await Peer(socket).send(op="ping", id=1)
                assert (await Peer(socket).closed())[0] == 4401
    assert hub.people.queries == [["nobody"]]


@pytest.mark.parametrize("limits", BRIEF)
async def test_who_says_nothing_is_closed_in_time(hub: Hub) -> None:
    raw = await Raw.open(hub, "X-Nothing: 1")
    assert code(await raw.rest()) == 4401


async def test_tokens_of_one_step_are_one_query(hub: Hub) -> None:
    for number in range(30):
        hub.people.add(f"t{number}")
    hold = asyncio.Event()
    resolve = hub.people.resolve

    async def slow(tokens: list[str]) -> object:
        await hold.wait()
        return await resolve(tokens)

    object.__setattr__(hub.live.config, "resolve", slow)
    sockets = [await Raw.open(hub, f"Authorization: Bearer t{number}") for number in range(30)]
    hold.set()
    for raw in sockets:
        assert b"welcome" in (await raw.frame())[1]
        raw.writer.close()
    # The first to come did not wait for the others; they came while its query ran.
    assert sorted(map(len, hub.people.queries))[-1] >= 25
    assert len(hub.people.queries) <= 3


class Steps(asyncio.Transport):
    """Remembers each write, and acts as a line that is always open."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.writes.append(bytes(data))

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        assert high == 256 * 1024

    def is_closing(self) -> bool:
        return False

    def abort(self) -> None:
        pass


@pytest.mark.parametrize("limits", [Limits(connections=0)])
async def test_the_handshake_step_writes_nothing_but_the_answer(hub: Hub) -> None:
    """A client whose HTTP parser takes one read for the answer would lose what comes with it."""
    lines = hub.upgrade().decode().split("\r\n")[1:-2]
    headers = Headers(tuple(line.split(": ", 1)) for line in lines)  # type: ignore[misc]
    transport = Steps()
    socket = hub.live.websocket_class(None, ServerState(), {})
    socket.connection_made(transport)
    socket.handshake(Request(hub.path, headers), "127.0.0.1")
    assert [data[:12] for data in transport.writes] == [b"HTTP/1.1 101"]
    assert transport.writes[0].endswith(b"\r\n\r\n")
    await asyncio.sleep(0)
    assert Close.parse(transport.writes[1][2:]).code == 4429
    socket.connection_lost(None)


# what comes in


async def test_compression_is_declined_and_what_is_compressed_all_the_same_is_refused(hub: Hub) -> None:
    """docs/decisions/0007-compression.md. Nothing a client sends is inflated, so there is no bomb."""
    reader, writer = await hub.raw()
    offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"
    writer.write(hub.upgrade("Authorization: Bearer clerk", offer))
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101 ")
    assert b"extensions" not in head.lower()
    raw = Raw(reader, writer)
    assert b"welcome" in (await raw.frame())[1]
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = (bomb.compress(b" " * 10_000_000) + bomb.flush(zlib.Z_SYNC_FLUSH))[:-4]
    frame = bytearray(Frame(Opcode.TEXT, data).serialize(mask=True))
    frame[0] |= 0x40  # RSV1: this message is compressed
    writer.write(frame)
    assert code(await raw.rest()) == 4400


async def test_every_message_may_come_in_pieces(hub: Hub) -> None:
    raw = await Raw.open(hub)
    assert b"welcome" in (await raw.frame())[1]
    text = b'{"op":"ping","id":7}'
    raw.send(Opcode.TEXT, text[:5], fin=False)
    raw.send(Opcode.PING, b"between")
    for byte in text[5:-1]:
        raw.send(Opcode.CONT, bytes((byte,)), fin=False)
    raw.send(Opcode.CONT, text[-1:])
    assert await raw.frame() == (Opcode.PONG, b"between")
    assert msgspec.json.decode((await raw.frame())[1]) == {"op": "pong", "id": 7}
    raw.writer.close()


async def test_a_pong_is_heard_at_any_time_and_nothing_else_is_taken_for_one(hub: Hub) -> None:
    reads = reads_of(hub)
    raw = await Raw.open(hub)
    assert b"welcome" in (await raw.frame())[1]

    async def answer() -> dict[str, object]:
        opcode, message = await raw.frame()
        while opcode != -1 and b'"pong"' not in message:  # a heartbeat: the test has been slow
            opcode, message = await raw.frame()
        return msgspec.json.decode(message)

    text = b'{"op":"ping","id":7}'
    # The last six bytes of this frame look like an empty pong; they come by themselves.
    mask = bytes((0, 0, text[-6] ^ 0x8A, text[-5] ^ 0x80))
    frame = bytes((0x81, 0x80 | len(text))) + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(text))
    assert is_pong(frame[-6:])
    raw.send(Opcode.PONG, b"")
    await until(lambda: len(reads) == 1)
    raw.send(Opcode.TEXT, b'{"op":"ping",', fin=False)
    await until(lambda: len(reads) == 2)
    raw.send(Opcode.PONG, b"")
    await until(lambda: len(reads) == 3)
    raw.send(Opcode.CONT, b'"id":6}')
    assert await answer() == {"op": "pong", "id": 6}
    raw.writer.write(frame[:-6])
    await until(lambda: reads[-1] == frame[:-6])
    raw.writer.write(frame[-6:])
    assert await answer() == {"op": "pong", "id": 7}
    raw.writer.close()


BAD_FRAMES = {
    "binary": (Frame(Opcode.BINARY, b"{}").serialize(mask=True), 4400),
    "not UTF-8": (Frame(Opcode.TEXT, b'{"op":"ping","id":1,"x":"\xff"}').serialize(mask=True), 4400),
    "not JSON": (Frame(Opcode.TEXT, b"hello").serialize(mask=True), 4400),
    "unknown op": (Frame(Opcode.TEXT, b'{"op":"shout"}').serialize(mask=True), 4400),
    "deep": (Frame(Opcode.TEXT, b"[" * 60000).serialize(mask=True), 4400),
    "huge number": (
        Frame(Opcode.TEXT, b'{"op":"ping","id":' + b"9" * 60000 + b"}").serialize(mask=True),
        4400,
    ),
    "too large": (Frame(Opcode.TEXT, b" " * 70000).serialize(mask=True), 4413),
    "announced too large": (b"\x81\xff" + b"\xff" * 8, 4413),
    "large in pieces": (
        Frame(Opcode.TEXT, b" " * 40000, False).serialize(mask=True)
        + Frame(Opcode.CONT, b" " * 40000).serialize(mask=True),
        4413,
    ),
    "not masked": (Frame(Opcode.TEXT, b"{}").serialize(mask=False), 4400),
    "reserved bit": (b"\xc1\x80\x00\x00\x00\x00", 4400),
    "reserved opcode": (b"\x83\x80\x00\x00\x00\x00", 4400),
    "nothing to continue": (Frame(Opcode.CONT, b"{}").serialize(mask=True), 4400),
    "long ping": (b"\x89\xfe\x00\x7e" + b"\x00" * 130, 4400),
}


@pytest.mark.parametrize(("data", "expected"), BAD_FRAMES.values(), ids=BAD_FRAMES.keys())
async def test_bad_bytes_end_in_a_code(
    hub: Hub, caplog: pytest.LogCaptureFixture, data: bytes, expected: int
) -> None:
    raw = await Raw.open(hub)
    await raw.frame()
    raw.writer.write(data)
    assert code(await raw.rest()) == expected
    assert [record for record in caplog.records if record.exc_info] == []
    await until(lambda: len(hub.live) == 0)


async def test_random_bytes_never_reach_the_log(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    random_ = random.Random(7)
    good = Frame(Opcode.TEXT, b'{"op":"subscribe","id":1,"topics":["t/a"],"from":{"epoch":"e","seq":1}}')
    for _ in range(60):
        raw = await Raw.open(hub)
        data = bytearray(good.serialize(mask=True) * 2)
        for _ in range(random_.randint(1, 12)):
            data[random_.randrange(len(data))] = random_.randrange(256)
        raw.writer.write(bytes(data))
        raw.writer.write_eof()
        await raw.rest()
    await until(lambda: len(hub.live) == 0)
    assert [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []
    async with hub.peer() as peer:
        assert (await peer.subscribe("t/a"))[-1]["op"] == "recovered"


@pytest.mark.parametrize("limits", [Limits(messages=20, window=60)])
@pytest.mark.parametrize("kind", [Opcode.PING, Opcode.PONG])
async def test_a_flood_of_messages_is_closed(hub: Hub, kind: Opcode) -> None:
    raw = await Raw.open(hub)
    for _ in range(30):
        raw.send(kind, b"")
    assert code(await raw.rest()) == 4429


async def test_nothing_more_is_read_while_an_answer_is_awaited(hub: Hub) -> None:
    asked = asyncio.Event()
    hold = asyncio.Event()
    authorise = hub.people.authorise

    async def slow(principal: object, topics: list[str]) -> object:
        asked.set()
        await hold.wait()
        return await authorise(principal, topics)

    object.__setattr__(hub.live.config, "authorise", slow)
    async with hub.peer() as peer:
        await peer.send(op="subscribe", id=1, topics=["t/a"])
        await asked.wait()
        [socket] = hub.live._sockets
        assert not socket._reading
        await peer.send(op="ping", id=9)
        hold.set()
        assert {(await peer.get())["op"] for _ in range(3)} == {"subscribed", "pong", "recovered"}
        assert socket._reading


# the end


async def test_a_closing_client_is_answered(hub: Hub) -> None:
    raw = await Raw.open(hub)
    await raw.frame()
    raw.send(Opcode.CLOSE, Close(1000, "bye").serialize())
    frames = await raw.rest()
    assert [(opcode, data) for opcode, data in frames] == [(Opcode.CLOSE, Close(1000, "bye").serialize())]
    await until(lambda: len(hub.live) == 0)


async def test_nothing_follows_a_close_frame(hub: Hub) -> None:
    reads = reads_of(hub)
    raw = await Raw.open(hub)
    await raw.frame()
    raw.send(Opcode.TEXT, b'{"op":"subscribe","id":1,"topics":["t/a"]}')
    while b"recovered" not in (await raw.frame())[1]:
        pass
    [socket] = hub.live._sockets
    socket.close(hub_codes.REVOKED)
    hub.log.append("t/a")
    hub.live.fanout.mark([socket])
    for opcode, data in ((Opcode.PING, b"are you there"), (Opcode.TEXT, b'{"op":"ping","id":1}')):
        before = len(reads)
        raw.send(opcode, data)
        await until(lambda: len(reads) > before)  # noqa: B023  # looked at before the next round
    raw.send(Opcode.CLOSE, Close(1000, "").serialize())
    frames = await raw.rest(answer=False)
    assert code(frames) == 4403
    assert len(frames) == 1


@pytest.mark.parametrize("limits", BRIEF)
async def test_a_peer_that_does_not_close_is_cut(hub: Hub) -> None:
    raw = await Raw.open(hub)
    await raw.frame()
    [socket] = hub.live._sockets
    socket.close(hub_codes.REVOKED)
    assert code(await raw.rest(answer=False)) == 4403  # the end comes without our close frame
    await until(lambda: len(hub.live) == 0)


async def test_a_line_that_breaks_is_forgotten(hub: Hub) -> None:
    raw = await Raw.open(hub)
    await raw.frame()
    raw.writer.transport.abort()
    await until(lambda: len(hub.live) == 0)
    assert hub.live._accounts == {}
    assert not hub.live._addresses._of
    assert not any(hub.live._slots)


async def test_the_process_says_goodbye_and_ends(hub: Hub) -> None:
    assert hub.server.server_state.connections == set()
    async with hub.peer() as peer, hub.peer() as other:
        assert len(hub.server.server_state.connections) == 2
        hub.server.should_exit = True
        assert (await peer.closed())[0] == 1001
        assert (await other.closed())[0] == 1001
    await until(lambda: not hub.server.server_state.connections)


async def test_goodbyes_are_spread(hub: Hub) -> None:
    assert hub.live.farewell() == 0
    hub.live._sockets.update(dict.fromkeys(range(2000)))  # type: ignore[arg-type]
    assert hub.live.farewell() == pytest.approx(0.4)
    hub.live._sockets.update(dict.fromkeys(range(50_000)))  # type: ignore[arg-type]
    assert hub.live.farewell() == hub.live.config.limits.farewell
    hub.live._sockets.clear()


async def test_forwarded_addresses_count_from_trusted_peers_only(hub: Hub) -> None:
    async with hub.peer(headers={"X-Forwarded-For": "198.51.100.7"}):
        assert hub.live._addresses["127.0.0.1"] == 1
    hub.live.trusted = type(hub.live.trusted)(("127.0.0.0/8",))
    async with hub.peer(headers={"X-Forwarded-For": "6.6.6.6, 198.51.100.7"}):
        assert hub.live._addresses["198.51.100.7"] == 1
