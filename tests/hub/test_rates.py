"""Rates: counted across processes, still counted while Redis is away, never unlimited."""

import asyncio

import pytest
import uvloop
from redis.asyncio import Redis

from hub.errors import DomainError
from hub.rates import Limit, Rates, Window, address_key

THREE = Limit("three", 3, 60)


async def refusal(rates: Rates, *key: str, limit: Limit = THREE) -> DomainError | None:
    try:
        await rates.check(limit, *key)
    except DomainError as error:
        return error
    return None


async def test_two_processes_share_one_count(redis_url: str, redis_client: Redis) -> None:
    one, other = Rates(redis_url), Rates(redis_url)
    try:
        assert [await refusal(rates, "a") for rates in (one, other, one)] == [None] * 3
        refused = await refusal(other, "a")
        assert refused is not None
        assert refused.code == "too_many"
        assert refused.status == 429
        assert refused.retry_after is not None
        assert 1 <= refused.retry_after <= 60
        assert await refusal(other, "b") is None
    finally:
        await one.close()
        await other.close()


async def test_forgetting_opens_the_way(redis_url: str, redis_client: Redis) -> None:
    rates = Rates(redis_url)
    try:
        for _ in range(4):
            last = await refusal(rates, "a")
        assert last is not None
        await rates.forget(THREE, "a")
        assert await refusal(rates, "a") is None
    finally:
        await rates.close()


async def test_while_redis_is_away_the_process_counts_alone() -> None:
    rates = Rates("redis://127.0.0.1:1/0")
    try:
        assert [await refusal(rates, "a") for _ in range(3)] == [None] * 3
        refused = await refusal(rates, "a")
        assert refused is not None
        assert refused.code == "too_many"
    finally:
        await rates.close()


async def test_what_was_counted_before_redis_went_still_counts(redis_url: str, redis_client: Redis) -> None:
    rates = Rates(redis_url)
    try:
        for _ in range(3):
            assert await refusal(rates, "a") is None
        await redis_client.flushall()  # wiping Redis must not open the gate in this process
        assert await refusal(rates, "a") is not None
    finally:
        await rates.close()


def test_a_window_ends() -> None:
    window = Window()
    assert [window.hit(THREE, ("a",), now) for now in (0, 10, 20)] == [None] * 3
    assert window.hit(THREE, ("a",), 59) == 1
    assert window.hit(THREE, ("a",), 60) is None


def test_the_own_count_is_bounded() -> None:
    window = Window(most=100)
    for number in range(1000):
        window.hit(THREE, (str(number),), 0.0)
    assert len(window._counts) <= 100
    for _ in range(3):
        window.hit(THREE, ("999",), 0.0)
    assert window.hit(THREE, ("999",), 0.0) is not None


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8::1", "2001:db8::"),
        ("2001:db8:0:0:ffff::1", "2001:db8::"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("", "unknown"),
    ],
)
def test_one_subscriber_is_one_address(address: str, key: str) -> None:
    assert address_key(address) == key


def test_a_line_to_redis_that_was_cut_is_no_defect(redis_url: str) -> None:
    """uvloop, which serves, raises its own error when something is written to a line that is gone."""

    async def cut() -> None:
        rates = Rates(redis_url)
        try:
            for _ in range(3):
                assert await refusal(rates, "cut") is None
                for line in rates._pool._available_connections:
                    if line._writer is not None:
                        line._writer.transport.abort()  # as a reset does
                rates._away_until = 0.0
            assert await refusal(rates, "cut") is not None
        finally:
            await rates.close()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(cut())
