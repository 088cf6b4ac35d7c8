"""Counting wishes without recounting: pure, no I/O."""

from collections import Counter
from typing import Final, NamedTuple
from uuid import UUID

from hub.boards.types import BoardWishes

COUNTED: Final = {"open": "open", "claimed": "claimed", "fulfilled": "claimed", "thanked": "thanked"}
"""A wish by its state; one that was not thanked for yet is still with who claimed it."""


class Wished(NamedTuple):
    """What a board needs to know of a wish."""

    version: int
    areas: tuple[UUID, ...]
    state: str
    hidden: bool

    @property
    def counts_as(self) -> str | None:
        return None if self.hidden else COUNTED.get(self.state)


class Wishing:
    """Sums per area, kept up to date by differences; what comes twice, or late, changes nothing."""

    def __init__(self) -> None:
        self.wishes: dict[UUID, Wished] = {}
        self.sums: dict[UUID, Counter[str]] = {}
        self.dirty: set[UUID] = set()

    def put(self, identity: UUID, wish: Wished) -> None:
        """Takes a wish as it is now; an older or equal version changes nothing."""
        old = self.wishes.get(identity)
        if old is not None:
            if old.version >= wish.version:
                return
            self._add(old, -1)
        self._add(wish, 1)
        self.wishes[identity] = wish

    def take(self, other: "Wishing") -> None:
        """Takes what another has heard meanwhile."""
        for identity, wish in other.wishes.items():
            self.put(identity, wish)

    def counts(self, area: UUID) -> BoardWishes:
        found = self.sums.get(area, Counter())
        return BoardWishes(open=found["open"], claimed=found["claimed"], thanked=found["thanked"])

    def _add(self, wish: Wished, sign: int) -> None:
        kind = wish.counts_as
        if kind is None:
            return
        for area in wish.areas:
            self.sums.setdefault(area, Counter())[kind] += sign
            self.dirty.add(area)
