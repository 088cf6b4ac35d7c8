"""A few coroutines at a time, for any number of waiting things: no task a connection, no flood on
PostgreSQL."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import structlog

T = TypeVar("T")

log = structlog.get_logger("live")


class Crew(Generic[T]):
    """At most `hands` tasks take what was `put`, in order, up to `most` at once. They end when nothing waits.

    `work` handles its own errors; one that escapes it is a defect and is logged, the rest goes on.
    """

    def __init__(self, hands: int, work: Callable[[list[T]], Awaitable[None]], *, most: int = 1) -> None:
        self._hands = hands
        self._work = work
        self._most = most
        self._waiting: deque[T] = deque()
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, item: T) -> None:
        self._waiting.append(item)
        self._call()

    def _call(self) -> None:
        if self._waiting and len(self._tasks) < self._hands:
            task = asyncio.get_running_loop().create_task(self._run())
            self._tasks.add(task)
            task.add_done_callback(self._left)

    def _left(self, task: asyncio.Task[None]) -> None:
        # What was put between its last look and now was left to it.
        self._tasks.discard(task)
        self._call()

    async def _run(self) -> None:
        # A task starts in the next step of the loop: what this step puts is taken together.
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
            try:
                await self._work(batch)
            except Exception:
                log.exception("live.work_failed")

    async def stop(self) -> None:
        """Drops what waits and ends what runs."""
        self._waiting.clear()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
