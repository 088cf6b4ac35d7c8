"""The live socket's I/O: connects, moves frames between the socket and the protocol, comes back after a cut.

A subscription has one connection and one task. Its buffer holds `BUFFER` items; when it is full the task
stops reading, the socket fills, and the hub puts this reader on its slow path or closes it with 4508 — from
which the subscription resumes at its cursor. So a slow consumer costs neither memory here nor time to others.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Self
from uuid import UUID

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from shequtong.backoff import Backoff
from shequtong.buffer import Buffer, Entry
from shequtong.closing import Ending, ending_of_close, ending_of_handshake
from shequtong.errors import TooMany, Unavailable, seconds_of
from shequtong.messages import SUBPROTOCOL, PresenceState
from shequtong.protocol import Cursor, Item, Phase, SubscriptionProtocol
from shequtong.transport import on_this_machine

BUFFER = 256
"""Items waiting for the consumer; at the 8 KiB an event may have, 2 MiB."""
GREETING_LIMIT = 10.0
"""Seconds for the handshake, and again for each frame until the hub has named its heartbeat."""
SILENCE = 2.5
"""Heartbeats without a frame after which the line counts as dead: one may be late, two are not."""


class Live:
    """The live log of one district. Leaving the `async with` ends its subscriptions."""

    def __init__(
        self,
        base_url: str,
        log: UUID,
        *,
        headers: Callable[[], dict[str, str]] = dict,
        ticket: Callable[[], Awaitable[str]] | None = None,
    ) -> None:
        scheme, _, rest = base_url.partition("://")
        self._url = f"{'wss' if scheme == 'https' else 'ws'}://{rest}/live?log={log}"
        self._headers = headers
        self._ticket = ticket
        self._subscriptions: list[Subscription] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(subscription.aclose() for subscription in self._subscriptions))

    async def subscribe(
        self, topics: Sequence[str], since: Cursor | None = None, *, presence: bool = False
    ) -> "Subscription":
        """Returns once the hub has accepted the topics: from then on nothing is skipped. `since` continues
        from an earlier cursor; without it, from now. Tries until the hub can be reached (set a limit with
        `asyncio.timeout`); raises `NotSignedIn`, `Refused`, `NotFound`, `Invalid` when it will not have
        us. `presence`: `Present` comes too, for topics `staff/ticket/<id>`."""
        protocol = SubscriptionProtocol(topics, since, presence=presence)
        subscription = Subscription(self._url, protocol, self._headers, self._ticket)
        try:
            await subscription.joined
        except BaseException:
            await subscription.aclose()
            raise
        self._subscriptions.append(subscription)
        return subscription


class Subscription:
    """An endless iterator of `Event`, `Reset` and, if asked for, `Present`. It ends only when closed, or by
    raising why it cannot go on.

    `cursor` is where to continue in another process: all before the item at hand is behind it.
    `joined` is done when the hub has accepted the topics."""

    def __init__(
        self,
        url: str,
        protocol: SubscriptionProtocol,
        headers: Callable[[], dict[str, str]],
        ticket: Callable[[], Awaitable[str]] | None,
    ) -> None:
        self.cursor = self._after = protocol.cursor
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._url = url
        self._headers = headers
        self._ticket = ticket
        self._protocol = protocol
        self._socket: ClientConnection | None = None
        self._backoff = Backoff()
        self._buffer = Buffer(BUFFER)
        self._task = asyncio.create_task(self._run(), name=f"shequtong {url}")

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item:
        # Who asks for the next item is done with the one before it.
        self.cursor = self._after
        while (entry := await self._buffer.get()).item is None:
            self.cursor = self._after = entry.cursor
        self._after = entry.cursor
        return entry.item

    async def announce(self, topic: str, state: PresenceState | None) -> None:
        """Tells who else has this ticket open what we do on it, again and again and after every cut, until
        None: then it runs out, within 40 s. Raises `Invalid` for a topic that is not subscribed."""
        for message in self._protocol.announce(topic, state):
            if self._socket is not None:
                with contextlib.suppress(ConnectionClosed):  # said again on the next one
                    await self._socket.send(message, text=True)

    async def aclose(self) -> None:
        """Ends the subscription; whoever iterates over it comes to the end."""
        self._task.cancel()
        await asyncio.wait([self._task])
        self.joined.cancel()
        self._buffer.end(None)

    async def _run(self) -> None:
        """One connection after the other, until one ends with a reason to stop."""
        try:
            while True:
                ending = await self._connection()
                self._protocol.disconnected()
                await asyncio.sleep(self._backoff.next_wait(ending.wait))
        except Exception as error:
            self._buffer.end(error)
            if not self.joined.done():
                self.joined.set_exception(error)

    async def _connection(self) -> Ending:
        """One connection from handshake to end. Returns when to come back; raises why not to."""
        try:
            ticket = await self._ticket() if self._ticket else None
            async with connect(
                self._url,
                additional_headers={} if self._ticket else self._headers(),
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                proxy=None if on_this_machine(self._url) else True,
                compression=None,  # the hub sends the same bytes to every reader
                open_timeout=GREETING_LIMIT,
                ping_interval=None,  # marks are the heartbeat; the library's pings would cut a paused reader
                close_timeout=1,
            ) as socket:
                self._socket = socket
                await self._talk(socket, ticket)
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else 1006
            return _come_back(ending_of_close(code), closed.rcvd.reason if closed.rcvd else "")
        except InvalidStatus as refused:
            wait = seconds_of(refused.response.headers.get("Retry-After"))
            return _come_back(ending_of_handshake(refused.response.status_code, wait), "")
        except (TooMany, Unavailable) as later:  # from fetching a ticket
            return Ending(None, later.code, later.retry_after or 0.0)
        except (OSError, TimeoutError, InvalidHandshake) as cut:
            return Ending(None, type(cut).__name__)
        finally:
            self._socket = None
        raise AssertionError("a connection ends by an exception")

    async def _talk(self, socket: ClientConnection, ticket: str | None) -> None:
        await socket.send(self._protocol.connected(ticket), text=True)
        while True:
            heartbeat = self._protocol.heartbeat
            # Only the wait for the socket counts, not the wait for room in the buffer.
            async with asyncio.timeout(heartbeat * SILENCE if heartbeat else GREETING_LIMIT):
                frame = await socket.recv(decode=False)
            await self._take(socket, frame)

    async def _take(self, socket: ClientConnection, frame: bytes) -> None:
        step = self._protocol.receive(frame)
        if step.refused is not None:
            raise step.refused
        for message in step.send:
            await socket.send(message, text=True)
        if step.item is not None or step.cursor is not None:
            await self._buffer.put(Entry(step.item, step.cursor))
        if self._protocol.phase in (Phase.RECOVERING, Phase.LIVE) and not self.joined.done():
            self.joined.set_result(None)
        if self._protocol.phase is Phase.LIVE:
            self._backoff.succeeded()


def _come_back(ending: Ending, reason: str) -> Ending:
    if ending.stop is not None:
        raise ending.stop(ending.code, reason)
    return ending
