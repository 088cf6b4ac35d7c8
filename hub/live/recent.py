"""The ring's events by topic, newest last: a resume costs what it brings, not what the whole log did
meanwhile."""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Protocol

from hub.live.recovery import Entry


class Ring(Protocol):
    """The log in memory: entries (`floor`, `head`] of `epoch`."""

    @property
    def epoch(self) -> str: ...
    @property
    def head(self) -> int: ...
    @property
    def floor(self) -> int: ...
    def after(self, seq: int) -> Sequence[Entry] | None: ...


class Recent:
    """An index over a ring, which may forget from its front at any time, and may get some of that back."""

    def __init__(self, ring: Ring) -> None:
        self._ring = ring
        self._floor = ring.floor
        self._entries: deque[Entry] = deque()
        self._by_topic: dict[str, deque[Entry]] = {}
        self.add(ring.after(ring.floor) or ())

    @property
    def floor(self) -> int:
        """The lowest seq after which everything is here."""
        return max(self._floor, self._ring.floor)

    def add(self, entries: Iterable[Entry]) -> None:
        """The next entries; follows the ring's front."""
        for entry in entries:
            self._entries.append(entry)
            for topic in entry.topics:
                self._of(topic).append(entry)
        floor = self._ring.floor
        while self._entries and self._entries[0].seq <= floor:
            for topic in self._entries.popleft().topics:
                of = self._by_topic[topic]
                of.popleft()
                if not of:
                    del self._by_topic[topic]
        if floor < self._floor:
            for entry in reversed(self._ring.after(floor) or ()):
                if entry.seq <= self._floor:
                    self._entries.appendleft(entry)
                    for topic in entry.topics:
                        self._of(topic).appendleft(entry)
        self._floor = floor

    def _of(self, topic: str) -> deque[Entry]:
        of = self._by_topic.get(topic)
        if of is None:
            of = self._by_topic[topic] = deque()
        return of

    def heard(self, topics: frozenset[str], after: int) -> frozenset[str]:
        """Those of the topics that have had an event since `after`."""
        by_topic = self._by_topic
        return frozenset(
            [topic for topic in topics if (of := by_topic.get(topic)) is not None and of[-1].seq > after]
        )

    def matching(self, topics: Iterable[str], after: int, upto: int, most: int) -> list[Entry] | None:
        """Entries of any of the topics with `after` < seq <= `upto`, ascending; None: more than `most`."""
        found: dict[int, Entry] = {}
        for topic in topics:
            for entry in reversed(self._by_topic.get(topic, ())):
                if entry.seq <= after:
                    break
                if entry.seq <= upto:
                    found[entry.seq] = entry
                    if len(found) > most:
                        return None
        return [found[seq] for seq in sorted(found)]
