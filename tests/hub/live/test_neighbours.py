"""Between hub processes, through a real Redis that comes and goes."""

import asyncio
from pathlib import Path
from typing import Any

from hub.embedded.valkey import Valkey
from hub.live import neighbours as module
from hub.live.neighbours import Neighbours
from tests.support import until


async def test_what_one_says_all_of_the_channel_hear(redis_url: str, redis_client: Any) -> None:
    heard: dict[str, list[bytes]] = {"one": [], "two": [], "elsewhere": []}
    group = {
        name: Neighbours(redis_url, "presence:b" if name == "elsewhere" else "presence:a", heard[name].append)
        for name in heard
    }
    running = [asyncio.create_task(each.run()) for each in group.values()]
    await until(lambda: all(each.listening.is_set() for each in group.values()))
    group["elsewhere"].say(b"0")
    await until(lambda: heard["elsewhere"])
    for number in range(5):
        group["one"].say(b"%d" % number)
    await until(lambda: len(heard["one"]) == len(heard["two"]) == 5)
    assert heard["two"] == [b"0", b"1", b"2", b"3", b"4"]
    assert heard["elsewhere"] == [b"0"]
    assert (group["one"].said, group["two"].heard, group["two"].lost) == (5, 5, 0)
    for task in running:
        task.cancel()
    assert all(
        isinstance(end, asyncio.CancelledError)
        for end in await asyncio.gather(*running, return_exceptions=True)
    )


async def test_it_outlives_redis_and_keeps_nothing_for_it(tmp_path: Path) -> None:
    valkey = Valkey(tmp_path / "valkey", durable=False)
    valkey.start()
    heard: list[bytes] = []
    one = Neighbours(valkey.url, "presence:a", heard.append)
    running = asyncio.create_task(one.run())
    await until(one.listening.is_set)
    await asyncio.to_thread(valkey.kill)
    await until(lambda: not one.listening.is_set())
    for _ in range(3 * module.QUEUE):
        one.say(b"lost")
    assert len(one._queue) == module.QUEUE
    await until(lambda: not one._queue)
    await asyncio.to_thread(valkey.start)
    await until(one.listening.is_set)

    async def arrived() -> bool:
        one.say(b"again")
        return b"again" in heard

    await until(arrived, step=0.1)
    assert b"lost" not in heard
    assert one.lost == 1
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    valkey.stop()
