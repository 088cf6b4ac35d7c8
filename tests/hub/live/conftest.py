"""A hub of nothing but the socket: uvicorn with our protocol classes, a real ring, principals made up by the test."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
import uvicorn
import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from hub.accounts.types import Principal
from hub.events.entry import Entry, from_row
from hub.events.replay import Replay
from hub.events.ring import Ring
from hub.live import Limits, Live, LiveConfig
from hub.live.protocol import SUBPROTOCOL
from tests.support import until

ORIGIN = "https://console.example"


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop that serves: its transports buffer and pause otherwise than asyncio's."""
    return {"uvloop": uvloop.new_event_loop}


class Log:
    """A log as a tail would bring it: the ring first, then the listeners."""

    def __init__(self, *, most: int = 20_000) -> None:
        self.district = uuid4()
        self.ring = Ring(most=most)
        self.ring.replace("epoch-1", 0, 0, [])
        self.entries: list[Entry] = []
        self.listeners: list[Callable[[Sequence[Entry]], None]] = []

    def make(self, topics: Collection[str], *, seq: int, type: str = "ticket.changed", subject: UUID | None = None,
             text: str = "{}") -> Entry:  # fmt: skip
        return from_row(
            {
                "seq": seq, "type": type, "subject": str(subject or uuid4()), "area": None,
                "at": "2026-03-01T00:00:00.000000Z", "topics": " ".join(topics), "text": text,
            }
        )  # fmt: skip

    def append(
        self, *topics: str, type: str = "ticket.changed", subject: UUID | None = None, text: str = "{}"
    ) -> int:
        """One event; returns its seq."""
        entry = self.make(topics, seq=self.ring.head + 1, type=type, subject=subject, text=text)
        self.extend([entry])
        return entry.seq

    def extend(self, entries: list[Entry]) -> None:
        self.entries += entries
        self.ring.extend(entries)
        for listener in self.listeners:
            listener(entries)

    async def replay(self, topics: Sequence[str], after: int, most: int) -> Replay:
        """As `hub.events.replay.read_after` answers; one test asks that itself."""
        found = [e for e in self.entries if e.seq > after and not set(topics).isdisjoint(e.topics)]
        if len(found) > most:
            return Replay(self.ring.epoch, self.ring.head, [], cut=True)
        return Replay(self.ring.epoch, self.ring.head, found)


@dataclass
class People:
    """Sessions and rights, and how often they were asked for."""

    district: UUID
    by_token: dict[str, Principal] = field(default_factory=dict)
    tickets: dict[str, str] = field(default_factory=dict)
    refused: set[tuple[UUID, str]] = field(default_factory=set)
    queries: list[list[str]] = field(default_factory=list)
    authorised: int = 0
    named: list[list[UUID]] = field(default_factory=list)

    def add(self, token: str, *, kind: Any = "staff", seconds: float = 3600, district: UUID | None = None,
            account: UUID | None = None) -> Principal:  # fmt: skip
        principal = Principal(
            account=account or uuid4(), session=uuid4(), district=district or self.district, kind=kind,
            name="示例", practice=False, locale="en", grants=(),
            expires_at=datetime.now(UTC) + timedelta(seconds=seconds),
        )  # fmt: skip
        self.by_token[token] = principal
        return principal

    async def resolve(self, tokens: Sequence[str]) -> dict[str, Principal]:
        self.queries.append(list(tokens))
        await asyncio.sleep(0)
        return {token: self.by_token[token] for token in tokens if token in self.by_token}

    async def redeem(self, ticket: str) -> Principal | None:
        token = self.tickets.pop(ticket, "")
        return self.by_token.get(token)

    async def reload(self, sessions: Sequence[UUID]) -> dict[UUID, Principal]:
        return {one.session: one for one in self.by_token.values() if one.session in sessions}

    async def names(self, accounts: Sequence[UUID]) -> dict[UUID, str]:
        self.named.append(sorted(accounts))
        return {one.account: one.name for one in self.by_token.values() if one.account in accounts}

    async def authorise(self, principal: Any, topics: Sequence[str]) -> dict[str, bool]:
        self.authorised += 1
        return {topic: (principal.account, topic) not in self.refused for topic in topics}


@dataclass
class Peer:
    """A client that says what it means."""

    socket: ClientConnection

    async def send(self, **message: object) -> None:
        await self.socket.send(msgspec.json.encode(message), text=True)

    async def get(self) -> dict[str, Any]:
        """The next message that is no mark."""
        while True:
            async with asyncio.timeout(10):
                message = msgspec.json.decode(await self.socket.recv(decode=False))
            if message["op"] != "mark":
                return message

    async def mark(self, least: int) -> dict[str, Any]:
        """The next mark that says at least this; events may come before it."""
        while True:
            async with asyncio.timeout(10):
                message = msgspec.json.decode(await self.socket.recv(decode=False))
            if message["op"] == "mark" and message["seq"] >= least:
                return message

    async def subscribe(
        self, *topics: str, id: int = 1, since: tuple[str, int] | None = None
    ) -> list[dict[str, Any]]:
        """Everything from `subscribed` to `recovered`."""
        place = {"from": {"epoch": since[0], "seq": since[1]}} if since else {}
        await self.send(op="subscribe", id=id, topics=topics, **place)
        messages = [await self.get()]
        while messages[-1]["op"] not in ("recovered", "error"):
            messages.append(await self.get())
        return messages

    async def closed(self) -> tuple[int, str]:
        """Reads until the hub closes; code and reason."""
        async with asyncio.timeout(10):
            try:
                async for _ in self.socket:
                    pass
            except ConnectionClosed:
                pass
            await self.socket.wait_closed()
        return self.socket.close_code or 0, self.socket.close_reason or ""


@dataclass
class Hub:
    """One running process of it."""

    live: Live
    log: Log
    people: People
    port: int
    server: uvicorn.Server
    progress: list[float]
    requests: list[str]
    release: asyncio.Event
    """Lets `GET /slow` answer."""

    @property
    def path(self) -> str:
        return f"/live?log={self.log.district}"

    def connect(self, token: str | None = None, *, cookie: str | None = None, origin: str | None = None,
                headers: dict[str, str] | None = None, path: str | None = None,
                **options: Any) -> AbstractAsyncContextManager[ClientConnection]:  # fmt: skip
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if cookie:
            sent["Cookie"] = f"other=1; shequ_session={cookie}"
        return connect(
            f"ws://127.0.0.1:{self.port}{path or self.path}", additional_headers=sent, origin=origin,
            subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None, ping_interval=None, close_timeout=1,
            **options,
        )  # fmt: skip

    @asynccontextmanager
    async def peer(self, token: str | None = "clerk", **options: Any) -> AsyncIterator[Peer]:
        """Connected and welcomed."""
        async with self.connect(token, **options) as socket:
            peer = Peer(socket)
            assert (await peer.get())["op"] == "welcome"
            yield peer

    async def raw(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    def upgrade(self, *headers: str, path: str | None = None) -> bytes:
        """The bytes of a handshake; a bearer's unless the headers say otherwise."""
        lines = [
            f"GET {path or self.path} HTTP/1.1", "Host: hub", "Connection: Upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            f"Sec-WebSocket-Protocol: {SUBPROTOCOL}", *(headers or ("Authorization: Bearer clerk",)),
        ]  # fmt: skip
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


@asynccontextmanager
async def run_hub(limits: Limits, *, ring: int = 20_000, **config: Any) -> AsyncIterator[Hub]:
    log = Log(most=ring)
    people = People(log.district)
    people.add("clerk")
    progress = [time.monotonic() + 1e6]
    requests: list[str] = []
    release = asyncio.Event()
    live = Live(
        log.ring,
        LiveConfig(
            **{
                "log": log.district, "origins": frozenset({ORIGIN}), "resolve": people.resolve,
                "redeem_ticket": people.redeem, "reload": people.reload, "authorise": people.authorise,
                "replay": log.replay, "progress_at": lambda: progress[0], "names": people.names, "limits": limits,
                "clock": lambda: datetime.now(UTC),
                **config,
            }
        ),
    )  # fmt: skip

    async def app(scope: Any, receive: Any, send: Any) -> None:
        requests.append(f"{scope['type']} {scope['path']}")
        if scope["path"] == "/slow":
            await release.wait()
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        await send({"type": "http.response.body", "body": b"fine"})

    server = uvicorn.Server(
        uvicorn.Config(
            app, host="127.0.0.1", port=0, http=live.http_class, ws=live.websocket_class, lifespan="off",
            log_config=None, access_log=False, timeout_graceful_shutdown=3, proxy_headers=False,
        )
    )  # fmt: skip
    log.listeners.append(live.on_batch)
    await live.start()
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Hub(live, log, people, port, server, progress, requests, release)
    finally:
        release.set()
        server.should_exit = True
        await task
        await live.stop()


@pytest.fixture
def limits() -> Limits:
    """Generous; a test that looks at one tightens it by `@pytest.mark.parametrize("limits", …)`."""
    return Limits()


@pytest.fixture
async def hub(limits: Limits) -> AsyncIterator[Hub]:
    async with run_hub(limits) as hub:
        yield hub
