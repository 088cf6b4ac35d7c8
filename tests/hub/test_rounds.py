"""Nothing ends the work that a process looks for again and again, except that it is cancelled."""

import asyncio

import pytest

from hub.errors import DomainError
from hub.rounds import rounds, soon


async def test_it_goes_on_through_every_error_and_at_once_while_there_is_more() -> None:
    given = iter([True, DomainError("unavailable"), True, ValueError("a broken row"), None, False])
    looked: list[object] = []
    ended = asyncio.Event()

    async def look() -> object:
        try:
            outcome = next(given)
        except StopIteration:
            ended.set()
            return False
        looked.append(outcome)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    task = asyncio.create_task(rounds("tests", look, 0.001))
    await asyncio.wait_for(ended.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(looked) == 6


async def test_it_waits_when_there_is_nothing_more() -> None:
    looks = 0
    both = asyncio.Event()

    async def look() -> bool:
        nonlocal looks
        looks += 1
        if looks == 2:
            both.set()
        return looks < 2

    task = asyncio.create_task(rounds("tests", look, 3600))
    await asyncio.wait_for(both.wait(), 10)
    for _ in range(20):
        await asyncio.sleep(0)
    assert looks == 2
    task.cancel()


async def test_what_is_asked_for_here_is_looked_for_now_also_while_it_looks() -> None:
    looks: list[int] = []
    two, three = asyncio.Event(), asyncio.Event()

    async def look() -> bool:
        looks.append(len(looks))
        if len(looks) == 1:
            soon("tests.soon")  # what comes meanwhile is not missed
        for number, reached in ((2, two), (3, three)):
            if len(looks) == number:
                reached.set()
        return False

    task = asyncio.create_task(rounds("tests.soon", look, 3600))
    await asyncio.wait_for(two.wait(), 10)
    soon("tests.other")
    for _ in range(20):
        await asyncio.sleep(0)
    assert len(looks) == 2
    soon("tests.soon")
    await asyncio.wait_for(three.wait(), 10)
    task.cancel()
