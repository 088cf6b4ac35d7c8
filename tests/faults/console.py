"""A console: fetches its lists, follows its topic live through the Python SDK, applies what is newer."""

import asyncio
import contextlib
from typing import Any
from uuid import UUID

import msgspec
from shequtong import Client, Cursor, Event, Reset, Unavailable
from shequtong.types import Ticket


class _Changed(msgspec.Struct):
    ticket: Ticket


class Console:
    """What one reader has applied. `seqs` in the order in which they came; `faults`: what must not happen, by
    kind (`repeated`, `out of order`); `gaps`: (cursor, as of) of each reset: events in between came as fetched state.
    """

    def __init__(self, name: str, base_url: str, token: str, log: UUID, topic: str, *lists: str) -> None:
        self.name = name
        self.topic = topic
        self.tickets: dict[UUID, Ticket] = {}
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
        self._fetched: dict[UUID, int] = {}

    @property
    def last(self) -> int:
        """The highest number it has applied, as event or as fetched state."""
        return max(self.seqs[-1] if self.seqs else 0, self.gaps[-1][1] if self.gaps else 0, self.began)

    async def open(self, since: Cursor | None = None) -> None:
        """Fetches, then follows from there; or follows from `since`, with nothing in hand."""
        if since is None:
            since = await self._fetch()
        self.began = since.seq
        self._task = asyncio.create_task(self._follow(since))

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._live.__aexit__(None, None, None)
        await self._client.__aexit__()

    async def fresh(self) -> dict[UUID, Ticket]:
        """All it may see, as a page that opens now would fetch it."""
        return (await self._pages())[0]

    async def _pages(self) -> tuple[dict[UUID, Ticket], Cursor]:
        tickets: dict[UUID, Ticket] = {}
        oldest: Cursor | None = None
        for name in self._lists:
            after: str | None = None
            while True:
                page = await self._client.tickets.list(name, after=after, limit=200)
                assert page.as_of is not None
                if oldest is None or page.as_of.epoch != oldest.epoch:
                    oldest = page.as_of
                for ticket in page.tickets:
                    known = tickets.get(ticket.id)
                    if known is None or known.version < ticket.version:
                        tickets[ticket.id] = ticket
                after = page.next
                if after is None:
                    break
        assert oldest is not None
        return tickets, oldest

    async def _fetch(self) -> Cursor:
        while True:
            try:
                tickets, as_of = await self._pages()
                break
            except Unavailable:
                await asyncio.sleep(0.1)
        for ticket in tickets.values():
            known = self.tickets.get(ticket.id)
            if known is None or known.version < ticket.version:
                self.tickets[ticket.id] = ticket
            self._fetched[ticket.id] = ticket.version
        return as_of

    async def _follow(self, since: Cursor) -> None:
        try:
            subscription = await self._live.subscribe([self.topic], since=since)
            async for item in subscription:
                if isinstance(item, Event):
                    self._apply(item)
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

    def _apply(self, event: Event) -> None:
        if self.seqs and event.seq <= self.seqs[-1]:
            kind = self.repeated if event.seq in self.seqs else self.disordered
            kind.append(f"{self.name}: event {event.seq} after {self.seqs[-1]}")
        self.seqs.append(event.seq)
        if event.type != "ticket.changed":
            return
        ticket = event.read(_Changed).ticket
        known = self.tickets.get(ticket.id)
        if known is None or known.version < ticket.version:
            self.tickets[ticket.id] = ticket
        elif ticket.version > self._fetched.get(ticket.id, 0):
            # A state fetched after a reset may hold it already; otherwise versions only grow.
            self.disordered.append(
                f"{self.name}: {ticket.number} version {ticket.version} after {known.version} (event {event.seq})"
            )


def plain(tickets: dict[UUID, Ticket]) -> dict[str, Any]:
    """What two sets of tickets are compared by: every field."""
    return {str(identity): msgspec.to_builtins(ticket) for identity, ticket in tickets.items()}
