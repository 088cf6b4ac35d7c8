"""What a process is short of: connections, the relay's numbers, its own time."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from hub import pressure
from hub.db import Database
from hub.db.pool import AHEAD
from hub.pressure import Pressure
from tests.support import People, until


async def test_events_without_a_number(
    db: Database,
    people: People,
    owner: "asyncpg.Connection[asyncpg.Record]",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pressure, "UNNUMBERED", 3)
    one = Pressure(db, 10, lambda: 0.0)

    async def events(count: int) -> None:
        for _ in range(count):
            await owner.execute(
                "INSERT INTO events (district, type, subject, topics, text) VALUES ($1, 't', $2, '{a}', '{}')",
                people.place.district, uuid4(),
            )  # fmt: skip

    await events(2)
    await one.look()
    assert (one.unnumbered, one.short_of(urgent=False)) == (2, "")
    assert "gas_smell" in one.urgent
    assert "drain_blocked" not in one.urgent
    await events(2)
    await one.look()
    assert (one.short_of(urgent=False), one.short_of(urgent=True)) == ("relay", "")
    await owner.execute("UPDATE events SET seq = id")
    await one.look()
    assert one.short_of(urgent=False) == ""
    await events(3)  # later than the floor that was found then
    await one.look()
    assert one.short_of(urgent=False) == "relay"


async def test_who_waits_for_a_connection(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    db = await Database.open(database_url, max_size=4)
    one = Pressure(db, 10, lambda: 0.0)
    go = asyncio.Event()
    held: list[None] = []

    async def write() -> None:
        async with db.transaction():
            held.append(None)
            await go.wait()

    try:
        assert one.short_of(urgent=False) == ""
        writes = [asyncio.create_task(write()) for _ in range(4)]
        await until(lambda: len(held) == 3 and db.oldest_wait() > 0)
        monkeypatch.setattr(pressure, "POOL_SECONDS", (0.0, 0.0))
        # Writes wait for each other; reads and emergencies do not wait for them.
        assert (one.short_of(urgent=False), one.short_of(urgent=True)) == ("pool", "")
        async with db.connection() as connection:
            assert await connection.fetchval("SELECT 1") == 1
        AHEAD.set(True)
        ahead = asyncio.create_task(write())
        await until(lambda: len(held) == 4)
        AHEAD.set(False)
        late = asyncio.create_task(anything(db))
        await until(lambda: db.oldest_wait(urgent=True) > 0)
        assert one.short_of(urgent=True) == "pool"
        go.set()
        await asyncio.gather(*writes, ahead, late)
        assert (db.oldest_wait(), one.short_of(urgent=False)) == (0.0, "")
    finally:
        go.set()
        await db.close()


async def anything(db: Database) -> None:
    async with db.connection() as connection:
        await connection.fetchval("SELECT 1")


async def test_a_loop_that_comes_late(db: Database) -> None:
    one, patient = (Pressure(db, 10, lambda: 0.6, patience) for patience in (1.0, 2.0))
    assert (one.short_of(urgent=False), one.short_of(urgent=True)) == ("loop", "")
    assert patient.short_of(urgent=False) == ""
