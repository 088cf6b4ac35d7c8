"""Real servers on loopback that say what a test tells them to: the other side of the SDK's sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec
from shequtong import Cursor
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from tests.clients.python.frames import event, mark, recovered, subscribed, welcome


@dataclass
class LivePeer:
    """Speaks the live protocol over a log in memory; recovers a reader from its cursor."""

    url: str = ""
    head: int = 0
    joined: list[ServerConnection] = field(default_factory=list)
    joins: list[Cursor | None] = field(default_factory=list)
    """The cursor of each subscribe so far."""
    requests: list[Request] = field(default_factory=list)
    hellos: list[dict[str, str]] = field(default_factory=list)
    heartbeat: float = 20
    refuse_upgrade: Callable[[ServerConnection, Request], Response | None] = lambda connection, request: None
    instead_of_subscribed: Callable[[ServerConnection], Awaitable[None]] | None = None
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def serve_reader(self, connection: ServerConnection) -> None:
        self.hellos.append(msgspec.json.decode(await connection.recv()))
        await connection.send(welcome("e", self.head, self.heartbeat), text=True)
        wanted = msgspec.json.decode(await connection.recv())
        since = Cursor(**wanted["from"]) if "from" in wanted else None
        if self.instead_of_subscribed:
            await self.instead_of_subscribed(connection)
            return
        await connection.send(subscribed("e", self.head, tuple(wanted["topics"])), text=True)
        for seq in range((since.seq if since else self.head) + 1, self.head + 1):
            await connection.send(event(seq), text=True)
        await connection.send(recovered(self.head), text=True)
        async with self.arrived:
            self.joined.append(connection)
            self.joins.append(since)
            self.arrived.notify_all()
        await connection.wait_closed()

    async def reader(self, number: int) -> ServerConnection:
        """Waits for the subscribed connection of that number, from 1."""
        async with self.arrived:
            await self.arrived.wait_for(lambda: len(self.joined) >= number)
        return self.joined[number - 1]

    async def publish(self, count: int = 1) -> None:
        """Appends and sends to the newest reader."""
        for _ in range(count):
            self.head += 1
            await self.joined[-1].send(event(self.head), text=True)

    async def mark(self) -> None:
        await self.joined[-1].send(mark(self.head), text=True)


@asynccontextmanager
async def live_peer() -> AsyncIterator[LivePeer]:
    peer = LivePeer()

    def request(connection: ServerConnection, asked: Request) -> Response | None:
        peer.requests.append(asked)
        return peer.refuse_upgrade(connection, asked)

    async with serve(
        peer.serve_reader,
        "127.0.0.1",
        0,
        subprotocols=[Subprotocol("shequtong.live.v1")],
        process_request=request,
        ping_interval=None,
        compression=None,
        close_timeout=0.2,
    ) as server:
        peer.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield peer


@dataclass
class HttpPeer:
    """Answers each request with the next of `answers`; None cuts the line after reading the request."""

    url: str = ""
    answers: list[tuple[int, dict[str, str], bytes] | None] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                self.heads.append(head)
                lines = [line.split(": ", 1) for line in head.split("\r\n")[1:] if line]
                headers = {name.lower(): value for name, value in lines}
                self.bodies.append(await reader.readexactly(int(headers.get("content-length", "0"))))
                answer = self.answers.pop(0)
                if answer is None:
                    break
                status, given, body = answer
                given = {"Content-Length": str(len(body)), **given}
                named = "".join(f"{name}: {value}\r\n" for name, value in given.items())
                writer.write(f"HTTP/1.1 {status} X\r\n{named}\r\n".encode() + body)
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    def keys(self) -> list[str]:
        """The Idempotency-Key of each request that had one."""
        lines = [line for head in self.heads for line in head.split("\r\n")]
        return [line.split(": ")[1] for line in lines if line.lower().startswith("idempotency-key")]


@asynccontextmanager
async def http_peer(*answers: tuple[int, dict[str, str], bytes] | None) -> AsyncIterator[HttpPeer]:
    peer = HttpPeer(answers=list(answers))
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
    peer.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield peer
