"""Connections that fail at once, and loops that end when they are told."""

import asyncio
import signal

import pytest
import redis.asyncio

from hub.embedded.valkey import Valkey
from hub.events import connect
from hub.redis import REDIS_LOST, heed_cancel


async def test_redis_away_is_known_at_once() -> None:
    client = connect.redis("redis://127.0.0.1:1/0")
    assert client.connection_pool.connection_kwargs["socket_timeout"] == 2
    assert client.get_retry().get_retries() == 0
    with pytest.raises(REDIS_LOST):
        await client.ping()
    await client.aclose()


async def test_redis_that_does_not_answer_is_given_up(own_valkey: Valkey) -> None:
    client = connect.redis(own_valkey.url)
    await client.ping()
    assert own_valkey.process is not None
    own_valkey.process.send_signal(signal.SIGSTOP)
    try:
        with pytest.raises(REDIS_LOST):
            await client.get("x")
    finally:
        own_valkey.process.send_signal(signal.SIGCONT)
    assert await client.ping()
    await client.aclose()


@pytest.mark.parametrize("steps", range(12))
async def test_a_loop_of_commands_ends_wherever_it_is_cancelled(
    redis_url: str, redis_client: redis.asyncio.Redis, steps: int
) -> None:
    """A command may swallow the cancellation; the loop must not."""

    async def loop() -> None:
        client = connect.redis(redis_url)
        try:
            while True:
                await client.execute_command("XREAD", "BLOCK", 50, "STREAMS", "x", "0")  # type: ignore[no-untyped-call]
                heed_cancel()
        finally:
            await client.aclose()

    task = asyncio.create_task(loop())
    for _ in range(steps * 3):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)


async def test_a_swallowed_cancellation_is_heeded() -> None:
    async def swallow() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            pass
        heed_cancel()
        raise AssertionError("went on")

    task = asyncio.create_task(swallow())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_district_s_keys_share_a_slot() -> None:
    assert connect.stream_key("d", "e.1") == "log:{d}:e.1"
