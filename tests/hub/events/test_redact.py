"""Erasure reaches the table, the stream, every ring and every reader."""

import asyncio
from uuid import uuid4

import msgspec
import pytest
import redis.asyncio

from hub.db import Database
from hub.embedded.valkey import Valkey
from hub.events import connect, sender
from hub.events.connect import stream_key
from hub.events.numbering import Numbering
from hub.events.redact import SEQS_AN_EVENT, blank, redact, redact_subject
from tests.hub.events.support import Owner, relaying, tailing, write, write_all
from tests.support import District, until

CANARY = "金沙社区的安女士"
TOLD = f'{{"text":"{CANARY}","by":{{"name":"{CANARY}"}},"n":7}}'.encode()
PARTLY = f'{{"text":"{CANARY}","by":{{"name":"科员"}}}}'.encode()
MARKED = ["/text", "/by/name"]


async def test_text_goes_everywhere_and_the_numbers_stay(
    db: Database,
    owner: Owner,
    database_url: str,
    redis_url: str,
    redis_client: redis.asyncio.Redis,
    district: District,
) -> None:
    home, subject = district.district, uuid4()
    async with (
        relaying(database_url, redis_url) as relay,
        tailing(database_url, redis_url, home) as early,
        tailing(database_url, redis_url, home) as late,
    ):
        ring = early.tail.ring
        await write_all(db, home, 1, 2)
        async with db.transaction() as tx:
            await write(tx, home, 3, subject=subject, data=TOLD, marked=MARKED, topics=["own/a"])
            await write(
                tx, home, 4, subject=subject, data=PARTLY, marked=["/text"], topics=["staff/b/tickets"]
            )
        await write_all(db, home, 5, 6)
        await until(lambda: ring.head == late.tail.ring.head == 6)
        assert CANARY.encode() in ring.after(0)[2].frame  # type: ignore[index]
        async with db.transaction() as tx:
            assert await redact_subject(tx, district=home, subject=subject) == [3, 4]
        await until(lambda: ring.head == late.tail.ring.head == 8)
        # Who resumes from before them is answered by PostgreSQL until the ring has them back, blanked.
        await until(lambda: early.tail.ring.floor == late.tail.ring.floor == 0)

        for reader in (early, late):
            kept = reader.tail.ring.after(0) or []
            assert [entry.seq for entry in kept] == list(range(1, 9))
            assert not any(CANARY.encode() in entry.frame for entry in kept)
            assert reader.seqs == list(range(1, 9))
        third = msgspec.json.decode((ring.after(2) or [])[0].frame)
        assert third["data"] == {"text": "", "by": {"name": ""}, "n": 7}
        fourth = msgspec.json.decode((ring.after(3) or [])[0].frame)
        assert fourth["data"]["text"] == ""
        assert fourth["data"]["by"]["name"] == "科员", "only what is marked"
        told = [msgspec.json.decode(entry.frame) for entry in ring.after(6) or []]
        assert [(frame["type"], frame["subject"], frame["data"]) for frame in told] == [
            ("redacted", str(subject), {"seqs": [3]}),
            ("redacted", str(subject), {"seqs": [4]}),
        ]
        assert [entry.topics for entry in early.entries[-2:]] == [("own/a",), ("staff/b/tickets",)]

        key = stream_key(home, relay.senders[home].epoch)
        await until(lambda: relay.senders[home].sent == 8)
        streamed = await redis_client.xrange(key)
        assert [int(identity.split(b"-")[0]) for identity, _ in streamed] == [1, 2, 5, 6, 7, 8]

    async with relaying(database_url, redis_url), tailing(database_url, redis_url, home) as fresh:
        await write_all(db, home, 9, 9)
        await until(lambda: fresh.tail.ring.head == 9)
        assert not any(CANARY.encode() in entry.frame for entry in fresh.tail.ring.after(0) or [])


async def test_a_tail_that_missed_it_all_reads_the_blanked_ones(
    db: Database, database_url: str, redis_url: str, redis_client: redis.asyncio.Redis, district: District
) -> None:
    """It is at 1 when 2 is blanked: the stream has no 2 any more, which is a hole, which PostgreSQL fills."""
    home = district.district
    async with relaying(database_url, redis_url) as relay:
        await write_all(db, home, 1, 1)
        async with db.transaction() as tx:
            await write(tx, home, 2, data=TOLD, marked=MARKED)
        await until(lambda: relay.numbered == 2)
        async with db.transaction() as tx:
            await redact(tx, district=home, seqs=[1, 2])
        await until(lambda: home in relay.senders and relay.senders[home].sent == 3)
        key = stream_key(home, relay.senders[home].epoch)
        client = connect.redis(redis_url)
        answer = await client.xread({key: "1-0"})
        assert [identity for identity, _ in answer[0][1]] == [b"3-0"]
        await client.aclose()
    assert CANARY.encode() not in str(await redis_client.xrange(key)).encode()


async def test_an_event_without_a_number_is_blanked_silently(
    db: Database, owner: Owner, district: District
) -> None:
    home, subject = district.district, uuid4()
    async with db.transaction() as tx:
        await write(tx, home, 1, subject=subject, data=TOLD, marked=MARKED)
        assert await redact_subject(tx, district=home, subject=subject) == []
    rows = await owner.fetch("SELECT text, marked FROM events")
    assert len(rows) == 1
    assert CANARY not in rows[0]["text"]
    assert rows[0]["marked"] == []


async def test_the_relay_and_an_erasure_meet(
    db: Database, database_url: str, owner: Owner, district: District
) -> None:
    """Whichever of them has the row first, what is sent later is blank."""
    home, subject = district.district, uuid4()
    session = await connect.postgres(database_url, "test")
    work = Numbering()
    async with db.transaction() as tx:
        await write(tx, home, 1, subject=subject, data=TOLD, marked=MARKED)
    async with db.transaction() as tx:
        await redact_subject(tx, district=home, subject=subject)
        numbering = asyncio.create_task(work.number(session, home, await work.peek(owner)))
        pid = session.get_server_pid()
        await until(
            lambda: owner.fetchval("SELECT count(*) FROM pg_locks WHERE pid = $1 AND NOT granted", pid)
        )
    (row,) = await numbering
    assert (row["seq"], CANARY in row["text"]) == (1, False)
    await session.close()


async def test_unmarked_and_repeated_erasures_do_nothing(
    db: Database, owner: Owner, district: District
) -> None:
    home = district.district
    await owner.execute(
        "INSERT INTO events (district, seq, type, subject, topics, text, marked) VALUES "
        "($1, 1, 'x', $1, '{a/b}', '{\"n\":1}', '{}'), ($1, 2, 'x', $1, '{a/b}', '{\"n\":1}', '{/n}')",
        home,
    )
    async with db.transaction() as tx:
        assert await redact(tx, district=home, seqs=[1, 2, 99]) == [2]
        assert await redact(tx, district=home, seqs=[1, 2, 99]) == []
        assert await redact(tx, district=district.far_district, seqs=[2]) == []
    assert await owner.fetchval("SELECT text FROM events WHERE seq = 2") == '{"n":null}'
    assert await owner.fetchval("SELECT count(*) FROM events WHERE type = 'redacted'") == 1


async def test_many_are_named_in_several_events(db: Database, owner: Owner, district: District) -> None:
    home, count = district.district, SEQS_AN_EVENT + 3
    await owner.execute(
        """INSERT INTO events (district, seq, type, subject, topics, text, marked)
           SELECT $1, 1000000000000000000 + n, 'x', $1, '{a/b}', '{"n":1}', '{/n}'
             FROM generate_series(1, $2::int) n""",
        home,
        count,
    )
    async with db.transaction() as tx:
        assert len(await redact_subject(tx, district=home, subject=home)) == count
    assert await owner.fetchval("SELECT count(*) FROM events WHERE type = 'redacted'") == 2


async def test_the_append_only_file_forgets_too(
    db: Database, database_url: str, own_valkey: Valkey, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "REWRITE_EVERY", 0.0)
    home = district.district

    def on_disk() -> bool:
        try:
            files = [file.read_bytes() for file in own_valkey.folder.glob("appendonlydir/*")]
        except FileNotFoundError:  # it is being rewritten
            return True
        return any(CANARY.encode() in file for file in files)

    async with relaying(database_url, own_valkey.url) as relay:
        async with db.transaction() as tx:
            await write(tx, home, 1, data=TOLD, marked=MARKED)
        await until(on_disk)
        async with db.transaction() as tx:
            await redact(tx, district=home, seqs=[1])
        await until(lambda: home in relay.senders and relay.senders[home].sent == 2)
        await until(lambda: not on_disk())


@pytest.mark.parametrize(
    ("text", "pointers", "left"),
    [
        ('{"a":"x","b":[1,"y"],"c":{"d":2}}', ["/a"], '{"a":"","b":[1,"y"],"c":{"d":2}}'),
        ('{"a":"x","b":[1,"y"],"c":{"d":2}}', ["/b/1", "/c/d"], '{"a":"x","b":[1,""],"c":{"d":null}}'),
        ('{"a":"x","b":[1,"y"],"c":{"d":2}}', ["/b", "/c"], '{"a":"x","b":[],"c":{}}'),
        ('{"a/b":"x","m~n":"y"}', ["/a~1b", "/m~0n"], '{"a/b":"","m~n":""}'),
        ('{"a":"x\\u0000"}', ["/a"], '{"a":""}'),
        ('{"a":null}', ["/a", "/a/b", "/c/d", "/a/0", "/b/9", ""], '{"a":null}'),
        ('{"a":[{"b":true}]}', ["/a/0/b", "/a/1/b", "/a/x"], '{"a":[{"b":null}]}'),
    ],
)
def test_blanking_keeps_the_shape(text: str, pointers: list[str], left: str) -> None:
    assert blank(text, pointers) == left


def test_the_limit_of_an_event_holds_its_numbers() -> None:
    longest = len(str(2**63 - 1)) + 1
    assert SEQS_AN_EVENT * longest + 100 < 8192
