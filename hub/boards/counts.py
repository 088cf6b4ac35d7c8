"""Counting without recounting: pure, no I/O.

`Counts` keeps what it needs of every ticket that is open or was touched today, and per area the sums.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

# District, street, community: the levels that have boards are the first three of a path.
LEVELS = 3


class Counted(NamedTuple):
    """What a board needs to know of a ticket. `task`: a part of another, which is counted already; apart from it.
    `merged`: into another; nobody confirmed it."""

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
    task: bool = False
    merged: bool = False

    @property
    def open(self) -> bool:
        return self.state != "closed"


Sums: TypeAlias = Counter[tuple[str, str]]
Late: TypeAlias = Counter[tuple[UUID, bool]]
"""By area and whether it is a sub-task."""


def midnight(now: datetime) -> datetime:
    """The last midnight in Shanghai."""
    return now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


class Counts:
    """Sums per area, kept up to date by differences.

    `dirty` holds the areas whose sums changed since it was last emptied by the reader.
    """

    def __init__(self, now: datetime) -> None:
        self.day = midnight(now)
        self.tickets: dict[UUID, Counted] = {}
        self.sums: dict[UUID, Sums] = {}
        self.dirty: set[UUID] = set()

    def put(self, identity: UUID, ticket: Counted) -> None:
        """Takes a ticket as it is now; an older or equal version changes nothing."""
        old = self.tickets.get(identity)
        if old is not None:
            if old.version >= ticket.version:
                return
            self._add(old, -1)
        self._add(ticket, 1)
        if ticket.open or self._today(ticket.closed_at):
            self.tickets[identity] = ticket
        else:
            self.tickets.pop(identity, None)

    def overdue(self, now: datetime) -> Late:
        """What is open past its promised time. Time alone makes it so; hence counted when asked."""
        late: Late = Counter()
        for ticket in self.tickets.values():
            if ticket.resolve_by < now and ticket.open and ticket.state != "resolved":
                late.update((area, ticket.task) for area in ticket.areas)
        return late

    def turn(self, now: datetime) -> bool:
        """Starts a new day when midnight has passed: today's sums are counted anew. True when it did."""
        if now - self.day < timedelta(days=1):
            return False
        tickets = self.tickets
        areas = set(self.sums)
        self.__init__(now)  # type: ignore[misc]
        for identity, ticket in tickets.items():
            self.put(identity, ticket)
        self.dirty = areas | set(self.sums)
        return True

    def _add(self, ticket: Counted, sign: int) -> None:
        keys = list(self._keys(ticket))
        for area in ticket.areas:
            sums = self.sums.setdefault(area, Counter())
            for key in keys:
                sums[key] += sign
                if not sums[key]:
                    del sums[key]
            self.dirty.add(area)

    def _keys(self, ticket: Counted) -> Iterable[tuple[str, str]]:
        if ticket.task:
            if ticket.open:
                yield ("tasks", "")
            return
        if ticket.open:
            yield ("open", ticket.state)
            yield ("category", ticket.category)
            if ticket.practice:
                yield ("practice", "")
        moments = {
            "reported": ticket.created_at,
            "acknowledged": ticket.acknowledged_at,
            "resolved": ticket.resolved_at,
            "confirmed": None if ticket.merged else ticket.closed_at,
        }
        for name, moment in moments.items():
            if self._today(moment):
                yield ("today", name)

    def _today(self, moment: datetime | None) -> bool:
        return moment is not None and moment >= self.day
