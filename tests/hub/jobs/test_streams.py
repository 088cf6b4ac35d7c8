"""A consumer group that outlives its Redis's memory."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from hub.jobs.streams import Group, connect
from tests.support import until


@pytest.fixture
async def redis(redis_client: Redis, redis_url: str) -> AsyncIterator[Redis]:
    client = connect(redis_url)
    yield client
    await client.aclose()


def group(redis: Redis, consumer: str = "a", *streams: str) -> Group:
    return Group(redis, list(streams or ("s",)), "g", consumer)


async def words(redis: Redis, who: Group) -> list[bytes]:
    """Reads until something comes: the first read may only make the group."""
    found = await until(lambda: who.read(10, block=0.05))
    return [entry.fields[b"w"] for entry in found]  # type: ignore[attr-defined]


async def test_what_was_added_before_the_group_was_made_is_read(redis: Redis) -> None:
    await redis.xadd("s", {"w": "early"})
    assert await words(redis, group(redis)) == [b"early"]


async def test_the_group_is_made_again_when_all_is_lost(redis: Redis) -> None:
    reader = group(redis)
    await redis.xadd("s", {"w": "one"})
    assert await words(redis, reader) == [b"one"]
    await redis.flushall()
    await redis.xadd("s", {"w": "two"})
    assert await words(redis, reader) == [b"two"]
    await redis.flushall()
    assert await reader.unfinished(1) == []
    await redis.flushall()
    assert await reader.stale(0) == []


async def test_an_entry_goes_to_one_consumer(redis: Redis) -> None:
    one, two = group(redis, "one"), group(redis, "two")
    await one.read(1, block=0.01)
    for number in range(4):
        await redis.xadd("s", {"w": str(number)})
    first, second = await one.read(2, block=0.01), await two.read(10, block=0.01)
    assert [entry.fields[b"w"] for entry in first + second] == [b"0", b"1", b"2", b"3"]


async def test_finished_entries_are_gone_and_unfinished_ones_stay(redis: Redis) -> None:
    reader = group(redis)
    await reader.read(1, block=0.01)
    await redis.xadd("s", {"w": "one"})
    await redis.xadd("s", {"w": "two"})
    one, two = await reader.read(2, block=0.01)
    await reader.finish(one)
    assert await redis.xlen("s") == 1
    assert [entry.id for entry in await reader.unfinished(10)] == [two.id]
    await reader.finish(two)
    assert await redis.xlen("s") == 0
    await reader.finish(two)  # again: nothing


async def test_a_silent_consumers_entries_are_taken_over_and_a_live_ones_are_not(redis: Redis) -> None:
    dead, alive, heir = group(redis, "dead"), group(redis, "alive"), group(redis, "heir")
    await dead.read(1, block=0.01)
    await redis.xadd("s", {"w": "left"})
    await redis.xadd("s", {"w": "held"})
    await dead.read(1, block=0.01)
    (held,) = await alive.read(1, block=0.01)

    async def taken() -> list[bytes]:
        await alive.hold(held)
        return [entry.fields[b"w"] for entry in await heir.stale(0.2)]

    assert await until(taken) == [b"left"]
    assert [entry.id for entry in await alive.unfinished(10)] == [held.id]
    assert await dead.unfinished(10) == []


async def test_several_streams_are_read_by_one_call(redis: Redis) -> None:
    reader = group(redis, "a", "s", "t")
    await redis.xadd("t", {"w": "t"})
    await redis.xadd("s", {"w": "s"})
    found = await until(lambda: reader.read(1, block=0.05))
    assert {entry.stream for entry in found} == {"s", "t"}  # type: ignore[attr-defined]


async def test_who_leaves_is_no_longer_counted(redis: Redis) -> None:
    reader = group(redis)
    await reader.read(1, block=0.01)
    await reader.read(1, block=0.01)
    assert len(await redis.xinfo_consumers("s", "g")) == 1
    await reader.leave()
    assert await redis.xinfo_consumers("s", "g") == []
