"""Several hub processes on one port: each serves, a dead one is started again, all hear of everything; they are put in
place anew one after the other, and end in order."""

import asyncio
import contextlib
import gc
import json
import os
import signal
import sys
from collections.abc import Iterator
from uuid import uuid4

import httpx
import msgspec
import psutil
import pytest
import redis.asyncio
import websockets

from hub.serve import serve
from hub.settings import Settings, to_environ
from tests.support import People, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


async def ended(socket: websockets.ClientConnection) -> int | None:
    """Reads to its end; the code it was closed with."""
    async for _ in socket:
        pass
    return socket.close_code


async def listening_to(
    settings: Settings, people: People, token: str, account: str
) -> websockets.ClientConnection:
    url = f"ws://127.0.0.1:{settings.port}/live?log={people.place.district}"
    one = await websockets.connect(
        url, subprotocols=["shequtong.live.v1"], additional_headers={"Authorization": f"Bearer {token}"}
    )
    await one.send(json.dumps({"op": "subscribe", "id": 1, "topics": [f"own/{account}"]}))
    while json.loads(await one.recv())["op"] != "recovered":
        pass
    return one


async def signed_in(people: People, client: httpx.AsyncClient) -> tuple[str, str]:
    """The token and the account of a resident."""
    await people.owner.execute(
        "UPDATE accounts SET demo_key = 'an', demo_note = '' WHERE id = $1", (await people.resident()).account
    )
    answer = await client.post("/api/demo/sign-in", json={"key": "an", "transport": "bearer"})
    return answer.json()["token"], answer.json()["account"]["id"]


@pytest.fixture
def collector() -> Iterator[None]:
    """Serving spares the collector; the tests want it as it was."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


async def test_a_process_that_ends_says_so_and_finishes_what_is_under_way(
    settings: Settings, people: People, redis_client: redis.asyncio.Redis, collector: None
) -> None:
    settings = msgspec.structs.replace(settings, drain_seconds=1.0)
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(settings, stop))
    base = f"http://127.0.0.1:{settings.port}"
    async with (
        httpx.AsyncClient(base_url=base, trust_env=False, timeout=20) as phone,
        httpx.AsyncClient(base_url=base, trust_env=False, timeout=20) as balancer,
    ):

        async def ready() -> int:
            """What a balancer hears; 0: nothing, nobody listens."""
            try:
                return (await balancer.get("/ready")).status_code
            except httpx.TransportError:
                return 0

        await until(ready)
        token, account = await signed_in(people, phone)
        consoles = [await listening_to(settings, people, token, account) for _ in range(4)]
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "held"}
        body = {"area": str(people.place.dwelling), "category": "drain_blocked", "text": "堵了"}
        async with people.owner.transaction():
            await people.owner.execute("LOCK TABLE tickets IN SHARE MODE")
            held = asyncio.create_task(phone.post("/api/tickets", json=body, headers=headers))
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation'"
            await until(lambda: people.owner.fetchval(waiting))
            assert await ready() == 200
            stop.set()
            heard: list[int] = []

            async def other() -> bool:
                heard.append(await ready())
                return heard[-1] != 200

            await until(other)
            assert heard[-1] == 503, "it is gone and has not said that it goes"
            assert {await ended(one) for one in consoles} == {1001}
            # The server has closed what it could and waits for the rest.
            await until(lambda: held.done() or any("_wait_tasks" in repr(one) for one in asyncio.all_tasks()))
            assert not held.done() or held.result().status_code == 409
        # On a very busy machine the lock was waited for too long: that is said, and nothing is stored.
        assert (await held).status_code in (201, 409)
        stored = await people.owner.fetchval("SELECT count(*) FROM idempotency WHERE key = 'held'")
        assert stored == ((await held).status_code == 201)
    await serving


async def test_processes_share_a_port_and_hear_of_everything(
    settings: Settings, people: People, relay: None, redis_client: redis.asyncio.Redis
) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub", "serve", "--processes", "2",
        env={**os.environ, **to_environ(settings)}, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    base = f"http://127.0.0.1:{settings.port}"

    def hubs() -> list[psutil.Process]:
        return psutil.Process(parent.pid).children()

    def listening() -> int:
        ours = {one.pid for one in hubs()}
        found = []
        for pid in ours:
            with contextlib.suppress(psutil.Error):
                found += psutil.Process(pid).net_connections()
        return sum(one.status == psutil.CONN_LISTEN and one.laddr.port == settings.port for one in found)

    async def live(token: str, account: str) -> websockets.ClientConnection:
        return await listening_to(settings, people, token, account)

    try:
        await until(lambda: len(hubs()) == 2 and listening() == 2, timeout=40, step=0.1)
        async with httpx.AsyncClient(base_url=base, trust_env=False) as client:
            token, account = await signed_in(people, client)
            sockets = [await live(token, account) for _ in range(12)]
            # The kernel spread them: with both processes in it, every socket hears of the report all the same.
            holding = {
                one.pid
                for one in hubs()
                if any(
                    c.status == psutil.CONN_ESTABLISHED and c.laddr.port == settings.port
                    for c in one.net_connections()
                )
            }
            assert len(holding) == 2
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
            body = {"area": str(people.place.dwelling), "category": "drain_blocked", "text": "堵了"}
            assert (await client.post("/api/tickets", json=body, headers=headers)).status_code == 201
            for one in sockets:
                while json.loads(await asyncio.wait_for(one.recv(), 20))["op"] != "event":
                    pass
                await one.close()
        victim = hubs()[0].pid
        os.kill(victim, signal.SIGKILL)
        await until(
            lambda: victim not in {one.pid for one in hubs()} and listening() == 2, timeout=40, step=0.1
        )
        client = httpx.AsyncClient(base_url=base, trust_env=False, timeout=20)
        body["text"] = "换新"
        before = {one.pid for one in hubs()}
        console = await live(token, account)
        made: list[str] = []
        go_on = True

        async def report() -> None:
            """As a phone does: until it is answered, under the same key."""
            while go_on or len(made) < 10:
                again = headers | {"Idempotency-Key": str(uuid4())}
                while True:
                    try:
                        answer = await client.post("/api/tickets", json=body, headers=again)
                    except httpx.TransportError:
                        continue
                    if answer.status_code == 201:
                        made.append(answer.json()["id"])
                        break
                    assert "retry-after" in answer.headers, answer.text
                await asyncio.sleep(0.3)

        reporting = asyncio.create_task(report())
        parent.send_signal(signal.SIGHUP)
        served: list[int] = []

        def anew() -> bool:
            served.append(listening())
            return not before & {one.pid for one in hubs()} and served[-1] == 2

        await until(anew, timeout=60, step=0.05)
        assert min(served) == 1, "one of them serves all the time"
        assert await ended(console) == 1001
        go_on = False
        await reporting
        rows = await people.owner.fetch("SELECT id::text FROM tickets WHERE text = '换新'")
        assert sorted(row["id"] for row in rows) == sorted(made)

        await client.aclose()
    finally:
        family = hubs() if parent.returncode is None else []
        if parent.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                parent.terminate()
        assert await asyncio.wait_for(parent.wait(), 30) == 0
    assert not [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
