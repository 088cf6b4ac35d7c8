"""Events are written whole or not at all, in the order of what they describe."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
import redis.asyncio

from hub.db import Database
from hub.errors import DomainError
from hub.events.append import CHANNEL, LIMIT, Draft, append, append_many, nudge
from tests.hub.events.support import Owner, write
from tests.support import District, until


class Thing(msgspec.Struct):
    n: int
    name: str


async def test_an_event_is_there_when_its_transaction_committed(db: Database, district: District) -> None:
    home, subject = district.district, uuid4()
    with pytest.raises(ZeroDivisionError):
        await _write_and_fail(db, home)
    async with db.transaction() as tx:
        await append(
            tx,
            district=home,
            type="thing.changed",
            subject=subject,
            area=None,
            data=Thing(7, "下水道"),
            topics=["staff/a/tickets", "own/b"],
            marked=["/name"],
        )
    async with db.connection() as connection:
        (row,) = await connection.fetch("SELECT * FROM events")
    assert (row["seq"], row["subject"], row["area"]) == (None, subject, None)
    assert row["text"] == '{"n":7,"name":"下水道"}'
    assert (row["topics"], row["marked"]) == (["staff/a/tickets", "own/b"], ["/name"])


async def test_many_in_one_trip_keep_their_order(db: Database, district: District) -> None:
    subject = uuid4()
    drafts = [Draft("thing.changed", subject, None, ["own/b"], Thing(n, "x")) for n in range(5)]
    async with db.transaction() as tx:
        await append_many(tx, district.district, drafts)
        rows = await tx.fetch("SELECT text FROM events ORDER BY id")
    assert [msgspec.json.decode(row["text"], type=Thing).n for row in rows] == [0, 1, 2, 3, 4]


async def test_the_limit_is_in_bytes(db: Database, district: District) -> None:
    room = LIMIT - len(b'{"n":1,"name":""}')
    async with db.transaction() as tx:
        await write(tx, district.district, 1, data=Thing(1, "x" * room))
        with pytest.raises(DomainError) as caught:
            await write(tx, district.district, 1, data=Thing(1, "水" * (room // 3 + 1)))
    assert (caught.value.code, caught.value.status) == ("event.too_large", 413)


BROKEN: list[dict[str, object]] = [
    {"topics": []},
    {"topics": ["staff/a/tickets board/b"]},  # would be read as two
    {"topics": ["staff/a\n"]},
    {"topics": [""]},
    {"type": 'x","seq":1'},  # would break out of the frame
    {"type": "Thing"},
    {"data": b'{"n":1'},
    {"data": b"[1]"},
]


async def test_the_table_refuses_what_would_break_a_frame(db: Database, district: District) -> None:
    async with db.connection() as connection:
        for fields in BROKEN:
            with pytest.raises(asyncpg.CheckViolationError):
                await write(connection, district.district, 1, **fields)


FORBIDDEN = [
    "INSERT INTO events (district, type, subject, topics, text, seq) VALUES ($1, 'x', $1, '{a/b}', '{}', 9)",
    "INSERT INTO events (district, type, subject, topics, text, id) VALUES ($1, 'x', $1, '{a/b}', '{}', 9)",
    "INSERT INTO events (district, type, subject, topics, text, tx) VALUES ($1, 'x', $1, '{a/b}', '{}', '9')",
    "UPDATE events SET type = 'y' WHERE district = $1",
    "UPDATE events SET topics = '{a/b}' WHERE district = $1",
    "DELETE FROM events WHERE district = $1",
    "DELETE FROM logs WHERE district = $1",
    "SELECT events_add_partition(0, 1) WHERE $1::uuid IS NOT NULL",
    "SELECT setval('events_id', 1) WHERE $1::uuid IS NOT NULL",
]


async def test_the_serving_role_cannot_rewrite_history(db: Database, district: District) -> None:
    async with db.connection() as connection:
        for sql in FORBIDDEN:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(sql, district.district)


@pytest.fixture
async def things(owner: Owner) -> UUID:
    """One row that many change, as a ticket is."""
    await owner.execute("CREATE TABLE things (id uuid PRIMARY KEY, version int NOT NULL DEFAULT 0)")
    await owner.execute("GRANT SELECT, UPDATE ON things TO shequ_serving")
    thing: UUID = await owner.fetchval("INSERT INTO things VALUES ($1) RETURNING id", uuid4())
    return thing


BUMP = "UPDATE things SET version = version + 1 WHERE id = $1 RETURNING version"
BUMP_AND_TELL = """
WITH changed AS (UPDATE things SET version = version + 1 WHERE id = $2 RETURNING *)
INSERT INTO events (district, type, subject, area, topics, text)
SELECT $1, 'thing.changed', id, NULL, '{own/b}', json_build_object('n', version)::text FROM changed
"""


async def versions(db: Database) -> list[int]:
    async with db.connection() as connection:
        rows = await connection.fetch("SELECT text FROM events ORDER BY id")
    return [msgspec.json.decode(row["text"])["n"] for row in rows]


async def _write_and_fail(db: Database, district: UUID) -> None:
    async with db.transaction() as tx:
        await write(tx, district, 1)
        raise ZeroDivisionError


@pytest.mark.parametrize("form", ["append", "one statement"])
async def test_versions_never_go_backwards_under_contention(
    db: Database, district: District, things: UUID, form: str
) -> None:
    async def writer() -> None:
        for _ in range(25):
            async with db.transaction() as tx:
                if form == "append":
                    version = await tx.fetchval(BUMP, things)
                    await write(tx, district.district, version)
                else:
                    await tx.execute(BUMP_AND_TELL, district.district, things)

    await asyncio.gather(*[writer() for _ in range(8)])
    assert await versions(db) == list(range(1, 201))


async def test_appended_before_the_row_lock_versions_do_go_backwards(
    db: Database, owner: Owner, district: District, things: UUID
) -> None:
    """Why `append` comes last: the place in the order is taken when it is called."""
    async with db.transaction() as early:
        await write(early, district.district, 2)  # the version it will make
        async with db.transaction() as other:
            await write(other, district.district, await other.fetchval(BUMP, things))
        assert await early.fetchval(BUMP, things) == 2
    assert await versions(db) == [2, 1]


@pytest.mark.parametrize(("cache", "order"), [(1, [1, 2, 3]), (20, [1, 3, 2])])
async def test_order_needs_a_sequence_without_cache(
    db: Database, owner: Owner, district: District, things: UUID, cache: int, order: list[int]
) -> None:
    if cache == 1:
        assert (
            await owner.fetchval("SELECT seqcache FROM pg_sequence WHERE seqrelid = 'events_id'::regclass")
            == 1
        )
    else:
        await owner.execute(f"ALTER SEQUENCE events_id CACHE {cache}")
    async with db.connection() as one, db.connection() as other:
        for connection in (one, other, one):
            await connection.execute(BUMP_AND_TELL, district.district, things)
    assert await versions(db) == order


async def test_a_nudge_arrives_and_never_hurts(redis_client: redis.asyncio.Redis, district: District) -> None:
    listener = redis_client.pubsub()
    await listener.subscribe(CHANNEL)
    for _ in range(100):
        await nudge(redis_client, district.district)
    await until(lambda: listener.get_message(ignore_subscribe_messages=True, timeout=0.1))
    heard = 1
    while await listener.get_message(ignore_subscribe_messages=True, timeout=0.1):
        heard += 1
    assert heard <= 2, "one for all that commit while it is under way, and one more"
    await listener.aclose()
    away = redis.asyncio.Redis(port=1)
    await nudge(away, district.district)
    await asyncio.sleep(0)
    await away.aclose()
