"""Several hub processes on one port: each serves, a dead one is started again, all hear of everything."""

import asyncio
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

pytestmark = [pytest.mark.slow]


async def test_processes_share_a_port_and_hear_of_everything(
    settings: Settings, people: People, relay: None, redis_client: redis.asyncio.Redis
) -> None:
    await people.owner.execute(
        "UPDATE accounts SET demo_key = 'an', demo_note = '' WHERE id = $1", (await people.resident()).account
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub", "serve", "--processes", "2",
        env={**os.environ, **to_environ(settings)}, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    base = f"http://127.0.0.1:{settings.port}"

    def hubs() -> list[psutil.Process]:
        return psutil.Process(parent.pid).children()

    def listening() -> int:
        ours = {one.pid for one in hubs()}
        found = [one for pid in ours for one in psutil.Process(pid).net_connections()]
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
    finally:
        family = hubs()
        parent.terminate()
        assert await asyncio.wait_for(parent.wait(), 30) == 0
    assert not [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
