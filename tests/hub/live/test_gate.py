"""Rights: checked before a topic is opened, and again when they change (within a second, whatever is under way)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from websockets.exceptions import ConnectionClosed

from hub.live import Limits
from tests.hub.live.conftest import Hub, Peer, run_hub
from tests.support import until

QUICK = [Limits(heartbeat=0.4, silent=1000)]


def changed(hub: Hub, token: str) -> None:
    """The log says that the rights of this account have changed."""
    account = hub.people.by_token[token].account
    hub.log.append(f"access/{account}", type="access.changed", subject=account)


class Held:
    """Holds the calls of one function: each has its answer, and gives it when it is let go."""

    def __init__(self, hub: Hub, name: str) -> None:
        self.begun = 0
        self.gate = asyncio.Event()
        call: Callable[..., Awaitable[Any]] = getattr(hub.live.config, name)

        async def held(*arguments: Any) -> Any:
            answer = await call(*arguments)
            self.begun += 1
            await self.gate.wait()
            return answer

        object.__setattr__(hub.live.config, name, held)


async def test_what_may_not_be_read_is_not_opened(hub: Hub) -> None:
    hub.people.refused.add((hub.people.by_token["clerk"].account, "t/b"))
    async with hub.peer() as peer:
        await peer.send(op="subscribe", id=1, topics=["t/a", "t/b"])
        error, subscribed, recovered = [await peer.get() for _ in range(3)]
        assert (error["code"], error["id"], error["topics"]) == ("topic.refused", 1, ["t/b"])
        assert error["message"] == "You may not read this topic: t/b"
        assert (subscribed["topics"], recovered["op"]) == (["t/a"], "recovered")
        hub.log.append("t/b")
        seq = hub.log.append("t/a")
        assert (await peer.get())["seq"] == seq


async def test_a_lost_right_takes_the_topic_and_leaves_the_rest(hub: Hub) -> None:
    async with hub.peer() as peer:
        await peer.subscribe("t/a", "t/b")
        hub.people.refused.add((hub.people.by_token["clerk"].account, "t/b"))
        changed(hub, "clerk")
        error = await peer.get()
        assert (error["code"], error["topics"]) == ("topic.withdrawn", ["t/b"])
        hub.log.append("t/b")
        seq = hub.log.append("t/a")
        assert (await peer.get())["seq"] == seq


async def test_an_ended_session_closes_its_sockets_and_no_others(hub: Hub) -> None:
    account = hub.people.by_token["clerk"].account
    hub.people.add("phone", account=account)
    hub.people.add("other")
    async with hub.peer() as peer, hub.peer("phone") as phone, hub.peer("other") as other:
        await phone.subscribe("t/a")
        await other.subscribe("t/a")
        del hub.people.by_token["clerk"]
        hub.log.append(f"access/{account}", type="access.changed", subject=account)
        assert (await peer.closed())[0] == 4403
        seq = hub.log.append("t/a")
        assert (await phone.get())["seq"] == seq
        assert (await other.get())["seq"] == seq


async def test_a_change_during_the_check_forces_it_again(hub: Hub) -> None:
    held = Held(hub, "authorise")
    async with hub.peer() as peer:
        await peer.send(op="subscribe", id=1, topics=["t/a"])
        await until(lambda: held.begun)  # it has read the old rights
        hub.people.refused.add((hub.people.by_token["clerk"].account, "t/a"))
        changed(hub, "clerk")
        held.gate.set()
        assert (await peer.get())["code"] == "topic.refused"


async def test_a_check_never_uses_a_principal_from_before_the_change(hub: Hub) -> None:
    """The subscription comes after the change was heard of and before the new rights are there."""
    seen: list[Any] = []

    async def authorise(principal: Any, topics: list[str]) -> dict[str, bool]:
        seen.append(principal.name)
        return dict.fromkeys(topics, principal.name == "示例")

    object.__setattr__(hub.live.config, "authorise", authorise)
    held = Held(hub, "reload")
    async with hub.peer() as peer:
        old = hub.people.by_token["clerk"]
        hub.people.by_token["clerk"] = msgspec.structs.replace(old, name="没有权限")
        changed(hub, "clerk")
        await until(lambda: held.begun)
        await peer.send(op="subscribe", id=1, topics=["t/a"])
        await until(lambda: held.begun == 2)
        held.gate.set()
        assert (await peer.get())["code"] == "topic.refused"
        assert seen == ["没有权限"]


async def test_a_session_that_ends_while_it_is_looked_up_is_closed(hub: Hub) -> None:
    account = hub.people.by_token["clerk"].account
    held = Held(hub, "resolve")
    async with hub.connect("clerk") as socket:
        await until(lambda: held.begun)
        del hub.people.by_token["clerk"]
        hub.log.append(f"access/{account}", type="access.changed", subject=account)
        held.gate.set()
        assert (await Peer(socket).closed())[0] == 4403


@pytest.mark.parametrize("limits", QUICK)
async def test_a_socket_closes_when_its_session_expires(hub: Hub) -> None:
    principal = hub.people.add("short", seconds=0.3)
    async with hub.peer("short") as peer, hub.peer() as other:
        # It slides while it is used: PostgreSQL decides, not the time we were told once.
        hub.people.by_token["short"] = msgspec.structs.replace(
            principal, expires_at=hub.people.by_token["clerk"].expires_at
        )
        [account] = [a for a in hub.live._accounts if a == principal.account]
        [socket] = hub.live._accounts[account]
        await until(lambda: socket.principal.expires_at > principal.expires_at)
        hub.people.by_token["short"] = principal
        socket.session.principal = principal
        del hub.people.by_token["short"]
        assert (await peer.closed())[0] == 4401
        assert (await other.subscribe("t/a"))[-1]["op"] == "recovered"


async def test_a_session_ends_by_the_time_that_the_hub_is_told() -> None:
    told = [datetime.now(UTC) - timedelta(hours=1)]
    async with run_hub(QUICK[0], clock=lambda: told[0]) as hub:
        hub.people.add("short", seconds=-1800)  # by the machine's clock it is over long since
        async with hub.peer("short") as peer:
            assert (await peer.subscribe("t/a"))[-1]["op"] == "recovered"
            del hub.people.by_token["short"]
            told[0] = datetime.now(UTC)
            assert (await peer.closed())[0] == 4401


async def test_another_districts_person_has_no_place_here(hub: Hub) -> None:
    hub.people.add("stranger", district=uuid4())
    async with hub.connect("stranger") as socket:
        assert (await Peer(socket).closed())[0] == 4403


@pytest.mark.parametrize("name", ["resolve", "authorise", "reload", "replay", "redeem_ticket"])
async def test_what_cannot_be_looked_up_is_not_decided(hub: Hub, name: str) -> None:
    """PostgreSQL is away: not "not authenticated", which would end a console for good, but "come back"."""

    async def broken(*_: Any) -> Any:
        raise OSError("PostgreSQL is away")

    for _ in range(5):
        hub.log.append("t/a")
    hub.log.ring.scrub(5)
    hub.log.append("t/a")
    object.__setattr__(hub.live.config, name, broken)
    async with hub.connect(None if name == "redeem_ticket" else "clerk") as socket:
        peer = Peer(socket)
        try:
            await peer.send(op="hello", **({"ticket": "T"} if name == "redeem_ticket" else {}))
            await peer.send(op="subscribe", id=1, topics=["t/a"], **{"from": {"epoch": "epoch-1", "seq": 1}})
        except ConnectionClosed:
            pass  # it was quick
        if name == "reload":
            await until(lambda: hub.live._accounts)
            changed(hub, "clerk")
        assert (await peer.closed())[0] == 1001
