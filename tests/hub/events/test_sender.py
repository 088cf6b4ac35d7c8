"""The stream is brought level with the table, never ahead of it, and a batch ends at its first failure."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest
import redis.asyncio
import redis.exceptions

from hub.db import Database, load_queries
from hub.events import connect, numbering, sender
from hub.events.connect import Session, stream_key
from hub.events.epoch import ensure_log
from hub.events.numbering import Numbering
from hub.events.sender import Sender
from tests.hub.events.support import Owner, write, write_all
from tests.support import District, until

q = load_queries(numbering.__file__)


@pytest.fixture
async def session(database_url: str, district: District) -> AsyncIterator[Session]:
    opened = await connect.postgres(database_url, "test")
    await ensure_log(opened, district.district)
    yield opened
    await opened.close()


@pytest.fixture
async def client(redis_url: str, redis_client: redis.asyncio.Redis) -> AsyncIterator[redis.asyncio.Redis]:
    """As the relay's."""
    opened = connect.redis(redis_url)
    yield opened
    await opened.aclose()


async def number(session: Session, home: UUID) -> list[asyncpg.Record]:
    work = Numbering(batch=100_000)
    return await work.number(session, home, await work.peek(session))


async def epoch(session: Session, home: UUID) -> str:
    state = await session.fetchrow(q.log_state, home, 0)
    assert state is not None
    return str(state["epoch"])


@asynccontextmanager
async def sending(
    database_url: str, client: redis.asyncio.Redis, home: UUID, epoch: str, base: int = 0
) -> AsyncIterator[Sender]:
    work = Sender(database_url, client, home, epoch, base)
    task = asyncio.create_task(work.run())
    try:
        yield work
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def sent(client: redis.asyncio.Redis, key: str) -> list[int]:
    return [int(identity.split(b"-")[0]) for identity, _ in await client.xrange(key)]


async def test_the_first_comparison_sends_what_the_stream_lacks(
    db: Database, database_url: str, session: Session, client: redis.asyncio.Redis, district: District
) -> None:
    home = district.district
    await write_all(db, home, 1, 10)
    rows = await number(session, home)
    current = await epoch(session, home)
    before = Sender(database_url, client, home, current, 0)
    before.sent = 0
    await before.send(rows[:4])
    async with sending(database_url, client, home, current, 10) as work:
        await until(lambda: work.sent == 10)
    assert await sent(client, stream_key(home, current)) == list(range(1, 11))
    assert 0 < await client.ttl(stream_key(home, current)) <= 3600


async def test_what_was_put_during_a_comparison_is_sent_once(
    db: Database, database_url: str, session: Session, client: redis.asyncio.Redis, district: District
) -> None:
    home = district.district
    current = await epoch(session, home)
    work = Sender(database_url, client, home, current, 0)
    await write_all(db, home, 1, 3)
    work.put(await number(session, home))
    task = asyncio.create_task(work.run())
    for n in range(4, 30):
        await write_all(db, home, n, n)
        work.put(await number(session, home))
    await until(lambda: work.sent == 29)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await sent(client, work.key) == list(range(1, 30))
    assert work.errors == 0


async def test_after_a_long_gap_only_the_newest_are_sent(
    db: Database,
    database_url: str,
    session: Session,
    client: redis.asyncio.Redis,
    district: District,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sender, "NEWEST", 5)
    home = district.district
    await write_all(db, home, 1, 20)
    rows = await number(session, home)
    current = await epoch(session, home)
    before = Sender(database_url, client, home, current, 0)
    await before.send(rows[:4])
    async with sending(database_url, client, home, current, 20) as work:
        await until(lambda: work.sent == 20)
    assert await sent(client, work.key) == [16, 17, 18, 19, 20], "what lay before the gap is gone"


async def test_a_queue_that_overflowed_is_read_again(
    db: Database, database_url: str, session: Session, client: redis.asyncio.Redis, district: District
) -> None:
    home = district.district
    current = await epoch(session, home)
    async with sending(database_url, client, home, current) as work:
        await until(lambda: work.sent == 0)
        await write_all(db, home, 1, 6)
        work.put((await number(session, home))[3:])  # as if the first had been pushed out
        await until(lambda: work.sent == 6)
    assert await sent(client, work.key) == [1, 2, 3, 4, 5, 6]


async def test_a_batch_that_fills_redis_is_not_sent_in_part(
    db: Database, database_url: str, session: Session, client: redis.asyncio.Redis, district: District
) -> None:
    """Memory ends in the middle of it; what came after could else slip in behind a hole."""
    home = district.district
    async with db.transaction() as tx:
        for n in range(100):
            await write(tx, home, n, data=b'{"x":"%s"}' % (b"x" * 8000))
    rows = await number(session, home)
    work = Sender(database_url, client, home, await epoch(session, home), 0)
    used = (await client.info("memory"))["used_memory"]
    await client.config_set("maxmemory", used + 500_000)
    try:
        with pytest.raises(redis.exceptions.RedisError):
            await work.send(rows)
    finally:
        await client.config_set("maxmemory", 0)
    assert await sent(client, work.key) == []
    assert work.sent is None


async def test_a_stream_ahead_of_the_table_is_an_alarm_and_a_new_epoch(
    db: Database, database_url: str, session: Session, client: redis.asyncio.Redis, district: District
) -> None:
    """The table was put back to an earlier state, under the same epoch."""
    home = district.district
    current = await epoch(session, home)
    await client.xadd(stream_key(home, current), {"t": "x"}, id="7-0")
    await write_all(db, home, 1, 3)
    async with sending(database_url, client, home, current, 0) as work:
        await write_all(db, home, 4, 9)
        work.put(await number(session, home))  # the table overtakes the stream before they are compared
        await until(lambda: work.sent == 9)
        assert work.alarms == 1
        assert work.epoch == await epoch(session, home) != current
    assert await sent(client, work.key) == list(range(1, 10))
    assert await sent(client, stream_key(home, current)) == [7], "untouched, and ends by itself"


async def test_without_the_base_the_lost_history_would_be_taken_for_a_repeat(
    db: Database, database_url: str, session: Session, client: redis.asyncio.Redis, district: District
) -> None:
    """What the comparison at the start is for: nine events later the stream looks like one that is behind."""
    home = district.district
    current = await epoch(session, home)
    await client.xadd(stream_key(home, current), {"t": "x"}, id="7-0")
    await write_all(db, home, 1, 9)
    rows = await number(session, home)
    async with sending(database_url, client, home, current, base=9) as work:  # taken after the numbering
        work.put(rows)
        await until(lambda: work.sent == 9)
    assert work.alarms == 0
    assert await sent(client, work.key) == [7, 8, 9], "7 is of the lost history"


async def test_another_epoch_goes_onto_another_stream(
    db: Database,
    database_url: str,
    owner: Owner,
    session: Session,
    client: redis.asyncio.Redis,
    district: District,
) -> None:
    home = district.district
    current = await epoch(session, home)
    async with sending(database_url, client, home, current) as work:
        await write_all(db, home, 1, 2)
        work.put(await number(session, home))
        await until(lambda: work.sent == 2)
        await owner.execute("UPDATE logs SET log = uuidv7()")
        work.renew(await epoch(session, home))
        await until(lambda: work.sent == 2 and work.key != stream_key(home, current))
        await write_all(db, home, 3, 3)
        work.put(await number(session, home))
        await until(lambda: work.sent == 3)
    assert await sent(client, stream_key(home, current)) == [1, 2]
    assert await sent(client, work.key) == [1, 2, 3]


async def test_the_stream_is_bounded(
    db: Database,
    database_url: str,
    session: Session,
    client: redis.asyncio.Redis,
    district: District,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sender, "STREAM_MOST", 100)
    home = district.district
    async with db.transaction() as tx:
        for n in range(700):
            await write(tx, home, n)
    work = Sender(database_url, client, home, await epoch(session, home), 0)
    await work.send(await number(session, home))
    assert 100 <= await client.xlen(work.key) <= 300, "about: whole nodes go"


async def test_entries_leave_after_an_hour(
    db: Database,
    database_url: str,
    session: Session,
    client: redis.asyncio.Redis,
    district: District,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hours = [0.0]
    monkeypatch.setattr(sender.time, "monotonic", lambda: hours[0] * 3600 + 100)
    home = district.district
    work = Sender(database_url, client, home, await epoch(session, home), 0)
    for batch in range(3):
        hours[0] = batch * 0.6
        async with db.transaction() as tx:
            for n in range(300):
                await write(tx, home, n)
        await work.send(await number(session, home))
    first = (await sent(client, work.key))[0]
    assert 200 < first <= 301, "the first batch is more than an hour old, the second is not"


async def test_a_redacted_entry_is_deleted_in_the_same_step(
    db: Database, database_url: str, session: Session, client: redis.asyncio.Redis, district: District
) -> None:
    home = district.district
    await write_all(db, home, 1, 3)
    async with db.transaction() as tx:
        await write(tx, home, 4, type="redacted", data=b'{"seqs":[2,3]}')
    async with sending(database_url, client, home, await epoch(session, home)) as work:
        await until(lambda: work.sent == 0)
        work.put(await number(session, home))
        await until(lambda: work.sent == 4)
        assert await sent(client, work.key) == [1, 4]
    async with sending(database_url, client, home, work.epoch, 4) as again:
        await until(lambda: again.sent == 4)
    assert await sent(client, work.key) == [1, 4], "a deleted entry is not sent again"
