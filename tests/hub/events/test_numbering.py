"""Numbers are consecutive, given once, in the order of insertion, and nothing is passed over."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from structlog.testing import capture_logs

from hub.db import Database, load_queries
from hub.events import connect, numbering
from hub.events.connect import Session
from hub.events.numbering import Numbering
from tests.hub.events.support import Owner, numbers, write
from tests.support import District, until

q = load_queries(numbering.__file__)


@pytest.fixture
async def session(database_url: str) -> AsyncIterator[Session]:
    opened = await connect.postgres(database_url, "test")
    yield opened
    await opened.close()


@pytest.fixture
async def rival(database_url: str) -> AsyncIterator[Session]:
    opened = await connect.postgres(database_url, "test")
    yield opened
    await opened.close()


async def poll(numbering: Numbering, session: Session) -> list[int]:
    """One poll as the relay does it; returns the `n` of what got a number."""
    pending = await numbering.peek(session)
    found = []
    for district in pending.districts:
        found += [said(row) for row in await numbering.number(session, district, pending)]
    numbering.settle(pending)
    return found


def said(row: asyncpg.Record) -> int:
    return int(msgspec.json.decode(row["text"])["n"])


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


async def fill(owner: Owner, district: UUID, count: int) -> None:
    """A history of numbered events on many topics, and the statistics that go with it."""
    await owner.execute(
        """INSERT INTO events (district, seq, type, subject, topics, text)
           SELECT $1, n, 'thing.changed', gen_random_uuid(), ARRAY['staff/' || n % 1000 || '/tickets', 'all/x'], '{}'
             FROM generate_series(1, $2::int) n""",
        district,
        count,
    )
    await owner.execute("ANALYZE events")


async def plan(session: Session, query: str, *values: object) -> str:
    return "\n".join(row[0] for row in await session.fetch("EXPLAIN (COSTS OFF) " + query, *values))


async def test_a_poll_walks_only_over_what_waits(
    db: Database, owner: Owner, session: Session, district: District
) -> None:
    home = district.district
    await fill(owner, home, 20_000)
    async with db.transaction() as tx:
        await write(tx, home, 1)
    peek = await plan(session, q.peek, 5)
    number = await plan(session, q.number_pending, home, 5, 100)
    for shown in (peek, number):
        for costly in ("Seq Scan", "Hash Join", "Merge Join"):
            assert costly not in shown, shown
    pending, _, rest = number.partition("CTE placed")
    placed, _, update = rest.partition("CTE numbered")
    for finding in (peek, pending):
        assert "Index Scan using events_0000000000000_tx_id_idx" in finding, finding
        assert "Index Cond: (tx >= '5'::xid8)" in finding
        assert "_pkey" not in finding, "it would walk the whole history"
    assert "Index Only Scan Backward using events_0000000000000_seq" in placed, placed
    assert "Index Scan using events_0000000000000_pkey" in update, update
    assert "Index Cond: (id = placed.id)" in update, "each row is looked up, not compared with all that wait"
    work = Numbering()
    await poll(work, session)
    await poll(work, session)
    read = "SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE indexrelname LIKE '%_tx_id_idx'"
    await session.execute("SELECT pg_stat_force_next_flush()")
    before = await owner.fetchval(read)
    for _ in range(20):
        assert await poll(work, session) == []
    await session.execute("SELECT pg_stat_force_next_flush()")
    await session.execute("SELECT 1")
    assert await owner.fetchval(read) == before, "an empty poll reads no entry, dead ones neither"


async def test_dead_entries_below_the_floor_cost_nothing(
    db: Database, owner: Owner, session: Session, district: District
) -> None:
    """While an old snapshot keeps dead index entries from being cleaned, only the floor keeps polls cheap."""
    home = district.district
    work = Numbering()
    old = owner.transaction(isolation="repeatable_read", readonly=True)
    await old.start()
    await owner.fetchval("SELECT count(*) FROM events")
    async with db.transaction() as tx:
        for n in range(300):
            await write(tx, home, n, data=b'{"n":%d,"x":"%s"}' % (n, os.urandom(700).hex().encode()))
    await poll(work, session)
    await poll(work, session)

    async def read(floor: int) -> int:
        explained = await session.fetchval(
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON, TIMING OFF) " + q.peek, floor
        )
        return int(msgspec.json.decode(explained)[0]["Plan"]["Shared Hit Blocks"])

    assert await read(0) > 60, "every dead entry is looked up in the table"
    assert await read(work.floor) < 20
    await old.rollback()


# Random interleavings: sessions change rows and tell of it; polls happen at any moment between.


@dataclass
class Writer:
    """A session and the steps it still has to take; it may wait for another's row lock inside one."""

    number: int
    transactions: list[tuple[list[int], bool]]
    go: asyncio.Queue[None] = field(default_factory=asyncio.Queue)

    async def run(self, session: Session, district: UUID, rows: Sequence[UUID]) -> None:
        for touched, commit in self.transactions:
            await self.go.get()
            transaction = session.transaction()
            await transaction.start()
            for index in touched:
                await self.go.get()
                version = await session.fetchval(
                    "UPDATE things SET version = version + 1 WHERE id = $1 RETURNING version", rows[index]
                )
                await self.go.get()
                await write(session, district, version, subject=rows[index])
            await self.go.get()
            await (transaction.commit() if commit else transaction.rollback())

    @property
    def steps(self) -> int:
        return sum(2 + 2 * len(touched) for touched, _ in self.transactions)


# Rows are touched in ascending order, as rooms must, or they deadlock.
touches = st.lists(st.integers(0, 2), min_size=1, max_size=2, unique=True).map(sorted)
transactions = st.lists(st.tuples(touches, st.integers(0, 4).map(bool)), min_size=1, max_size=3)
POLL = -1


@st.composite
def schedules(draw: st.DrawFn) -> tuple[list[Writer], list[int]]:
    writers = [
        Writer(number, work)
        for number, work in enumerate(draw(st.lists(transactions, min_size=2, max_size=4)))
    ]
    steps = [writer.number for writer in writers for _ in range(writer.steps)]
    polls = [POLL] * draw(st.integers(1, 8))
    return writers, draw(st.permutations(steps + polls))


@examples(
    max_examples=int(os.environ.get("INTERLEAVINGS", "40")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(schedule=schedules())
async def test_any_interleaving_gives_every_event_in_order(
    database_url: str, owner: Owner, schedule: tuple[list[Writer], list[int]]
) -> None:
    writers, order = schedule
    district = uuid4()
    await owner.execute(
        """CREATE TABLE IF NOT EXISTS things (id uuid PRIMARY KEY, version int NOT NULL DEFAULT 0);
           GRANT SELECT, UPDATE ON things TO shequ_serving"""
    )
    rows = [uuid4() for _ in range(3)]
    await owner.executemany("INSERT INTO things VALUES ($1)", [(row,) for row in rows])
    sent: list[asyncpg.Record] = []
    work = Numbering(batch=3)

    async with AsyncExitStack() as stack:
        sessions = []
        for _ in range(len(writers) + 1):
            opened = await connect.postgres(database_url, "test")
            stack.push_async_callback(opened.close)
            sessions.append(opened)
        *theirs, relay = sessions

        async def poll() -> int:
            pending = await work.peek(relay)
            rows = [row for one in pending.districts for row in await work.number(relay, one, pending)]
            work.settle(pending)
            sent.extend(row for row in rows if row)
            return len(rows)

        tasks = [
            asyncio.create_task(writer.run(session, district, rows))
            for writer, session in zip(writers, theirs, strict=True)
        ]
        for step in order:
            if step == POLL:
                await poll()
            else:
                writers[step].go.put_nowait(None)
                await asyncio.sleep(0)
        while not all(task.done() for task in tasks):
            await asyncio.wait(tasks, timeout=0.005)
            await poll()
        for task in tasks:
            task.result()
        while await poll():
            pass

        stored = await relay.fetch(
            "SELECT seq, subject::text, text FROM events WHERE district = $1 ORDER BY seq", district
        )
        fresh = {
            str(row["id"]): row["version"]
            for row in await relay.fetch("SELECT * FROM things WHERE id = ANY($1)", rows)
        }
    assert [row["seq"] for row in stored] == list(range(1, len(stored) + 1)), "every event has a number"
    assert [row["seq"] for row in sent] == [row["seq"] for row in stored], "and was sent once, in order"
    replayed = dict.fromkeys(fresh, 0)
    for row in sent:
        assert said(row) == replayed[row["subject"]] + 1, "versions grow by one"
        replayed[row["subject"]] = said(row)
    assert replayed == fresh, "old state + events = fresh fetch"
