"""Who is on a ticket, over real sockets of one process, of two, and without Redis."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from hub.accounts.sessions import start
from hub.app import Hub as WholeHub
from hub.db import Database
from hub.embedded.process import free_port
from hub.embedded.valkey import Valkey
from hub.live.presence import Intervals
from hub.live.protocol import SUBPROTOCOL
from hub.serve import config
from hub.settings import Settings, to_environ
from hub.tickets.actions import create
from hub.tickets.types import Create
from tests.hub.live.conftest import Hub, Peer
from tests.support import People, ask, until

TOPIC, OTHER = (f"staff/ticket/{uuid4()}" for _ in range(2))


def quick(live: Any) -> None:
    live.presence.intervals = Intervals(gather=0.02, hold=60, again=0.1, forget=0.5)


async def presence_of(peer: Peer) -> dict[str, str]:
    """The next presence message."""
    while True:
        message = await peer.get()
        if message["op"] == "presence":
            return {one["name"]: one["state"] for one in message["who"]}


async def seen(peer: Peer, who: dict[str, str]) -> None:
    while await presence_of(peer) != who:
        pass


async def test_readers_of_a_ticket_see_each_other(hub: Hub) -> None:
    quick(hub.live)
    ben = hub.people.add("ben")
    hub.people.by_token["ben"] = msgspec.structs.replace(ben, name="本")
    async with hub.peer() as one, hub.peer("ben") as two, hub.peer() as elsewhere:
        assert [m["op"] for m in await one.subscribe(TOPIC)] == ["subscribed", "recovered"]
        assert await presence_of(one) == {}
        await elsewhere.subscribe(OTHER, "t/a")
        assert await presence_of(elsewhere) == {}
        await one.send(op="presence", topic=TOPIC, state="viewing")
        await seen(one, {"示例": "viewing"})
        await two.subscribe(TOPIC)
        assert await presence_of(two) == {"示例": "viewing"}
        await two.send(op="presence", topic=TOPIC, state="editing")
        for each in (one, two):
            await seen(each, {"示例": "viewing", "本": "editing"})
        await two.send(op="unsubscribe", id=1, topics=[TOPIC])
        await seen(one, {"示例": "viewing"})
        hub.log.append("t/a")
        assert (await elsewhere.get())["op"] == "event"  # and nothing of the other ticket before it
        assert hub.live.counts.presence_frames >= 4


async def test_a_socket_that_closes_is_gone_at_once(hub: Hub) -> None:
    quick(hub.live)
    async with hub.peer() as one:
        await one.subscribe(TOPIC)
        ben = hub.people.add("ben")
        hub.people.by_token["ben"] = msgspec.structs.replace(ben, name="本")
        async with hub.peer("ben") as two:
            await two.subscribe(TOPIC)
            await two.send(op="presence", topic=TOPIC, state="viewing")
            await seen(one, {"本": "viewing"})
            two.socket.transport.abort()
            await seen(one, {})
    await until(lambda: len(hub.live) == 0)
    assert len(hub.live.presence) == 0


async def test_only_who_reads_the_ticket_may_say_so(hub: Hub) -> None:
    quick(hub.live)
    account = hub.people.by_token["clerk"].account
    hub.people.refused.add((account, OTHER))
    async with hub.peer() as one:
        await one.subscribe("t/a")
        await one.subscribe(OTHER, TOPIC, id=2)
        assert await presence_of(one) == {}
        for topic in (OTHER, "t/a", "staff/ticket/x", f"staff/ticket/{uuid4()}"):
            await one.send(op="presence", topic=topic, state="viewing")
            assert (await one.get())["code"] == "presence.refused"
        await one.send(op="presence", topic=TOPIC, state="viewing")
        await seen(one, {"示例": "viewing"})
        # The right to read it ends: so does being there.
        hub.people.refused.add((account, TOPIC))
        hub.live.recheck(account)
        assert (await one.get())["code"] == "topic.withdrawn"
        await until(lambda: len(hub.live.presence) == 0)


async def test_a_slow_reader_is_spared_and_told_when_it_is_back(hub: Hub) -> None:
    quick(hub.live)
    async with hub.peer() as one, hub.peer() as slow:
        await one.subscribe(TOPIC)
        await slow.subscribe(TOPIC)
        assert await presence_of(slow) == {}
        [_, paused] = hub.live._sockets
        paused.pause_writing()
        await one.send(op="presence", topic=TOPIC, state="viewing")
        await seen(one, {"示例": "viewing"})
        await one.send(op="presence", topic=TOPIC, state="editing")
        await seen(one, {"示例": "editing"})
        paused.resume_writing()
        assert await presence_of(slow) == {"示例": "editing"}  # not what was before


# two whole hubs


@pytest.fixture
async def ticket(db: Database, people: People) -> str:
    """The topic of a ticket of the clerks' community."""
    an = await people.resident()
    report = Create(area=people.place.unit, category="drain_blocked", text="门口下水道堵塞")
    return f"staff/ticket/{(await create(db, an, ask(an), report)).id}"


@asynccontextmanager
async def whole_hub(settings: Settings) -> AsyncIterator[WholeHub]:
    """A hub that serves, on a port of its own."""
    settings = msgspec.structs.replace(settings, port=free_port())
    async with WholeHub.open(settings) as hub:
        quick(hub.live)
        listener = socket.create_server((settings.host, settings.port))
        server = uvicorn.Server(config(hub))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        await until(lambda: server.started and hub.neighbours.listening.is_set())
        yield hub
        server.should_exit = True
        await serving
        listener.close()


@asynccontextmanager
async def console(port: int, people: People, db: Database, name: str, topic: str) -> AsyncIterator[Peer]:
    """A clerk of that name, who reads the topic."""
    clerk = await people.clerk(name=name)
    async with db.transaction() as tx:
        token = (await start(tx, clerk.district, clerk.account, clerk.kind, "bearer")).token
    async with connect(
        f"ws://127.0.0.1:{port}/live?log={clerk.district}", subprotocols=[Subprotocol(SUBPROTOCOL)],
        additional_headers={"Authorization": f"Bearer {token}"}, compression=None, proxy=None, close_timeout=1,
    ) as opened:  # fmt: skip
        peer = Peer(opened)
        await peer.get()
        assert [message["op"] for message in await peer.subscribe(topic)] == ["subscribed", "recovered"]
        yield peer


async def test_two_hubs_see_each_other_and_one_that_falls_silent_is_gone(
    settings: Settings, people: People, db: Database, redis_client: Any, ticket: str
) -> None:
    async with whole_hub(settings) as one, whole_hub(settings) as two:
        async with (
            console(one.settings.port, people, db, "陈晓梅", ticket) as clerk,
            console(two.settings.port, people, db, "周敏", ticket) as colleague,
        ):
            await clerk.send(op="presence", topic=ticket, state="viewing")
            await seen(colleague, {"陈晓梅": "viewing"})
            await colleague.send(op="presence", topic=ticket, state="editing")
            for each in (clerk, colleague):
                await seen(each, {"陈晓梅": "viewing", "周敏": "editing"})
            one.live.presence.say = lambda message: None  # what is left of a process that was killed
            await seen(colleague, {"周敏": "editing"})
            one.live.presence.say = one.neighbours.say
            await seen(colleague, {"陈晓梅": "viewing", "周敏": "editing"})
        async with console(two.settings.port, people, db, "刘洋", ticket) as later:
            await seen(later, {})


async def test_without_redis_a_process_is_by_itself_and_events_go_on(
    settings: Settings, people: People, db: Database, ticket: str, tmp_path: Path
) -> None:
    valkey = Valkey(tmp_path / "valkey", durable=False)
    valkey.start()
    settings = msgspec.structs.replace(settings, redis_url=valkey.url)
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(whole_hub(settings))
        two = await stack.enter_async_context(whole_hub(settings))
        here, beside, there = [
            await stack.enter_async_context(console(port, people, db, name, ticket))
            for port, name in (
                (one.settings.port, "陈晓梅"), (one.settings.port, "周敏"), (two.settings.port, "刘洋"),
            )
        ]  # fmt: skip
        await there.send(op="presence", topic=ticket, state="viewing")
        await seen(here, {"刘洋": "viewing"})
        await asyncio.to_thread(valkey.kill)
        await seen(here, {})
        await beside.send(op="presence", topic=ticket, state="editing")
        await seen(here, {"周敏": "editing"})
        await asyncio.to_thread(valkey.start)
        await seen(there, {"刘洋": "viewing", "周敏": "editing"})
        assert one.neighbours.lost == 1
    valkey.stop()


@pytest.mark.slow
async def test_a_hub_that_is_killed_is_forgotten(
    settings: Settings, people: People, db: Database, redis_client: Any, ticket: str
) -> None:
    """With the intervals as they are."""
    port = free_port()
    environ = {**os.environ, **to_environ(msgspec.structs.replace(settings, port=port))}
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(whole_hub(settings))
        one.live.presence.intervals = Intervals()
        other = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "hub", "serve", env=environ, stderr=asyncio.subprocess.DEVNULL
        )
        await until(lambda: reachable(port), timeout=40, step=0.1)
        clerk = await stack.enter_async_context(console(one.settings.port, people, db, "陈晓梅", ticket))
        killed = await stack.enter_async_context(console(port, people, db, "周敏", ticket))
        await killed.send(op="presence", topic=ticket, state="editing")
        await seen(clerk, {"周敏": "editing"})
        other.kill()
        await other.wait()
        await seen(clerk, {})


def reachable(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
