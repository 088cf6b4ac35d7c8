"""Counting certification without recounting: pure, no I/O.

A person counts by the day she is due, a try by its state; which days are near is asked of the clock when a board is
made, so midnight changes no sum of persons.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple, TypeAlias
from uuid import UUID

from hub.boards.counts import SHANGHAI, midnight
from hub.boards.types import Certification

WAITS: Final = frozenset({"review", "refusing", "appealed"})
"""States in which a person decides."""
OPEN: Final = WAITS | {"checking", "asking"}


class Person(NamedTuple):
    """What a board needs to know of somebody on a roster."""

    version: int
    areas: tuple[UUID, ...]
    programme: UUID
    due_on: date | None
    certified: bool
    """There is a certification, whether or not it has run out."""
    left: bool


class Try(NamedTuple):
    """What it needs to know of a try. `number` 0: a reviewer's question, which nobody sent."""

    version: int
    areas: tuple[UUID, ...]
    state: str
    way: str
    number: int
    created_at: datetime


Key: TypeAlias = tuple[str, UUID | None, date | None]
"""(`person` or `certified`, programme, day due), or (`review` or `try`, None, None)."""


class Certified:
    """Sums per area, kept up to date by differences, as `counts.Counts` does for tickets.

    `notice` holds the days before the day due in which a programme's people count as due. Who left and what ended
    stays known until midnight, so that what comes twice, or late beside a first reading, changes nothing.
    """

    def __init__(self, now: datetime, notice: Mapping[UUID, int]) -> None:
        self.day = midnight(now)
        self.notice = dict(notice)
        self.persons: dict[UUID, Person] = {}
        self.tries: dict[UUID, Try] = {}
        self.sums: dict[UUID, Counter[Key]] = {}
        self.dirty: set[UUID] = set()

    def put_person(self, identity: UUID, person: Person) -> None:
        """Takes somebody as she stands now; an older or equal version changes nothing."""
        old = self.persons.get(identity)
        if old is not None:
            if old.version >= person.version:
                return
            self._add(old.areas, _of_person(old), -1)
        self._add(person.areas, _of_person(person), 1)
        self.persons[identity] = person

    def put_try(self, identity: UUID, tried: Try) -> None:
        """Takes a try as it is now; an older or equal version changes nothing."""
        old = self.tries.get(identity)
        if old is not None:
            if old.version >= tried.version:
                return
            self._add(old.areas, self._of_try(old), -1)
        self._add(tried.areas, self._of_try(tried), 1)
        self.tries[identity] = tried

    def take(self, other: "Certified") -> None:
        """Takes what another has heard meanwhile."""
        for identity, person in other.persons.items():
            self.put_person(identity, person)
        for identity, tried in other.tries.items():
            self.put_try(identity, tried)

    def put_notice(self, notice: Mapping[UUID, int]) -> None:
        """Takes the programmes' days as they are now."""
        if notice != self.notice:
            self.notice = dict(notice)
            self.dirty |= set(self.sums)

    def turn(self, now: datetime) -> None:
        """Starts a new day when midnight has passed: other days are near, and nobody has tried yet."""
        if now - self.day < timedelta(days=1):
            return
        self.day = midnight(now)
        tries, self.tries = self.tries, {}
        for sums in self.sums.values():
            for kind in ("review", "try"):
                sums.pop((kind, None, None), None)
        for identity, tried in tries.items():
            if tried.state in OPEN or tried.created_at >= self.day:
                self.put_try(identity, tried)
        self.persons = {identity: person for identity, person in self.persons.items() if not person.left}
        self.dirty = set(self.sums)

    def counts(self, area: UUID) -> Certification:
        """An area's counts on the day it is."""
        today = self.day.astimezone(SHANGHAI).date()
        found: Counter[str] = Counter()
        for (kind, programme, due_on), count in self.sums.get(area, Counter()).items():
            if kind in ("review", "try"):
                found[kind] = count
                continue
            near = "later"
            if due_on is not None and programme is not None:
                if due_on < today:
                    near = "overdue"
                elif due_on <= today + timedelta(days=self.notice.get(programme, 0)):
                    near = "due"
            found["persons"] += count
            found["certified" if kind == "certified" and near == "later" else near] += count
        return Certification(
            persons=found["persons"], due=found["due"], certified=found["certified"], overdue=found["overdue"],
            in_review=found["review"], tries_today=found["try"],
        )  # fmt: skip

    def _of_try(self, tried: Try) -> Iterable[Key]:
        if tried.state in WAITS:
            yield ("review", None, None)
        if tried.way == "phone" and tried.number > 0 and tried.created_at >= self.day:
            yield ("try", None, None)

    def _add(self, areas: Iterable[UUID], keys: Iterable[Key], sign: int) -> None:
        counted = list(keys)
        for area in areas:
            sums = self.sums.setdefault(area, Counter())
            for key in counted:
                sums[key] += sign
                if not sums[key]:
                    del sums[key]
                self.dirty.add(area)


def _of_person(person: Person) -> Iterable[Key]:
    if not person.left:
        yield ("certified" if person.certified else "person", person.programme, person.due_on)
