"""A poll of the relay costs what waits, not what the log holds."""

import os
from uuid import UUID

import msgspec

from hub.db import Database, load_queries
from hub.events import numbering
from hub.events.connect import Session
from hub.events.numbering import Numbering
from tests.hub.events.support import Owner, poll, write
from tests.support import District

q = load_queries(numbering.__file__)


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
