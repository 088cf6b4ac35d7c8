"""The whole way: append, relay, stream, tail; and relays that die or stop on it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest
import redis.asyncio

from hub.db import Database
from hub.embedded.valkey import Valkey
from hub.events.append import nudge
from hub.events.connect import stream_key
from hub.events.leader import Leader
from hub.events.relay import Relay, run_relay
from hub.events.tail import Tail
from hub.settings import Settings
from tests.hub.events.support import Owner, numbers, relaying, tailing, write, write_all
from tests.support import District, until

ROOT = Path(__file__).parents[3]


async def test_events_come_once_in_order(
    db: Database, settings: Settings, redis_client: redis.asyncio.Redis, district: District
) -> None:
    home = district.district
    await write_all(db, home, 1, 3)
    stop = asyncio.Event()
    relay = asyncio.create_task(run_relay(settings, stop))
    try:
        async with tailing(settings.database_url, settings.redis_url, home) as reader:
            await until(lambda: reader.tail.ring.head == 3)
            await write_all(db, home, 4, 30)
            await nudge(redis_client, home)
            await until(lambda: reader.tail.ring.head == 30)
        assert [entry.seq for entry in reader.tail.ring.after(0) or ()] == list(range(1, 31))
        assert reader.seqs == list(range(31 - len(reader.seqs), 31))
    finally:
        stop.set()
        await relay


async def test_a_nudge_wakes_it(
    db: Database,
    database_url: str,
    redis_url: str,
    redis_client: redis.asyncio.Redis,
    district: District,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hub.events.relay.POLL", 3600)
    async with relaying(database_url, redis_url) as relay:
        await until(lambda: relay.leading)
        await until(lambda: _listened(redis_client))
        await write_all(db, district.district, 1, 1)
        await nudge(redis_client, district.district)
        await until(lambda: relay.numbered == 1)


async def _listened(client: redis.asyncio.Redis) -> bool:
    return bool((await client.pubsub_numsub("shequ:nudge"))[0][1])


async def test_several_logs_are_numbered_apart(
    db: Database, database_url: str, redis_url: str, district: District
) -> None:
    here, there = district.district, district.far_district
    async with (
        relaying(database_url, redis_url),
        tailing(database_url, redis_url, here) as one,
        tailing(database_url, redis_url, there) as other,
    ):
        async with db.transaction() as tx:  # of both logs in one transaction
            for n in range(5):
                await write(tx, here, n)
                await write(tx, there, n)
        await until(lambda: one.tail.ring.head == other.tail.ring.head == 5)
    assert one.seqs == other.seqs == [1, 2, 3, 4, 5]
    assert {entry.topics for entry in one.entries}.isdisjoint({entry.topics for entry in other.entries})


@asynccontextmanager
async def relay_process(
    owner: Owner, database_url: str, redis_url: str, point: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A relay in its own process, leading."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, Path(__file__).with_name("relay_process.py"), database_url, redis_url, point,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await until(lambda: owner.fetchval("SELECT count(*) FROM relay_leader"), timeout=30)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.mark.parametrize(
    "point", ["stopped with the lock", "killed before the commit", "killed before XADD", "killed after XADD"]
)
async def test_another_goes_on_where_a_relay_ended(
    db: Database, owner: Owner, database_url: str, redis_client: redis.asyncio.Redis, redis_url: str,
    district: District, point: str,
) -> None:  # fmt: skip
    home = district.district
    async with (
        relay_process(owner, database_url, redis_url, point) as process,
        tailing(database_url, redis_url, home) as reader,
    ):
        leader = await owner.fetchval("SELECT pid FROM relay_leader")
        async with relaying(database_url, redis_url, leader=Leader(stale_after=1.0)) as standby:
            assert not standby.leading
            await write_all(db, home, 1, 5)
            await until(lambda: standby.leading)
            await write_all(db, home, 6, 10)
            await until(lambda: reader.tail.ring.head == 10)
            assert standby.leader.takeovers == (1 if point.startswith("stopped") else 0)
            if point.startswith("stopped"):
                assert not await owner.fetchval(
                    "SELECT count(*) FROM pg_stat_activity WHERE pid = $1", leader
                )
                process.send_signal(signal.SIGCONT)
                await until(lambda: _stands_by(owner))
                await write_all(db, home, 11, 15)
                await until(lambda: reader.tail.ring.head == 15)
                assert standby.leading
            else:
                assert await process.wait() == -signal.SIGKILL
        last = reader.tail.ring.head
        assert reader.seqs == list(range(1, last + 1)), "once, in order"
        assert await numbers(owner, home) == list(range(1, last + 1))


async def _stands_by(owner: Owner) -> bool:
    """Two relays are connected, one of them waits."""
    return bool(
        await owner.fetchval(
            "SELECT count(*) = 2 FROM pg_stat_activity WHERE application_name = 'shequ-relay'"
        )
    )


async def test_without_a_takeover_a_stopped_leader_blocks(
    db: Database, owner: Owner, database_url: str, redis_url: str, district: District
) -> None:
    async with (
        relay_process(owner, database_url, redis_url, "stopped with the lock"),
        relaying(database_url, redis_url, leader=Leader(stale_after=3600)) as standby,
    ):
        await write_all(db, district.district, 1, 1)
        await until(lambda: _stopped(owner))
        assert not standby.leading
        standby.leader.stale_after = 0.5
        await until(lambda: standby.numbered == 1)


async def _stopped(owner: Owner) -> bool:
    """The leader's heartbeat has ended."""
    return bool(
        await owner.fetchval("SELECT beat < clock_timestamp() - interval '0.5 seconds' FROM relay_leader")
    )


async def test_redis_away_delays_nothing_in_the_table(
    db: Database, owner: Owner, database_url: str, own_valkey: Valkey, district: District
) -> None:
    """Killed, and back empty: numbering goes on, tails go on from PostgreSQL, no gap, no repeat."""
    home, url = district.district, own_valkey.url
    async with relaying(database_url, url) as relay, tailing(database_url, url, home) as reader:
        await write_all(db, home, 1, 10)
        await until(lambda: reader.tail.ring.head == 10)
        own_valkey.kill()
        await write_all(db, home, 11, 20)
        await until(lambda: reader.tail.ring.head == 20)
        assert relay.numbered == 20
        for file in own_valkey.folder.glob("appendonlydir/*"):
            file.unlink()
        own_valkey.start()
        sender = relay.senders[home]
        await until(lambda: sender.sent == 20)
        await write_all(db, home, 21, 30)
        await until(lambda: reader.tail.ring.head == 30)
        await until(lambda: _length(own_valkey, stream_key(home, sender.epoch)))
        await until(lambda: _stream_carries(db, reader.tail, home))
    assert reader.seqs == list(range(1, reader.tail.ring.head + 1))


async def _stream_carries(db: Database, tail: Tail, home: UUID) -> bool:
    """Whether a new event came by the stream; ask until it does."""
    before = tail.from_stream
    await write_all(db, home, 0, 0)
    return tail.from_stream > before


async def _length(server: Valkey, key: str) -> int:
    client = redis.asyncio.Redis.from_url(server.url)
    try:
        return int(await client.xlen(key))
    finally:
        await client.aclose()


async def test_redis_stopped_for_a_while(
    db: Database, database_url: str, own_valkey: Valkey, district: District
) -> None:
    """It accepts connections and answers nothing: the worst of its ways to be away."""
    home, url = district.district, own_valkey.url
    async with relaying(database_url, url) as relay, tailing(database_url, url, home) as reader:
        await write_all(db, home, 1, 5)
        await until(lambda: reader.tail.ring.head == 5)
        assert own_valkey.process is not None
        own_valkey.process.send_signal(signal.SIGSTOP)
        try:
            await write_all(db, home, 6, 10)
            await until(lambda: reader.tail.ring.head == 10)
            await until(lambda: relay.senders[home].errors)
            await write_all(db, home, 11, 15)
            await until(lambda: reader.tail.ring.head == 15)
        finally:
            own_valkey.process.send_signal(signal.SIGCONT)
        await until(lambda: relay.senders[home].sent == 15)
        await until(lambda: _stream_carries(db, reader.tail, home))
    assert reader.seqs == list(range(1, reader.tail.ring.head + 1))


async def test_redis_wiped_in_the_middle(
    db: Database, database_url: str, redis_url: str, redis_client: redis.asyncio.Redis, district: District
) -> None:
    home = district.district
    async with relaying(database_url, redis_url) as relay, tailing(database_url, redis_url, home) as reader:
        for start in range(1, 101, 10):
            await write_all(db, home, start, start + 9)
            await redis_client.flushall()
        await until(lambda: reader.tail.ring.head == 100)
        assert relay.numbered == 100
    assert reader.seqs == list(range(1, 101))


async def test_redis_full(db: Database, database_url: str, own_valkey: Valkey, district: District) -> None:
    """At full memory XADD fails while XREAD and PING work."""
    home, url = district.district, own_valkey.url
    client = redis.asyncio.Redis.from_url(url)
    async with relaying(database_url, url) as relay, tailing(database_url, url, home) as reader:
        await write_all(db, home, 1, 5)
        await until(lambda: reader.tail.ring.head == 5)
        await client.config_set("maxmemory", 1)
        await write_all(db, home, 6, 10)
        await until(lambda: reader.tail.ring.head == 10)
        assert relay.senders[home].errors
        assert await client.ping()
        await client.config_set("maxmemory", 0)
        await until(lambda: relay.senders[home].sent == 10)
        key = stream_key(home, relay.senders[home].epoch)
        assert [identity for identity, _ in await client.xrange(key)] == [b"%d-0" % n for n in range(1, 11)]
    await client.aclose()
    assert reader.seqs == list(range(1, 11))


async def test_postgresql_cuts_the_relay_off(
    db: Database, owner: Owner, database_url: str, redis_url: str, district: District
) -> None:
    home = district.district
    async with relaying(database_url, redis_url) as relay, tailing(database_url, redis_url, home) as reader:
        for n in range(1, 6):
            await until(lambda: relay.leading)
            await write_all(db, home, n, n)
            await owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'shequ-%' "
                "AND application_name <> 'shequ-hub' AND datname = current_database()"
            )
        await until(lambda: reader.tail.ring.head == 5)
    assert reader.seqs == [1, 2, 3, 4, 5]
    assert await numbers(owner, home) == [1, 2, 3, 4, 5]


async def test_it_ends_when_told_also_as_a_standby(database_url: str, redis_url: str) -> None:
    async with relaying(database_url, redis_url) as first:
        await until(lambda: first.leading)
        async with relaying(database_url, redis_url) as second:
            assert not second.leading
        stop = asyncio.Event()
        stop.set()
        await Relay(database_url, redis_url).run(stop)
