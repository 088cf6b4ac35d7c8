"""Several hub processes on one port: each serves, a dead one is started again, all hear of everything; they are put in
place anew one after the other, and end in order."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from uuid import uuid4

import httpx
import psutil
import pytest
import redis.asyncio
import websockets

from hub.settings import Settings, to_environ
from tests.support import People, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


async def ended(socket: websockets.ClientConnection) -> int | None:
    """Reads to its end; the code it was closed with."""
    async for _ in socket:
        pass
    return socket.close_code


async def test_processes_share_a_port_and_hear_of_everything(
    settings: Settings, people: People, relay: None, redis_client: redis.asyncio.Redis
) -> None:
    await people.owner.execute(
        "UPDATE accounts SET demo_key = 'an', demo_note = '' WHERE id = $1", (await people.resident()).account
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub", "serve", "--processes", "2",
        env={**os.environ, **to_environ(settings), "DRAIN_SECONDS": "1.5"}, stderr=asyncio.subprocess.DEVNULL,
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
        url = f"ws://127.0.0.1:{settings.port}/live?log={people.place.district}"
        one = await websockets.connect(
            url, subprotocols=["shequtong.live.v1"], additional_headers={"Authorization": f"Bearer {token}"}
        )
        await one.send(json.dumps({"op": "subscribe", "id": 1, "topics": [f"own/{account}"]}))
        while json.loads(await one.recv())["op"] != "recovered":
            pass
        return one

    try:
        await until(lambda: len(hubs()) == 2 and listening() == 2, timeout=40, step=0.1)
        async with httpx.AsyncClient(base_url=base, trust_env=False) as client:
            answer = await client.post("/api/demo/sign-in", json={"key": "an", "transport": "bearer"})
            token, account = answer.json()["token"], answer.json()["account"]["id"]
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

        # A command that is under way when the process is told to end is answered, and nobody new is sent here.
        consoles = [await live(token, account) for _ in range(4)]
        async with people.owner.transaction():
            await people.owner.execute("LOCK TABLE tickets IN SHARE MODE")
            held = asyncio.create_task(
                client.post("/api/tickets", json=body, headers=headers | {"Idempotency-Key": "held"})
            )
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation'"
            await until(lambda: people.owner.fetchval(waiting))
            async with httpx.AsyncClient(base_url=base, trust_env=False, verify=False) as balancer:

                async def leaving() -> bool:
                    return (await balancer.get("/ready")).status_code == 503

                assert not await leaving()
                parent.terminate()
                await until(leaving)
            assert {await ended(one) for one in consoles} == {1001}
            assert not held.done() or held.result().status_code == 409
        # On a very busy machine the lock was waited for too long: that is said, and nothing is stored.
        assert (await held).status_code in (201, 409)
        stored = await people.owner.fetchval("SELECT count(*) FROM idempotency WHERE key = 'held'")
        assert stored == ((await held).status_code == 201)
        await client.aclose()
    finally:
        family = hubs() if parent.returncode is None else []
        if parent.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                parent.terminate()
        assert await asyncio.wait_for(parent.wait(), 30) == 0
    assert not [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
