"""A few at a time."""

import asyncio

from hub.live.crew import Crew
from tests.support import until


async def test_what_one_step_puts_is_taken_together() -> None:
    taken: list[list[int]] = []

    async def work(batch: list[int]) -> None:
        taken.append(batch)

    crew = Crew(1, work, most=3)
    for number in range(5):
        crew.put(number)
    await until(lambda: sum(map(len, taken)) == 5)
    assert taken == [[0, 1, 2], [3, 4]]


async def test_no_more_than_its_hands_work_at_once() -> None:
    gate = asyncio.Event()
    begun: list[int] = []

    async def work(batch: list[int]) -> None:
        begun.extend(batch)
        await gate.wait()

    crew = Crew(2, work)
    for number in range(5):
        crew.put(number)
    await until(lambda: len(begun) == 2)
    await asyncio.sleep(0)
    assert begun == [0, 1]
    gate.set()
    await until(lambda: len(begun) == 5)


async def test_one_that_fails_does_not_stop_the_others() -> None:
    done: list[int] = []

    async def work(batch: list[int]) -> None:
        if batch == [1]:
            raise RuntimeError("broken")
        done.extend(batch)

    crew = Crew(1, work)
    for number in range(3):
        crew.put(number)
    await until(lambda: done == [0, 2])


async def test_it_stops() -> None:
    begun: list[int] = []

    async def work(batch: list[int]) -> None:
        begun.extend(batch)
        await asyncio.Event().wait()

    crew = Crew(1, work)
    crew.put(1)
    crew.put(2)
    await until(lambda: begun)
    await crew.stop()
    assert begun == [1]


async def test_what_comes_as_the_last_hand_leaves_is_not_left_lying() -> None:
    done: list[int] = []

    async def work(batch: list[int]) -> None:
        done.extend(batch)

    crew = Crew(1, work)
    for number in range(20):
        crew.put(number)
        while number not in done:  # noqa: ASYNC110
            await asyncio.sleep(0)
        # Here the hand has left, or is just about to.
    assert done == list(range(20))


async def test_a_hand_that_was_never_begun_is_free_again() -> None:
    done: list[int] = []

    async def work(batch: list[int]) -> None:
        done.extend(batch)

    crew = Crew(1, work)
    crew.put(1)
    await crew.stop()  # before its first step
    crew.put(2)
    await until(lambda: done == [2])
