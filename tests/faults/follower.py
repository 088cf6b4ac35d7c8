"""Somebody who follows topics live through the Python SDK and notes what comes."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Self
from uuid import UUID

from shequtong import Client, Cursor, Event, Reset, Unavailable


class Follower:
    """What one reader was sent. `seqs` in the order in which they came; `repeated`, `disordered`: what must not
    happen; `gaps`: (cursor, as of) of each reset: events in between came as fetched state. `lists`: of tickets, which
    she may fetch."""

    def __init__(
        self, name: str, base_url: str, token: str, log: UUID, topics: Sequence[str], *lists: str
    ) -> None:
        self.name = name
        self.topics = tuple(topics)
        self.seqs: list[int] = []
        self.resets: list[str] = []
        self.gaps: list[tuple[int, int]] = []
        self.repeated: list[str] = []
        self.disordered: list[str] = []
        self.began = 0
        self.error: BaseException | None = None
        self._lists = lists
        self._client = Client(base_url, token=token, timeout=10, patience=5)
        self._live = self._client.live(log)
        self._task: asyncio.Task[None] | None = None

    @property
    def last(self) -> int:
        """The highest number it has come to, as event or as fetched state."""
        return max(self.seqs[-1] if self.seqs else 0, self.gaps[-1][1] if self.gaps else 0, self.began)

    async def open(self, since: Cursor | None = None) -> Self:
        """Fetches, then follows from there; or follows from `since`, with nothing in hand."""
        if since is None:
            since = await self._fetch()
        self.began = since.seq
        self._task = asyncio.create_task(self._follow(since))
        return self

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._live.__aexit__(None, None, None)
        await self._client.__aexit__()

    async def fetch(self) -> Cursor:
        """Fetches what it keeps; the place in the log that this is of."""
        page = await self._client.tickets.list(self._lists[0], limit=1)
        assert page.as_of is not None
        return page.as_of

    def apply(self, event: Event) -> None:
        """Applies an event."""

    async def _fetch(self) -> Cursor:
        while True:
            try:
                return await self.fetch()
            except Unavailable:
                await asyncio.sleep(0.1)

    async def _follow(self, since: Cursor) -> None:
        try:
            subscription = await self._live.subscribe(self.topics, since=since)
            async for item in subscription:
                if isinstance(item, Event):
                    self._count(item)
                    self.apply(item)
                else:
                    await self._reset(item)
        except BaseException as error:
            self.error = error
            raise

    async def _reset(self, reset: Reset) -> None:
        before = self.last
        as_of = await self._fetch()
        self.resets.append(reset.reason)
        self.gaps.append((before, as_of.seq))

    def _count(self, event: Event) -> None:
        if self.seqs and event.seq <= self.seqs[-1]:
            kind = self.repeated if event.seq in self.seqs else self.disordered
            kind.append(f"{self.name}: event {event.seq} after {self.seqs[-1]}")
        self.seqs.append(event.seq)
