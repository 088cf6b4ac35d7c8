"""Who reads what: connections with the same set of topics form an audience.

An audience is found by each of its topics. It stays in the index when its last member has gone, until
`sweep`: a batch may be walking over the index at that moment, and members come and go in a storm.
"""

from collections.abc import Callable, Iterable
from typing import Protocol


class Member(Protocol):
    """What an audience knows of a connection. `written`: the last seq that the fan-out wrote to it."""

    audience: "Audience | None"
    written: int

    @property
    def write(self) -> Callable[[bytes], object]: ...


class Audience:
    """Members that read exactly these topics and have been written everything up to the fan-out's seq."""

    __slots__ = ("_members", "_roster", "topics")

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self._members: dict[Member, None] = {}
        self._roster: tuple[Member, ...] | None = ()

    def __len__(self) -> int:
        return len(self._members)

    def add(self, member: Member) -> None:
        self._members[member] = None
        self._roster = None
        member.audience = self

    def remove(self, member: Member) -> None:
        del self._members[member]
        self._roster = None
        member.audience = None

    def roster(self) -> tuple[Member, ...]:
        """The members now. Whoever walks over it for long checks `member.audience` before each write."""
        if self._roster is None:
            self._roster = tuple(self._members)
        return self._roster


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
