"""Counting without recounting: pure, no I/O.

`Counts` keeps what it needs of every ticket that is open or was touched today, and per area the sums. Being late
comes by time alone: a heap of promised times says whose turn it is, so nobody walks over all that is open.
"""

import heapq
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from hub.boards.quantiles import bucket

SHANGHAI = ZoneInfo("Asia/Shanghai")

# District, street, community: the levels that have boards are the first three of a path.
LEVELS = 3
DEPTH = 5
"""Down to the estate, for the map: what is finer is of no interest to a board."""


class Counted(NamedTuple):
    """What a board needs to know of a ticket. `areas`: its path down to the estate. `task`: a part of another, which
    is counted already; apart from it. `merged`: into another; nobody confirmed it. `still`: it waits for the
    resident or hangs; its clocks stand, so it is not late."""

    version: int
    state: str
    category: str
    areas: tuple[UUID, ...]
    practice: bool
    resolve_by: datetime
    created_at: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    acknowledge_by: datetime | None = None
    task: bool = False
    merged: bool = False
    still: bool = False

    @property
    def open(self) -> bool:
        return self.state != "closed"

    def late(self, now: datetime) -> bool:
        """Open past its promised time."""
        return self.resolve_by < now and self.open and self.state != "resolved" and not self.still


Key: TypeAlias = tuple[str, str | int]
"""(group, what in it): `open` by state, `category`, `late`, `practice`, `tasks`, `tasks_late`, `today`, `arrived` by
hour, `fresh` by category, `ack` by bucket of `quantiles`, `sla`."""
Sums: TypeAlias = Counter[Key]


def midnight(now: datetime) -> datetime:
    """The last midnight in Shanghai."""
    return now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


class Counts:
    """Sums per area, kept up to date by differences, as of `now`, which `advance` moves on.

    `dirty` holds the areas whose sums changed since it was last emptied by the reader.
    """

    def __init__(self, now: datetime) -> None:
        self.day = midnight(now)
        self.now = now
        self.tickets: dict[UUID, Counted] = {}
        self.sums: dict[UUID, Sums] = {}
        self.dirty: set[UUID] = set()
        self._late: set[UUID] = set()
        self._promises: list[tuple[datetime, UUID]] = []

    def put(self, identity: UUID, ticket: Counted) -> None:
        """Takes a ticket as it is now; an older or equal version changes nothing."""
        old = self.tickets.get(identity)
        if old is not None:
            if old.version >= ticket.version:
                return
            self._add(old, identity in self._late, -1)
            self._late.discard(identity)
        late = ticket.late(self.now)
        self._add(ticket, late, 1)
        if late:
            self._late.add(identity)
        if ticket.open or self._today(ticket.closed_at):
            self.tickets[identity] = ticket
        else:
            self.tickets.pop(identity, None)
        if ticket.open and not late and (old is None or old.resolve_by != ticket.resolve_by):
            heapq.heappush(self._promises, (ticket.resolve_by, identity))

    def advance(self, now: datetime) -> bool:
        """Moves the time on: what became late is counted so, and after midnight today's sums are counted anew. True
        when a new day has begun."""
        self.now = max(now, self.now)
        if self.now - self.day >= timedelta(days=1):
            self._turn()
            return True
        while self._promises and self._promises[0][0] < self.now:
            _, identity = heapq.heappop(self._promises)
            ticket = self.tickets.get(identity)
            if ticket is not None and identity not in self._late and ticket.late(self.now):
                self._add(ticket, False, -1)
                self._late.add(identity)
                self._add(ticket, True, 1)
        return False

    def _turn(self) -> None:
        tickets, areas = self.tickets, set(self.sums)
        self.__init__(self.now)  # type: ignore[misc]
        for identity, ticket in tickets.items():
            self.put(identity, ticket)
        self.dirty = areas | set(self.sums)

    def _add(self, ticket: Counted, late: bool, sign: int) -> None:
        keys = list(self._keys(ticket, late))
        for area in ticket.areas:
            sums = self.sums.setdefault(area, Counter())
            for key in keys:
                sums[key] += sign
                if not sums[key]:
                    del sums[key]
            self.dirty.add(area)

    def _keys(self, ticket: Counted, late: bool) -> Iterable[Key]:
        if ticket.task:
            if ticket.open:
                yield ("tasks", "")
                if late:
                    yield ("tasks_late", "")
            return
        if ticket.open:
            yield ("open", ticket.state)
            yield ("category", ticket.category)
            if late:
                yield ("late", "")
            if ticket.practice:
                yield ("practice", "")
        if self._today(ticket.created_at):
            yield ("today", "reported")
            yield ("arrived", ticket.created_at.astimezone(SHANGHAI).hour)
            yield ("fresh", ticket.category)
        if ticket.acknowledged_at is not None and self._today(ticket.acknowledged_at):
            yield ("today", "acknowledged")
            yield ("ack", bucket((ticket.acknowledged_at - ticket.created_at).total_seconds()))
            if ticket.acknowledge_by is not None:
                yield ("sla", "acknowledged_" + in_time(ticket.acknowledged_at, ticket.acknowledge_by))
        if ticket.resolved_at is not None and self._today(ticket.resolved_at):
            yield ("today", "resolved")
            yield ("sla", "resolved_" + in_time(ticket.resolved_at, ticket.resolve_by))
        if self._today(ticket.closed_at) and not ticket.merged:
            yield ("today", "confirmed")

    def _today(self, moment: datetime | None) -> bool:
        return moment is not None and moment >= self.day


def in_time(done: datetime, by: datetime) -> str:
    return "in_time" if done <= by else "late"
