"""Children that die, hang or eat cost their own question and nothing else."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator

import psutil
import pytest

from hub.media.bounded import BoundedPool, ChildLostError, PoolBusyError
from tests.support import until


@pytest.fixture
async def pool() -> AsyncIterator[BoundedPool]:
    made = BoundedPool("tests.hub.media.naughty", size=1, memory=1024**3, seconds=2, waiting=3)
    yield made
    await made.close()


async def lost(pool: BoundedPool, question: bytes) -> str:
    with pytest.raises(ChildLostError) as caught:
        await pool.ask(question)
    assert "secret" not in str(caught.value)
    return caught.value.why


async def test_questions_get_their_answers(pool: BoundedPool) -> None:
    assert await pool.ask(b"abc") == b"cba"
    big = bytes(range(256)) * 40_000
    assert await pool.ask(big) == big[::-1]
    assert await asyncio.gather(*(pool.ask(b"%d" % n) for n in (12, 34))) == [b"21", b"43"]
    assert len(pool.pids()) == 1


@pytest.mark.parametrize(
    ("question", "why"),
    [(b"die", "died"), (b"crash", "died"), (b"eat", "died"), (b"hang", "hung"), (b"burn", "hung")],
)
async def test_a_lost_child_is_replaced(pool: BoundedPool, question: bytes, why: str) -> None:
    first = int(await pool.ask(b"pid"))
    assert await lost(pool, question) == why
    assert not psutil.pid_exists(first)
    second = int(await pool.ask(b"pid"))
    assert second != first
    assert pool.pids() == [second]


async def test_a_killed_child_costs_only_its_question(pool: BoundedPool) -> None:
    child = int(await pool.ask(b"pid"))
    asked = asyncio.create_task(pool.ask(b"hang"))
    after = asyncio.create_task(pool.ask(b"after"))
    await until(lambda: psutil.Process(child).status() == psutil.STATUS_SLEEPING)
    os.kill(child, 9)
    with pytest.raises(ChildLostError):
        await asked
    assert await after == b"retfa"


async def test_what_raises_keeps_its_child_and_tells_only_its_type(pool: BoundedPool) -> None:
    child = int(await pool.ask(b"pid"))
    assert await lost(pool, b"raise") == "raised"
    assert int(await pool.ask(b"pid")) == child


async def test_printing_does_not_disturb(pool: BoundedPool) -> None:
    assert await pool.ask(b"print") == b"quiet"
    assert await pool.ask(b"nonsense") == b"fine"
    assert await pool.ask(b"abc") == b"cba"


async def test_a_child_knows_no_secret_and_writes_no_file(
    pool: BoundedPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELD_KEYS", "1:canary")
    assert b"canary" not in await pool.ask(b"environment")
    assert await lost(pool, b"write") == "raised"


async def test_a_cancelled_question_ends_its_child(pool: BoundedPool) -> None:
    child = int(await pool.ask(b"pid"))
    asked = asyncio.create_task(pool.ask(b"hang"))
    await until(lambda: not pool._idle)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert not psutil.pid_exists(child)
    assert await pool.ask(b"abc") == b"cba"


async def test_too_many_waiting_are_refused_at_once(pool: BoundedPool) -> None:
    await pool.ask(b"warm")
    held = [asyncio.create_task(pool.ask(b"hang"))]
    await until(lambda: not pool._idle)
    held += [asyncio.create_task(pool.ask(b"x%d" % n)) for n in range(3)]
    await until(lambda: pool._queued == 3)
    with pytest.raises(PoolBusyError):
        await pool.ask(b"one too many")
    outcomes = await asyncio.gather(*held, return_exceptions=True)
    assert [type(one) for one in outcomes] == [ChildLostError, bytes, bytes, bytes]


async def test_closing_leaves_no_process() -> None:
    pool = BoundedPool("tests.hub.media.naughty", size=2, memory=1024**3, seconds=5, waiting=3)
    await asyncio.gather(pool.ask(b"a"), pool.ask(b"b"))
    children = pool.pids()
    assert len(children) == 2
    await pool.close()
    assert not any(psutil.pid_exists(child) for child in children)


async def test_children_end_when_their_parent_is_killed() -> None:
    program = (
        "import asyncio\n"
        "from hub.media.bounded import BoundedPool\n"
        "async def main():\n"
        "    pool = BoundedPool('tests.hub.media.naughty', size=1, memory=1 << 30, seconds=5, waiting=1)\n"
        "    print(int(await pool.ask(b'pid')), flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert parent.stdout is not None
    child = int(await parent.stdout.readline())
    assert psutil.pid_exists(child)
    parent.kill()
    await parent.wait()
    await until(
        lambda: not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE
    )
