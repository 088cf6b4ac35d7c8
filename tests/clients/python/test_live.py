"""The live socket against a real websocket server: cuts, slow consumers, refusals, tickets."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from uuid import UUID

import pytest
from shequtong import Cursor, Event, Invalid, NotSignedIn, Refused, Reset
from shequtong.live import BUFFER, Live, Subscription
from websockets.asyncio.server import ServerConnection

from tests.clients.python.frames import frame, reset
from tests.clients.python.peer import LivePeer, live_peer
from tests.support import until

LOG = UUID(int=1)


@pytest.fixture
async def peer() -> AsyncIterator[LivePeer]:
    async with live_peer() as running:
        yield running


async def numbers(subscription: Subscription, count: int) -> list[int]:
    got = []
    async with asyncio.timeout(20):
        while len(got) < count:
            item = await anext(subscription)
            assert isinstance(item, Event)
            got.append(item.seq)
    return got


async def test_events_come_in_order_from_now_on(peer: LivePeer) -> None:
    peer.head = 40
    async with Live(peer.url, LOG, headers=lambda: {"Authorization": "Bearer secret"}) as live:
        subscription = await live.subscribe(["t"])
        await peer.reader(1)
        await peer.publish(3)
        assert await numbers(subscription, 3) == [41, 42, 43]
    assert peer.requests[0].path == f"/live?log={LOG}"
    assert peer.requests[0].headers["Authorization"] == "Bearer secret"
    assert peer.requests[0].headers["Sec-WebSocket-Protocol"] == "shequtong.live.v1"


async def test_a_cut_line_comes_back_at_the_cursor_and_repeats_nothing(peer: LivePeer) -> None:
    async with Live(peer.url, LOG) as live:
        subscription = await live.subscribe(["t"])
        for cuts in range(1, 4):
            reader = await peer.reader(cuts)
            await peer.publish(2)
            got = await numbers(subscription, 2)
            assert got == [peer.head - 1, peer.head]
            reader.transport.abort()
            peer.head += 1  # while nobody reads
            assert await numbers(subscription, 1) == [peer.head]
    assert peer.joins[1:] == [Cursor("e", 2), Cursor("e", 5), Cursor("e", 8)]


@pytest.mark.parametrize("code", [1001, 1011, 4408, 4508])
async def test_codes_that_say_come_back(peer: LivePeer, code: int) -> None:
    async with Live(peer.url, LOG) as live:
        subscription = await live.subscribe(["t"])
        await (await peer.reader(1)).close(code)
        await peer.reader(2)
        await peer.publish()
        assert await numbers(subscription, 1) == [1]


@pytest.mark.parametrize(
    ("code", "kind"), [(4400, Invalid), (4401, NotSignedIn), (4403, Refused), (4413, Invalid)]
)
async def test_codes_that_say_stop_are_raised_after_what_came_before(
    peer: LivePeer, code: int, kind: type[Exception]
) -> None:
    async with Live(peer.url, LOG) as live:
        subscription = await live.subscribe(["t"])
        reader = await peer.reader(1)
        await peer.publish()
        await reader.close(code, "因为")
        assert await numbers(subscription, 1) == [1]
        with pytest.raises(kind, match="因为"):
            await anext(subscription)
    assert len(peer.joined) == 1


async def test_a_handshake_refused_for_good_is_raised(peer: LivePeer) -> None:
    peer.refuse_upgrade = lambda connection, request: connection.respond(HTTPStatus.UNAUTHORIZED, "")
    with pytest.raises(NotSignedIn):
        await Live(peer.url, LOG).subscribe(["t"])


async def test_a_handshake_refused_for_now_is_tried_again(peer: LivePeer) -> None:
    peer.refuse_upgrade = lambda connection, request: (
        connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "") if len(peer.requests) < 3 else None
    )
    async with Live(peer.url, LOG) as live:
        await live.subscribe(["t"])
    assert len(peer.requests) == 3


async def test_topics_refused_are_raised_and_the_line_is_closed(peer: LivePeer) -> None:
    async def refuse(connection: ServerConnection) -> None:
        await connection.send(frame("error", id=1, code="topic.refused", message="不可订阅"), text=True)
        await connection.wait_closed()
        closed.set()

    closed = asyncio.Event()
    peer.instead_of_subscribed = refuse
    with pytest.raises(Refused, match="不可订阅"):
        await Live(peer.url, LOG).subscribe(["t"])
    await asyncio.wait_for(closed.wait(), 5)


async def test_a_fresh_ticket_for_each_connection(peer: LivePeer) -> None:
    tickets = iter(["one", "two"])

    async def ticket() -> str:
        return next(tickets)

    async with Live(peer.url, LOG, ticket=ticket) as live:
        await live.subscribe(["t"])
        (await peer.reader(1)).transport.abort()
        await peer.reader(2)
    assert [hello["ticket"] for hello in peer.hellos] == ["one", "two"]
    assert "Authorization" not in peer.requests[0].headers


async def test_a_reset_is_an_item_and_the_iterator_goes_on(peer: LivePeer) -> None:
    async with Live(peer.url, LOG) as live:
        subscription = await live.subscribe(["t"])
        reader = await peer.reader(1)
        await reader.send(reset("lagged"), text=True)
        await peer.publish()
        assert await anext(subscription) == Reset(("t",), "lagged")
        assert await numbers(subscription, 1) == [1]


async def test_a_silent_line_is_left(peer: LivePeer) -> None:
    peer.heartbeat = 0.04
    async with Live(peer.url, LOG) as live:
        await live.subscribe(["t"])
        await peer.reader(2)


async def test_the_cursor_follows_the_consumer_not_the_wire(peer: LivePeer) -> None:
    async with Live(peer.url, LOG) as live:
        subscription = await live.subscribe(["t"])
        await peer.reader(1)
        await peer.publish(2)
        await peer.mark()
        await until(lambda: len(subscription._buffer) == 4)  # where it starts, two events, the mark
        assert await numbers(subscription, 1) == [1]
        assert subscription.cursor == Cursor("e", 0)
        assert await numbers(subscription, 1) == [2]
        assert subscription.cursor == Cursor("e", 1)
        waiting = asyncio.create_task(anext(subscription))
        await until(lambda: subscription.cursor == Cursor("e", 2))
        waiting.cancel()


async def test_an_earlier_cursor_is_taken_up(peer: LivePeer) -> None:
    peer.head = 9
    async with Live(peer.url, LOG) as live:
        assert await numbers(await live.subscribe(["t"], Cursor("e", 6)), 3) == [7, 8, 9]


async def test_a_slow_consumer_stops_the_reading_and_loses_nothing(peer: LivePeer) -> None:
    """The peer's send blocks once the buffers between are full; it goes on when the consumer does."""
    count = BUFFER * 100
    async with Live(peer.url, LOG) as live:
        subscription = await live.subscribe(["t"])
        await peer.reader(1)
        publishing = asyncio.create_task(peer.publish(count))
        await until(lambda: len(subscription._buffer) == BUFFER)
        await until(lambda: _stalled(peer), timeout=20)
        assert peer.head < count, "the whole burst was taken in"
        assert len(subscription._buffer) == BUFFER
        assert await numbers(subscription, count) == list(range(1, count + 1))
        await publishing


_seen: dict[int, tuple[int, int]] = {}


def _stalled(peer: LivePeer) -> bool:
    """True when 20 looks in a row found the same head."""
    head, times = _seen.get(id(peer), (-1, 0))
    _seen[id(peer)] = (peer.head, times + 1 if head == peer.head else 0)
    return _seen[id(peer)][1] >= 20


async def test_closing_ends_the_iteration(peer: LivePeer) -> None:
    async with Live(peer.url, LOG) as live:
        subscription = await live.subscribe(["t"])
        reading = asyncio.create_task(numbers(subscription, 1))
        await peer.reader(1)
    with pytest.raises(StopAsyncIteration):
        await anext(subscription)
    with pytest.raises((StopAsyncIteration, RuntimeError)):
        await reading
