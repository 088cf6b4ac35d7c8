"""The tail takes what follows, drops what repeats, and asks PostgreSQL for the rest."""

import asyncio
import time
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest
import redis.asyncio

from hub.db import Database, load_queries
from hub.events import connect, entry, numbering, tail
from hub.events.connect import Session, stream_key
from hub.events.epoch import ensure_log, new_epoch
from hub.events.numbering import Numbering
from hub.events.ring import Ring
from hub.events.tail import Tail
from tests.hub.events.support import Owner, Reader, tailing, write, write_all
from tests.support import District, until

q = load_queries(numbering.__file__)
AWAY = "redis://127.0.0.1:1/0"


@pytest.fixture
async def session(database_url: str, district: District) -> AsyncIterator[Session]:
    opened = await connect.postgres(database_url, "test")
    await ensure_log(opened, district.district)
    yield opened
    await opened.close()


async def number(session: Session, home: UUID) -> list[asyncpg.Record]:
    work = Numbering()
    return await work.number(session, home, await work.peek(session))


async def send(client: redis.asyncio.Redis, reader: Reader, rows: list[asyncpg.Record]) -> None:
    """Puts entries onto the stream as the relay does."""
    for row in rows:
        identity, *fields = entry.to_stream(row)
        key = stream_key(reader.tail.district, reader.tail.ring.epoch)
        await client.execute_command("XADD", key, identity, *fields)


async def test_the_ring_is_filled_before_it_is_ready(
    db: Database, database_url: str, session: Session, district: District
) -> None:
    home = district.district
    async with db.transaction() as tx:
        for n in range(1500):
            await write(tx, home, n)
    while await number(session, home):
        pass
    follower = Tail(database_url, AWAY, home, Ring(most=1200))
    heard = Reader(follower)
    task = asyncio.create_task(follower.run())
    assert not follower._ready.is_set()
    await follower.ready()
    assert (follower.ring.floor, follower.ring.head, len(follower.ring)) == (300, 1500, 1200)
    assert heard.entries == [], "what was before is nobody's news"
    assert heard.epochs == []
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_hole_is_filled_from_postgresql(
    db: Database,
    database_url: str,
    redis_url: str,
    redis_client: redis.asyncio.Redis,
    session: Session,
    district: District,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Redis was wiped while the tail was at 8 and the relay at 10: then comes 11."""
    monkeypatch.setattr(tail, "COMPARE", 3600)
    monkeypatch.setattr(tail, "COMPARE_SOON", 3600)
    home = district.district
    await write_all(db, home, 1, 8)
    await number(session, home)
    async with tailing(database_url, redis_url, home) as reader:
        assert reader.tail.ring.head == 8
        await write_all(db, home, 9, 11)
        rows = await number(session, home)
        await send(redis_client, reader, rows[2:])
        await until(lambda: reader.tail.ring.head == 11)
        await write_all(db, home, 12, 12)
        await send(redis_client, reader, await number(session, home))
        await until(lambda: reader.tail.ring.head == 12)
    assert reader.seqs == [9, 10, 11, 12]
    assert reader.tail.from_stream >= 1


async def test_repeats_are_dropped(
    db: Database,
    database_url: str,
    redis_url: str,
    redis_client: redis.asyncio.Redis,
    session: Session,
    district: District,
) -> None:
    """PostgreSQL was faster than the stream, which then brings the same again."""
    home = district.district
    async with tailing(database_url, redis_url, home) as reader:
        await write_all(db, home, 1, 5)
        rows = await number(session, home)
        await until(lambda: reader.tail.ring.head == 5)
        await write_all(db, home, 6, 6)
        await send(redis_client, reader, rows + await number(session, home))
        await until(lambda: reader.tail.ring.head == 6)
    assert reader.seqs == [1, 2, 3, 4, 5, 6]


async def test_it_compares_whatever_redis_says(
    db: Database,
    database_url: str,
    redis_url: str,
    redis_client: redis.asyncio.Redis,
    session: Session,
    district: District,
) -> None:
    """Redis is well and the stream says nothing: as at full memory."""
    home = district.district
    async with tailing(database_url, redis_url, home) as reader:
        for n in range(1, 4):
            await write_all(db, home, n, n)
            await number(session, home)
            await until(lambda n=n: reader.tail.ring.head == n)  # type: ignore[misc]
    assert reader.seqs == [1, 2, 3]
    assert reader.tail.from_stream == 0


async def test_a_foreign_entry_stops_nothing(
    db: Database,
    database_url: str,
    redis_url: str,
    redis_client: redis.asyncio.Redis,
    session: Session,
    district: District,
) -> None:
    home = district.district
    async with tailing(database_url, redis_url, home) as reader:
        await redis_client.xadd(stream_key(home, reader.tail.ring.epoch), {"x": "y"}, id="1-0")
        await write_all(db, home, 1, 2)
        await send(redis_client, reader, (await number(session, home))[1:])
        await until(lambda: reader.tail.ring.head == 2)
    assert reader.seqs == [1, 2]
    assert all(one.type == "thing.changed" for one in reader.entries)


async def test_it_goes_on_without_redis(
    db: Database, database_url: str, session: Session, district: District
) -> None:
    home = district.district
    async with tailing(database_url, AWAY, home) as reader:
        async with db.transaction() as tx:
            for n in range(2500):
                await write(tx, home, n)
        while await number(session, home):
            pass
        await until(lambda: reader.tail.ring.head == 2500)
    assert reader.seqs == list(range(1, 2501))


async def test_it_outlives_postgresql_s_restart(
    db: Database, owner: Owner, database_url: str, redis_url: str, session: Session, district: District
) -> None:
    home = district.district
    async with tailing(database_url, redis_url, home) as reader:
        await write_all(db, home, 1, 1)
        await number(session, home)
        await until(lambda: reader.tail.ring.head == 1)
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'shequ-tail'"
        await until(lambda: owner.fetchval(end))
        await write_all(db, home, 2, 2)
        await number(session, home)
        await until(lambda: reader.tail.ring.head == 2)
    assert reader.seqs == [1, 2]
    assert reader.epochs == []


async def test_another_epoch_is_told_and_replaces_the_ring(
    db: Database,
    database_url: str,
    redis_url: str,
    redis_client: redis.asyncio.Redis,
    session: Session,
    district: District,
) -> None:
    home = district.district
    await write_all(db, home, 1, 5)
    await number(session, home)
    async with tailing(database_url, redis_url, home) as reader:
        before = reader.tail.ring.epoch
        renewed = await new_epoch(session, home)
        await until(lambda: reader.epochs)
        assert reader.epochs == [renewed] == [reader.tail.ring.epoch]
        assert renewed != before
        assert (reader.tail.ring.floor, reader.tail.ring.head) == (0, 5)
        await write_all(db, home, 6, 6)
        await send(redis_client, reader, await number(session, home))
        await until(lambda: reader.tail.ring.head == 6)
    assert reader.seqs == [6]


async def test_a_ring_ahead_of_the_table_is_an_alarm_and_a_new_epoch(
    db: Database, owner: Owner, database_url: str, redis_url: str, session: Session, district: District
) -> None:
    home = district.district
    await write_all(db, home, 1, 5)
    await number(session, home)
    async with (
        tailing(database_url, redis_url, home) as one,
        tailing(database_url, redis_url, home) as other,
    ):
        await owner.execute("DELETE FROM events WHERE seq > 3")  # the table is another one than it was
        await until(lambda: one.epochs and other.epochs)
        assert one.tail.alarms + other.tail.alarms >= 1
        assert one.epochs == other.epochs, "two that find it make one epoch"
        assert len(one.epochs) == 1
        assert one.tail.ring.head == other.tail.ring.head == 3


async def test_a_listener_that_fails_stops_nobody(
    db: Database, database_url: str, redis_url: str, session: Session, district: District
) -> None:
    home = district.district
    async with tailing(database_url, redis_url, home) as reader:
        reader.tail.listeners.insert(0, lambda _: 1 // 0)  # type: ignore[arg-type, return-value]
        await write_all(db, home, 1, 1)
        await number(session, home)
        await until(lambda: reader.seqs == [1])
        await write_all(db, home, 2, 2)
        await number(session, home)
        await until(lambda: reader.seqs == [1, 2])


async def test_progress_means_level_with_postgresql(
    db: Database, owner: Owner, database_url: str, redis_url: str, session: Session, district: District
) -> None:
    home = district.district
    async with tailing(database_url, redis_url, home) as reader:
        start = time.monotonic()
        await until(lambda: reader.tail.progress_at > start)
        async with owner.transaction():  # PostgreSQL is there and does not answer
            await owner.execute("LOCK TABLE logs")
            await until(lambda: _waits(owner))
            held = reader.tail.progress_at
            await asyncio.sleep(0)
            assert reader.tail.progress_at == held
        await until(lambda: reader.tail.progress_at > held)


async def _waits(owner: Owner) -> bool:
    return bool(
        await owner.fetchval(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'logs'::regclass"
        )
    )
