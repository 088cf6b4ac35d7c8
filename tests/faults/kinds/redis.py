"""Redis away, empty, silent, full."""

import asyncio
import signal

from tests.faults.stage import Stage


async def redis_killed(stage: Stage) -> None:
    """Reports are stored and reach everybody without it; it comes back as it was."""
    valkey = stage.rig.valkey
    valkey.kill()
    await stage.load.more(15)
    await stage.level()
    await asyncio.to_thread(valkey.start)
    stage.mended()
    await stage.load.more(15)


async def redis_wiped(stage: Stage) -> None:
    """It forgets everything, again and again."""
    client = await stage.rig.redis()
    for _ in range(4):
        await client.flushall()
        await stage.load.more(stage.rng.randint(1, 8))
    await client.flushall()
    stage.mended()
    await client.aclose()


async def redis_stopped(stage: Stage, seconds: float = 0.0) -> None:
    """It takes connections and answers nothing."""
    server = stage.rig.valkey.process
    assert server is not None
    server.send_signal(signal.SIGSTOP)
    try:
        await asyncio.gather(stage.load.more(15), asyncio.sleep(seconds))
        await stage.level()
    finally:
        server.send_signal(signal.SIGCONT)
    stage.mended()
    await stage.load.more(15)


async def redis_full(stage: Stage) -> None:
    """It refuses every write and answers every read."""
    client = await stage.rig.redis()
    most = (await client.config_get("maxmemory"))["maxmemory"]
    await client.config_set("maxmemory", 1)
    await stage.load.more(15)
    await stage.level()
    await client.config_set("maxmemory", most)
    stage.mended()
    await stage.load.more(15)
    await client.aclose()


async def redis_without_connections(stage: Stage) -> None:
    """Somebody has every connection that it gives: ours end, and whoever comes is turned away."""
    client = await stage.rig.redis()
    most = (await client.config_get("maxclients"))["maxclients"]
    try:
        await client.config_set("maxclients", 1)
        for kind in ("normal", "pubsub"):
            await client.client_kill_filter(_type=kind, skipme=True)
        await stage.load.more(15)
        await stage.level()
        [alone] = await client.client_list()
        assert alone["cmd"] == "client|list", "somebody else has a connection"
    finally:
        await client.config_set("maxclients", most)
        await client.aclose()
    stage.mended()
    await stage.load.more(15)
