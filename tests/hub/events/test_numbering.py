"""Numbers are consecutive, given once, in the order of insertion, and nothing is passed over."""

import asyncio

import asyncpg
import pytest
from structlog.testing import capture_logs

from hub.db import Database, load_queries
from hub.events import numbering
from hub.events.connect import Session
from hub.events.numbering import Numbering
from tests.hub.events.support import Owner, numbers, poll, said, write
from tests.support import District, until

q = load_queries(numbering.__file__)


async def test_numbers_follow_insertion_in_each_log(
    db: Database, session: Session, district: District
) -> None:
    work = Numbering()
    async with db.transaction() as tx:
        for n in (1, 2, 3):
            await write(tx, district.district, n)
        await write(tx, district.far_district, 10)
    assert sorted(await poll(work, session)) == [1, 2, 3, 10]
    assert await poll(work, session) == []
    async with db.transaction() as tx:
        await write(tx, district.district, 4)
    assert await poll(work, session) == [4]
    assert await numbers(session, district.district) == [1, 2, 3, 4]
    assert await numbers(session, district.far_district) == [1]


async def test_a_batch_that_is_cut_leaves_the_floor(
    db: Database, session: Session, district: District
) -> None:
    work = Numbering(batch=2)
    async with db.transaction() as tx:
        for n in range(5):
            await write(tx, district.district, n)
    assert (await poll(work, session), work.floor) == ([0, 1], 0)
    assert (await poll(work, session), work.floor) == ([2, 3], 0)
    assert await poll(work, session) == [4]
    assert work.floor > 0


async def test_a_long_open_transaction_delays_and_skips_nothing(
    db: Database, session: Session, district: District
) -> None:
    home = district.district
    work = Numbering()
    async with db.transaction() as slow:
        await write(slow, home, 1)
        for n in range(2, 6):
            async with db.transaction() as tx:
                await write(tx, home, n)
            assert await poll(work, session) == [n]
        held = work.floor
        assert held <= await slow.fetchval("SELECT pg_current_xact_id()")
    assert await poll(work, session) == [1]
    assert await poll(work, session) == []
    assert work.floor > held


@pytest.mark.parametrize("bound", ["xmin", "xmax", "highest id"])
async def test_a_higher_floor_would_skip_it(
    db: Database, session: Session, district: District, bound: str
) -> None:
    """The oldest transaction still running is as far as the floor may go; and an outbox read by id fails."""
    home = district.district
    pending_after = {
        "xmin": "SELECT id FROM events WHERE seq IS NULL AND tx >= pg_snapshot_xmin($1::text::pg_snapshot)",
        "xmax": "SELECT id FROM events WHERE seq IS NULL AND tx >= pg_snapshot_xmax($1::text::pg_snapshot)",
        "highest id": "SELECT id FROM events WHERE id > $1::text::bigint",
    }
    async with db.transaction() as slow:
        await write(slow, home, 1)
        async with db.transaction() as tx:
            await write(tx, home, 2)
        seen = await session.fetchval(
            "SELECT max(id)::text FROM events"
            if bound == "highest id"
            else "SELECT pg_current_snapshot()::text"
        )
        await poll(Numbering(), session)
    found = await session.fetch(pending_after[bound], seen)
    assert len(found) == (1 if bound == "xmin" else 0)


async def test_a_transaction_held_open_is_an_alarm(
    db: Database, session: Session, district: District
) -> None:
    work = Numbering(held_open=0.0)
    async with db.transaction() as slow:
        await write(slow, district.district, 1)
        async with db.transaction() as tx:
            await write(tx, district.district, 2)
        await poll(work, session)
        assert work.alarms == 0, "seen for the first time"
        with capture_logs() as logs:
            await poll(work, session)
        assert work.alarms == 1
        (alarm,) = [line for line in logs if line["event"] == "relay.transaction_held_open"]
        assert alarm["tx"] == await slow.fetchval("SELECT pg_current_xact_id()")
        assert alarm["holder"]["pid"] == slow.get_server_pid()
        assert alarm["holder"]["application_name"] == "shequ-hub"
    await poll(work, session)
    await poll(work, session)
    assert work.alarms == 1


async def test_two_that_number_at_once_give_no_number_twice(
    db: Database, session: Session, rival: Session, district: District
) -> None:
    home = district.district
    done = asyncio.Event()

    async def write_many(base: int) -> None:
        for n in range(100):
            async with db.transaction() as tx:
                await write(tx, home, base + n)

    async def number(on: Session) -> None:
        work = Numbering(batch=7)
        while not done.is_set() or await poll(work, on):
            await poll(work, on)

    numberers = [asyncio.create_task(number(on)) for on in (session, rival)]
    await asyncio.gather(*[write_many(base) for base in (0, 1000, 2000, 3000)])
    done.set()
    await asyncio.gather(*numberers)
    assert await numbers(session, home) == list(range(1, 401))


LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('log:' || $1::uuid, 0)) AS held"


@pytest.mark.parametrize("lock", ["as built", "none", "in the statement that numbers"])
async def test_the_lock_and_a_new_statement_are_needed(
    db: Database, owner: Owner, session: Session, rival: Session, district: District, lock: str
) -> None:
    """Two number at once, events 1 and 2 lying in two partitions, where no unique index sees both."""
    home = district.district
    statement = q.number_pending
    if lock.startswith("in"):
        statement = statement.replace("WITH pending AS", f"WITH lock AS MATERIALIZED ({LOCK}), pending AS")
        statement = statement.replace("FROM events WHERE seq IS NULL", "FROM lock, events WHERE seq IS NULL")
        assert statement.count("lock") == 3

    async def number(on: Session) -> list[asyncpg.Record]:
        if lock == "as built":
            await on.execute(q.lock_log, home)
        return await on.fetch(statement, home, 0, 10)

    await owner.execute("SELECT setval('events_id', 999999, false)")
    async with db.transaction() as slow:
        await write(slow, home, 1)
        async with db.transaction() as tx:
            await write(tx, home, 2)
        first = session.transaction()
        await first.start()
        assert [said(row) for row in await number(session)] == [2]
    second = rival.transaction()
    await second.start()
    waiting = asyncio.create_task(number(rival))
    # The rival waits: for the lock, or for the row that the first has numbered.
    await until(
        lambda: owner.fetchval(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = $1", rival.get_server_pid()
        )
    )
    await first.commit()
    await waiting
    await second.commit()
    assert await numbers(session, home) == ([1, 2] if lock == "as built" else [1, 1])


async def test_the_index_refuses_a_number_given_twice(
    db: Database, session: Session, district: District
) -> None:
    async with db.transaction() as tx:
        await write(tx, district.district, 1)
        await write(tx, district.district, 2)
    with pytest.raises(asyncpg.UniqueViolationError):
        await session.execute("UPDATE events SET seq = 1")


async def test_numbers_are_on_disk_before_they_are_told(session: Session) -> None:
    shown = {
        name: await session.fetchval(f"SHOW {name}")
        for name in (
            "synchronous_commit", "idle_in_transaction_session_timeout", "tcp_user_timeout",
            "tcp_keepalives_idle", "enable_seqscan", "enable_hashjoin", "enable_mergejoin",
        )
    }  # fmt: skip
    assert shown == {
        "synchronous_commit": "on",
        "idle_in_transaction_session_timeout": "5s",
        "tcp_user_timeout": "5000",
        "tcp_keepalives_idle": "5",
        "enable_seqscan": "off",
        "enable_hashjoin": "off",
        "enable_mergejoin": "off",
    }


async def test_partitions_roll_over(db: Database, owner: Owner, session: Session, district: District) -> None:
    home = district.district
    work = Numbering()
    await owner.execute("SELECT setval('events_id', 999995)")
    async with db.transaction() as tx:
        for n in range(10):
            await write(tx, home, n)
    assert await poll(work, session) == list(range(10))
    async with db.transaction() as tx:
        await write(tx, home, 10)
    assert await poll(work, session) == [10]
    assert await numbers(session, home) == list(range(1, 12))
    sizes = [len(await owner.fetch(f"SELECT FROM events_{low:013}")) for low in (0, 1_000_000)]
    assert sizes == [4, 7]
    assert await session.fetchval(q.extend) == 1, "by the serving role, in good time"
    assert await session.fetchval(q.extend) == 0
    assert (
        await owner.fetchval("SELECT count(*) FROM pg_indexes WHERE tablename = 'events_0000003000000'") == 5
    )


async def test_a_partition_is_made_while_a_transaction_writes(
    db: Database, owner: Owner, session: Session, district: District
) -> None:
    async with db.transaction() as slow:
        await write(slow, district.district, 1)
        await owner.execute("SELECT setval('events_id', 2500000)")
        assert await session.fetchval(q.extend) == 2
