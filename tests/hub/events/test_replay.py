"""What the ring no longer covers comes from PostgreSQL: each event once, in order, or a reason why not."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from hub.db import Connection, Database, load_queries
from hub.events import connect, replay
from hub.events.epoch import ensure_log
from hub.events.numbering import Numbering
from hub.events.replay import Replay, read_after
from tests.hub.events.support import Owner, write
from tests.support import District

q = load_queries(replay.__file__)


@pytest.fixture
async def connection(db: Database) -> AsyncIterator[Connection]:
    async with db.connection() as opened:
        yield opened


@pytest.fixture
async def log(db: Database, database_url: str, district: District) -> District:
    """Events 1 to 30: every third on a/3, every fifth on a/5, all on a/1."""
    session = await connect.postgres(database_url, "test")
    await ensure_log(session, district.district)
    async with db.transaction() as tx:
        for n in range(1, 31):
            topics = ["a/1"] + [f"a/{k}" for k in (3, 5) if n % k == 0]
            await write(tx, district.district, n, topics=topics)
    work = Numbering()
    await work.number(session, district.district, await work.peek(session))
    await session.close()
    return district


def seqs(found: Replay) -> list[int]:
    return [entry.seq for entry in found.entries]


async def test_each_event_once_in_order(connection: Connection, log: District) -> None:
    found = await read_after(connection, log.district, ["a/3", "a/5"], 4)
    assert seqs(found) == [5, 6, 9, 10, 12, 15, 18, 20, 21, 24, 25, 27, 30]
    assert (found.head, found.cut, found.expired, found.ahead) == (30, False, False, False)
    assert found.epoch == await connection.fetchval("SELECT log_epoch(log) FROM logs")
    assert found.entries[0].frame.startswith(b'{"op":"event","seq":5,')
    assert seqs(await read_after(connection, log.district, ["a/7"], 0)) == []
    assert seqs(await read_after(connection, log.district, ["a/1"], 30)) == []


async def test_another_log_is_another_log(connection: Connection, log: District) -> None:
    await ensure_log(connection, log.far_district)
    found = await read_after(connection, log.far_district, ["a/1"], 0)
    assert (found.head, found.entries) == (0, [])
    with pytest.raises(LookupError):
        await read_after(connection, uuid4(), ["a/1"], 0)


async def test_too_many_are_not_sent_in_part(connection: Connection, log: District) -> None:
    assert seqs(await read_after(connection, log.district, ["a/3"], 0, limit=10)) == list(range(3, 31, 3))
    found = await read_after(connection, log.district, ["a/3"], 0, limit=9)
    assert (found.cut, found.entries, found.head) == (True, [], 30)


async def test_a_reader_ahead_of_the_table_is_told(connection: Connection, log: District) -> None:
    before = await connection.fetchval("SELECT log FROM logs")
    found = await read_after(connection, log.district, ["a/1"], 31)
    assert (found.ahead, found.entries) == (True, [])
    assert await connection.fetchval("SELECT log FROM logs") == before, (
        "a claim does not end everybody's epoch"
    )


async def test_replay_is_promised_for_seven_days(connection: Connection, owner: Owner, log: District) -> None:
    await owner.execute("UPDATE app_clock SET ahead = interval '6 days 23 hours'")
    assert len(seqs(await read_after(connection, log.district, ["a/1"], 10))) == 20
    await owner.execute("UPDATE app_clock SET ahead = interval '7 days 1 hour'")
    assert (await read_after(connection, log.district, ["a/1"], 10)).expired
    level = await read_after(connection, log.district, ["a/1"], 30)
    assert not level.expired, "nothing was missed in a quiet week"


async def test_what_is_not_numbered_is_not_replayed(
    db: Database, connection: Connection, log: District
) -> None:
    async with db.transaction() as tx:
        await write(tx, log.district, 31, topics=["a/1"])
    found = await read_after(connection, log.district, ["a/1"], 29)
    assert (seqs(found), found.head) == ([30], 30)


async def test_a_rare_topic_is_found_by_its_index(
    owner: Owner, connection: Connection, district: District
) -> None:
    home = district.district
    await owner.execute(
        """INSERT INTO events (district, seq, type, subject, topics, text)
           SELECT $1, n, 'thing.changed', gen_random_uuid(), ARRAY['rare/' || n % 5000, 'all/x'], '{}'
             FROM generate_series(1, 50000) n""",
        home,
    )
    await owner.execute("ANALYZE events")

    async def plan(topic: str, after: int) -> str:
        rows = await connection.fetch("EXPLAIN (COSTS OFF) " + q.replay, home, [topic], after, 50_000, 1001)
        return "\n".join(row[0] for row in rows)

    assert "events_0000000000000_topics_idx" in await plan("rare/7", 0)
    assert "events_0000000000000_seq" in await plan("all/x", 0)
    assert "events_0000000000000_seq" in await plan("rare/7", 49_990)
    for topic in ("rare/7", "all/x"):
        assert "Seq Scan on events_0000000000000" not in await plan(topic, 0)
    await ensure_log(connection, home)
    assert seqs(await read_after(connection, home, ["rare/7"], 0)) == list(range(7, 50_000, 5000))
