"""The bounded buffer between the socket's task and the consumer.

Full: the task waits, and with it the socket. Cursor-only entries at the end replace each other, so that a
consumer that sleeps for days finds one mark, not thousands.
"""

import asyncio
from collections import deque
from typing import NamedTuple

from shequtong.protocol import Cursor, Item


class Entry(NamedTuple):
    """`cursor` holds from the moment this entry is taken out."""

    item: Item | None
    cursor: Cursor | None


class Buffer:
    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._entries: deque[Entry] = deque()
        self._filled = asyncio.Event()
        self._room = asyncio.Event()
        self._ended = False
        self._error: Exception | None = None

    def __len__(self) -> int:
        return len(self._entries)

    async def put(self, entry: Entry) -> None:
        """Waits for room."""
        if entry.item is None and self._entries and self._entries[-1].item is None:
            self._entries[-1] = entry
            return
        while len(self._entries) >= self._limit:
            self._room.clear()
            await self._room.wait()
        self._entries.append(entry)
        self._filled.set()

    async def get(self) -> Entry:
        """Waits for an entry. After the end: what is left, then the error it ended with, else
        StopAsyncIteration."""
        while not self._entries:
            if self._error is not None:
                raise self._error
            if self._ended:
                raise StopAsyncIteration
            self._filled.clear()
            await self._filled.wait()
        self._room.set()
        return self._entries.popleft()

    def end(self, error: Exception | None) -> None:
        self._ended = True
        self._error = error
        self._filled.set()
