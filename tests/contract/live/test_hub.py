"""The whole hub behind the protocol: what it sends over a real log decodes as the contract says, and rights that end in
PostgreSQL end on the socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from hub.accounts.actions import revoke
from hub.live import protocol
from tests.support import People, until


class Reader:
    """Decodes every message by the contract's structs; marks are passed over."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def get(self) -> Any:
        while True:
            async with asyncio.timeout(10):
                text = await self.socket.recv(decode=False)
            message = msgspec.json.decode(text, type=protocol.FromHub)
            if not isinstance(message, protocol.Mark):
                return message

    async def send(self, **message: Any) -> None:
        await self.socket.send(msgspec.json.encode(message), text=True)


@asynccontextmanager
async def reader(hub: Any, **headers: str) -> AsyncIterator[Reader]:
    async with connect(
        hub.live_url,
        additional_headers=headers,
        subprotocols=[Subprotocol(protocol.SUBPROTOCOL)],
        compression=None,
        proxy=None,
    ) as socket:
        yield Reader(socket)


async def report(hub: Any, people: People) -> None:
    resident = await people.resident()
    async with await hub.client(resident) as client:
        answer = await client.post(
            "/api/tickets",
            json={
                "area": str(people.place.unit),
                "category": "drain_blocked",
                "text": "门口下水道堵塞",
                "photos": [],
            },
            headers={"Idempotency-Key": "report-1"},
        )
        assert answer.status_code == 201, answer.text


async def test_a_report_arrives_as_the_contract_says(hub: Any, people: People) -> None:
    clerk = await people.clerk()
    mine = f"staff/{people.place.community}/tickets"
    theirs = f"staff/{people.place.other_community}/tickets"
    async with reader(hub, Authorization=f"Bearer {await hub.token(clerk)}") as console:
        welcome = await console.get()
        assert isinstance(welcome, protocol.Welcome)
        await console.send(op="subscribe", id=1, topics=[mine, theirs])
        refused, subscribed, recovered = [await console.get() for _ in range(3)]
        assert (refused.code, refused.topics) == ("topic.refused", (theirs,))
        assert subscribed == protocol.Subscribed(1, (mine,), welcome.epoch, recovered.seq)
        await report(hub, people)
        event = await console.get()
        assert isinstance(event, protocol.Event)
        assert (event.type, event.seq > recovered.seq) == ("ticket.changed", True)
        await console.send(
            op="subscribe", id=2, topics=[mine], **{"from": {"epoch": welcome.epoch, "seq": recovered.seq}}
        )
        again = [await console.get() for _ in range(3)]
        assert again[1] == event


async def test_internal_topics_are_nobodys(hub: Any, people: People) -> None:
    clerk = await people.clerk()
    async with reader(hub, Authorization=f"Bearer {await hub.token(clerk)}") as console:
        await console.get()
        for topic in (f"access/{clerk.account}", "jobs/media", "nothing/at/all", f"own/{people.place.unit}"):
            await console.send(op="subscribe", id=1, topics=[topic])
            assert (await console.get()).code in ("topic.unknown", "topic.refused")


async def test_a_ticket_opens_the_socket_once(hub: Any, people: People) -> None:
    async with await hub.client(await people.resident()) as client:
        ticket = (await client.post("/api/live-tickets", headers={"Idempotency-Key": "t"})).json()["ticket"]
    async with reader(hub) as phone:
        await phone.send(op="hello", ticket=ticket)
        assert isinstance(await phone.get(), protocol.Welcome)
        async with reader(hub) as thief:
            await thief.send(op="hello", ticket=ticket)
            assert await ended(thief) == 4401


async def ended(one: Reader) -> int:
    async with asyncio.timeout(10):
        try:
            while True:
                await one.socket.recv()
        except ConnectionClosed:
            pass
    return one.socket.close_code or 0


async def test_signing_out_ends_the_socket(hub: Any, people: People) -> None:
    client = await hub.client(await people.resident())
    async with client, reader(hub, Authorization=client.headers["Authorization"]) as phone:
        assert isinstance(await phone.get(), protocol.Welcome)
        assert (await client.post("/api/sign-out")).status_code == 204
        assert await ended(phone) == 4403


async def test_a_grant_that_ends_takes_its_topics(hub: Any, people: People) -> None:
    clerk = await people.clerk()
    mine = f"staff/{people.place.community}/tickets"
    async with reader(hub, Authorization=f"Bearer {await hub.token(clerk)}") as console:
        await console.get()
        await console.send(op="subscribe", id=1, topics=[mine])
        assert [type(await console.get()) for _ in range(2)] == [protocol.Subscribed, protocol.Recovered]
        async with hub.hub.db.transaction() as tx:
            await revoke(tx, account=clerk.account, role="community_clerk", area=people.place.community)
        withdrawn = await console.get()
        assert (withdrawn.code, withdrawn.topics) == ("topic.withdrawn", (mine,))
        await until(lambda: not hub.hub.live.fanout.audiences.of(mine))
