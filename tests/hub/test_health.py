"""A balancer is told the truth: ready only with PostgreSQL, with the log, and while the process stays."""

from pathlib import Path

import asyncpg
import httpx
import msgspec
import pytest

from hub import health
from hub.app import Hub
from hub.db.migrator import migrate
from hub.embedded.postgres import SERVING, Postgres
from hub.settings import Settings
from tests.conftest import RunningHub
from tests.support import plant_district, until


@pytest.fixture
async def client(hub: RunningHub) -> httpx.AsyncClient:
    return await hub.client()


async def ready(client: httpx.AsyncClient) -> int:
    answer = await client.get("/ready")
    assert answer.json() == {"status": "ready" if answer.status_code == 200 else "not ready"}
    return answer.status_code


async def test_a_hub_that_works_is_ready(client: httpx.AsyncClient) -> None:
    async with client:
        assert (await client.get("/health")).json() == {"status": "ok"}
        assert await ready(client) == 200


async def test_not_without_postgresql(servers_folder: Path, settings: Settings) -> None:
    server = Postgres(servers_folder / "ready", durable=False)
    server.start()
    try:
        await server.prepare("ready")
        await migrate(server.url("ready"))
        owner = await asyncpg.connect(server.url("ready"))
        await plant_district(owner)
        await owner.close()
        async with Hub.open(
            msgspec.structs.replace(settings, database_url=server.url("ready", SERVING))
        ) as hub:
            transport = httpx.ASGITransport(app=hub.traffic)
            async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
                assert await ready(client) == 200
                server.kill()
                hub.tail.progress_at += 60  # PostgreSQL alone decides
                assert await ready(client) == 503
                assert (await client.get("/health")).status_code == 200
                server.start()

                async def again() -> bool:
                    return await ready(client) == 200

                await until(again)
    finally:
        server.stop()


async def test_not_when_postgresql_does_not_answer(
    hub: RunningHub, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every connection of the pool is held: as from a server that hangs."""
    monkeypatch.setattr(health, "PATIENCE", 0.1)
    pool = hub.hub.db.pool
    async with client:
        held = [await pool.acquire() for _ in range(hub.settings.pool_size)]
        assert await ready(client) == 503
        for connection in held:
            await pool.release(connection)
        assert await ready(client) == 200


async def test_not_when_the_log_is_not_followed(hub: RunningHub, client: httpx.AsyncClient) -> None:
    async def stands_still() -> bool:
        hub.hub.tail.progress_at = -1e9  # the tail, which follows it here, would move it
        return await ready(client) == 503

    async with client:
        await until(stands_still)


async def test_not_when_the_process_is_about_to_end(hub: RunningHub, client: httpx.AsyncClient) -> None:
    async with client:
        hub.hub.leaving = True
        assert await ready(client) == 503
        assert (await client.get("/health")).status_code == 200
