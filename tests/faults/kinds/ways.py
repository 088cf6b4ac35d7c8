"""The ways between hub and relays and their servers."""

from tests.faults.proxy import Proxy
from tests.faults.stage import Stage
from tests.support import until

COMMIT = b"COMMIT;\0"


async def postgres_bad(stage: Stage) -> None:
    """Slow, late and in crumbs: everything takes longer, and nothing else."""
    way = (await stage.detour()).postgres
    await stage.load.more(1)
    _spoil(way)
    way.cut(0.5)  # handshakes go through it too
    await stage.load.more(10)
    await stage.level()
    _mend(way)
    stage.mended()


async def postgres_cut(stage: Stage) -> None:
    """Lines end in the middle of questions and answers, or have nothing more to say: not saved, and tried again."""
    load, way = stage.load, (await stage.detour()).postgres
    for turn in range(6):
        await load.more(stage.rng.randint(1, 6))
        if turn % 3 == 2:
            way.half_close()
        else:
            way.cut(0.7)
    stage.mended()
    await load.more(5)


async def commits_cut(stage: Stage) -> None:
    """A line is cut after the commit and before PostgreSQL's answer: the hub does not know, and says "not saved, try
    again"; the same key gives what was stored the first time."""
    load, way = stage.load, (await stage.detour()).postgres
    await load.more(1)
    for _ in range(5):
        entry = load.report()
        stored: list[str] = []
        way.fatal = COMMIT
        while not stored:
            assert await load.send(entry) is None, "answered, though the hub cannot know"
            rows = await stage.rig.fetch("SELECT id::text FROM tickets WHERE text = $1", entry.key)
            stored = [row["id"] for row in rows]
        way.fatal = b""
        assert (await load.settle(entry))["id"] == stored[0], "another answer than what was stored"
    assert way.fell >= 5
    stage.mended()
    await load.more(5)


async def postgres_silent(stage: Stage) -> None:
    """Nothing comes and nothing ends, as behind a wall that forgets its lines: "not saved", in time."""
    load, way = stage.load, (await stage.detour()).postgres
    await load.more(1)
    before = load.refused.get(503, 0)
    way.delay = 3600.0
    try:
        await until(lambda: load.refused.get(503, 0) >= before + 10, timeout=30)
    finally:
        way.delay = 0.0
        way.cut()
    stage.mended()
    await load.more(10)


async def redis_bad(stage: Stage) -> None:
    """Slow, late and in crumbs; then cut, half-closed, silent: reports are stored and reach everybody all along."""
    load, way = stage.load, (await stage.detour()).redis
    await load.more(1)
    _spoil(way)
    way.cut(0.5)
    await load.more(5)
    _mend(way)
    for _ in range(3):
        way.cut(0.7)
        await load.more(stage.rng.randint(1, 5))
    way.half_close()
    await load.more(3)
    way.delay = 3600.0
    try:
        await load.more(10)
        await stage.level()
    finally:
        way.delay = 0.0
        way.cut()
    stage.mended()
    await load.more(5)


def _spoil(way: Proxy) -> None:
    way.slice, way.delay, way.rate = 500, 0.001, 500_000


def _mend(way: Proxy) -> None:
    way.slice, way.delay, way.rate = 0, 0.0, 0.0
