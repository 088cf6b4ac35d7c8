"""More is asked of a hub than it takes: it says so in time, loses nothing, reads go on, an emergency comes through."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
import msgspec
import pytest
from shequtong import Client

from hub import door
from hub.accounts.types import Principal
from hub.settings import Settings
from tests.conftest import RunningHub
from tests.support import People, until

MOST = 4


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, commands_at_once=MOST, pressure_patience=1)


@asynccontextmanager
async def stuck(owner: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[None]:
    """Whatever is reported meanwhile waits."""
    async with owner.transaction():
        await owner.execute("LOCK TABLE tickets IN SHARE MODE")
        yield


def post(
    client: httpx.AsyncClient, people: People, key: str, category: str = "drain_blocked", **headers: str
) -> "asyncio.Task[httpx.Response]":
    body = {"area": str(people.place.unit), "category": category, "text": key}
    return asyncio.ensure_future(
        client.post("/api/tickets", json=body, headers={"Idempotency-Key": key, **headers})
    )


async def test_ordinary_ones_are_refused_first_and_nothing_is_lost(
    hub: RunningHub, people: People, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    pressure = hub.hub.pressure
    await until(lambda: "gas_smell" in pressure.urgent)
    async with await hub.client(await people.resident()) as an:
        async with stuck(owner):
            held = [post(an, people, f"held-{n}") for n in range(MOST)]
            await until(lambda: pressure.commands == MOST)
            refused = await post(an, people, "refused")
            assert (refused.status_code, refused.json()["code"]) == (503, "overloaded")
            assert int(refused.headers["retry-after"]) in range(2, 7)
            assert "还没有收下" in refused.json()["detail"]
            english = await post(an, people, "refused", **{"Accept-Language": "en"})
            assert english.json()["detail"].startswith("Very busy")
            # An emergency has room beside; so has what is read, though every write waits.
            fire = post(an, people, "fire", "gas_smell")
            await until(lambda: pressure.commands == MOST + 1)
            assert (await an.get("/api/tickets?list=own")).status_code == 200
            assert (await an.post("/api/photos", headers={"Priority": "u=0"})).status_code == 503
            assert (await post(an, people, "fire-2", "gas_smell")).status_code == 503
            assert pressure.refused["commands"] == 4
        answers = await asyncio.gather(*held, fire)
        assert [one.status_code for one in answers] == [201] * (MOST + 1)
        assert pressure.commands == 0
        assert (await post(an, people, "refused")).status_code == 201
    rows = await owner.fetch("SELECT text FROM tickets ORDER BY text")
    assert [row["text"] for row in rows] == ["fire", *(f"held-{n}" for n in range(MOST)), "refused"]


async def test_the_sdk_comes_again_with_the_same_key(
    hub: RunningHub,
    people: People,
    owner: "asyncpg.Connection[asyncpg.Record]",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(door, "AGAIN_SECONDS", (1, 1))
    resident: Principal = await people.resident()
    async with await hub.client(resident) as an, Client(hub.base_url, token=await hub.token(resident)) as sdk:
        async with stuck(owner):
            held = [post(an, people, f"held-{n}") for n in range(MOST)]
            await until(lambda: hub.hub.pressure.commands == MOST)
            waiting = asyncio.create_task(
                sdk.tickets.create(area=people.place.unit, category="drain_blocked", text="sdk")
            )
            await until(lambda: hub.hub.pressure.refused["commands"])
        assert (await waiting).text == "sdk"
        await asyncio.gather(*held)
    assert await owner.fetchval("SELECT count(*) FROM tickets WHERE text = 'sdk'") == 1


async def test_a_body_that_drips_takes_nobodys_room(hub: RunningHub, people: People) -> None:
    resident = await people.resident()
    token = await hub.token(resident)
    slow = []
    for path, length in (("tickets", 100), ("photos", 900_000)):
        head = (
            f"POST /api/{path} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: k\r\n"
            f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {length}\r\n\r\n--x"
        )
        for _ in range(MOST + 1):
            _, writer = await asyncio.open_connection("127.0.0.1", hub.settings.port)
            slow.append(writer)
            writer.write(head.encode())
    async with await hub.client(resident) as an:
        await until(lambda: len(hub.server.server_state.tasks) == len(slow))
        assert (await post(an, people, "quick")).status_code == 201
    for writer in slow:
        writer.close()


@pytest.mark.parametrize(("late", "ordinary", "fire"), [(0.0, 201, 201), (1.0, 503, 201), (3.0, 503, 503)])
async def test_a_loop_that_comes_late(
    hub: RunningHub, people: People, late: float, ordinary: int, fire: int
) -> None:
    await until(lambda: hub.hub.pressure.urgent)
    hub.hub.live.counts.tick(9.0)  # one long step is not it
    if late:
        hub.hub.pressure.late = lambda: late
    async with await hub.client(await people.resident()) as an:
        assert (await post(an, people, "a")).status_code == ordinary
        assert (await post(an, people, "b", "gas_smell")).status_code == fire
