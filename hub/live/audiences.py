"""Who reads what: connections with the same set of topics form an audience.

An audience is found by each of its topics. It stays in the index when its last member has gone, until
`sweep`: a batch may be walking over the index at that moment, and members come and go in a storm.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from operator import length_hint
from typing import Protocol


class Member(Protocol):
    """What an audience knows of a connection."""

    audience: "Audience | None"

    @property
    def write(self) -> Callable[[bytes], object]: ...


class Audience:
    """Members that read exactly these topics and have been written everything up to the fan-out's seq.

    Writing to all walks over the members' `write` functions and touches nothing else of them: with thousands of
    connections each of them is cold in the processor's caches. Who leaves during a walk leaves a gap in it.
    """

    __slots__ = ("_end", "_gaps", "_left", "_places", "_writes", "topics")

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self._places: dict[Member, int] = {}
        self._writes: list[Callable[[bytes], object]] = []
        self._gaps = 0
        self._left: Iterator[Callable[[bytes], object]] = iter(())
        """Of the walk: those who have not been written to yet."""
        self._end = 0

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Member]:
        return iter(self._places)

    def add(self, member: Member) -> None:
        """Never during a walk."""
        self._places[member] = len(self._writes)
        self._writes.append(member.write)
        member.audience = self

    def remove(self, member: Member) -> None:
        self._writes[self._places.pop(member)] = _nothing
        self._gaps += 1
        member.audience = None

    def walk(self, end: int) -> None:
        """Begins to write to everybody what they lack up to seq `end`."""
        if self._gaps:
            self._places = {member: place for place, member in enumerate(self._places)}
            self._writes = [member.write for member in self._places]
            self._gaps = 0
        self._left, self._end = iter(self._writes), end

    def write(self, data: bytes, most: int) -> bool:
        """Writes to the next `most` of the walk; whether any are left."""
        for write in islice(self._left, most):
            write(data)
        return bool(length_hint(self._left))

    def written(self, member: Member) -> int:
        """The seq up to which the last walk has written to the member; 0 when it has not come to it."""
        return self._end if self._places[member] < len(self._writes) - length_hint(self._left) else 0

    def tell(self, data: bytes) -> int:
        """Writes to everybody at once, aside of any walk; to how many."""
        for write in self._writes:
            write(data)
        return len(self._places)


def _nothing(data: bytes) -> None:
    """Who was here has left."""


class Audiences:
    """All audiences of one process, by their set of topics and by each topic."""

    def __init__(self) -> None:
        self._by_set: dict[frozenset[str], Audience] = {}
        self._by_topic: dict[str, dict[Audience, None]] = {}
        self._left: set[Audience] = set()

    def __len__(self) -> int:
        return len(self._by_set)

    def join(self, member: Member, topics: frozenset[str]) -> None:
        audience = self._by_set.get(topics)
        if audience is None:
            audience = self._by_set[topics] = Audience(topics)
            for topic in topics:
                self._by_topic.setdefault(topic, {})[audience] = None
        audience.add(member)

    def leave(self, member: Member) -> frozenset[str]:
        """Returns the topics that the member read; none if it was in no audience."""
        audience = member.audience
        if audience is None:
            return frozenset()
        audience.remove(member)
        if not audience:
            self._left.add(audience)
        return audience.topics

    def of(self, topic: str) -> Iterable[Audience]:
        return self._by_topic.get(topic, ())

    def sweep(self) -> None:
        """Forgets audiences without members. Only when nobody walks over the index."""
        for audience in self._left:
            if audience:
                continue
            del self._by_set[audience.topics]
            for topic in audience.topics:
                others = self._by_topic[topic]
                del others[audience]
                if not others:
                    del self._by_topic[topic]
        self._left.clear()
