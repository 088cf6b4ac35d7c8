"""What others may ask of the tree. Reads take a connection; `add_*` serve the seed and take its transaction."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from hub.areas import places, store
from hub.areas.store import add_area, add_areas, add_code, add_organisation
from hub.areas.types import LEVELS, Area, AreaDetail, Level, Organisation, OrganisationKind, Resolved
from hub.db import Connection
from hub.errors import DomainError
from hub.ids import uuid_in

__all__ = [
    "Place",
    "add_area",
    "add_areas",
    "add_code",
    "add_organisation",
    "area",
    "children",
    "organisation",
    "organisations",
    "place",
    "places_of",
    "resolve",
    "search",
]


class Place(NamedTuple):
    """An area with everything a room stores beside it. `ids`, `names`, `levels` run from the district down."""

    level: Level
    ids: tuple[UUID, ...]
    names: tuple[str, ...]
    levels: tuple[Level, ...]

    def at(self, level: Level) -> UUID | None:
        """The id of the path's area of a level."""
        return self.ids[self.levels.index(level)] if level in self.levels else None

    def above(self, finest: Level) -> "Place":
        """The same place, not finer than a level."""
        kept = sum(LEVELS.index(level) <= LEVELS.index(finest) for level in self.levels)
        return Place(self.levels[kept - 1], self.ids[:kept], self.names[:kept], self.levels[:kept])

    @property
    def label(self) -> str:
        """As people write it, from the community down, grids left out: 金沙社区 宝鼎金沙小区 12栋3单元1-6."""
        names = dict(zip(self.levels, self.names, strict=True))
        wide = [names[level] for level in ("community", "estate") if level in names]
        fine = "".join(names[level] for level in ("building", "unit", "dwelling") if level in names)
        return " ".join([*wide, fine] if fine else wide) or self.names[-1]


async def area(connection: Connection, identity: UUID) -> AreaDetail:
    """One area.

    Raises:
        DomainError: `area.unknown`.
    """
    found = await store.by_id(connection, identity)
    if found is None:
        raise DomainError("area.unknown")
    return found


async def topic_path(connection: Connection, district: UUID, text: str) -> tuple[UUID, ...]:
    """The path of the area that a topic names, from the district down; () when `district` has none of this name."""
    identity = uuid_in(text)
    found = None if identity is None else await store.by_id(connection, identity)
    return found.path if found is not None and found.path[0] == district else ()


async def children(connection: Connection, parent: UUID | None) -> list[Area]:
    """The areas right below one; the districts when `parent` is None."""
    return await store.children(connection, parent)


async def search(
    connection: Connection, district: UUID, words: str, level: Level | None, limit: int
) -> list[AreaDetail]:
    """Areas by a part of their name, at one level or, without one, at all levels above the building."""
    words = words.strip()
    if not words:
        return []
    levels = [level] if level else LEVELS[: LEVELS.index("building")]
    return await store.search(connection, district, levels, words, limit)


async def resolve(connection: Connection, estate: UUID, text: str) -> Resolved:
    """Follows a written place down from an estate as far as the tree knows it.

    Raises:
        DomainError: `area.unknown`.
    """
    current = await area(connection, estate)
    steps, rest = places.read(text)
    matched: list[str] = []
    where = current.id
    for index, step in enumerate(steps):
        below = await store.child_named(connection, where, [step.name, step.text])
        if below is None:
            rest = "".join(left.text for left in steps[index:]) + rest
            break
        where = below
        matched.append(step.text)
    return Resolved(await area(connection, where), "".join(matched), rest)


async def place(connection: Connection, identity: UUID, district: UUID) -> Place:
    """An open area of a district, with its path.

    Raises:
        DomainError: `area.unknown`, also for an area of another district.
    """
    row = await store.path_of(connection, identity)
    if row is None or row["path"][0] != district:
        raise DomainError("area.unknown")
    return Place(row["level"], tuple(row["path"]), tuple(row["names"]), tuple(row["levels"]))


async def places_of(connection: Connection, identities: Iterable[UUID]) -> dict[UUID, Place]:
    """Areas with their paths, also those that are closed: what happened there is still to be read."""
    wanted = list(dict.fromkeys(identities))
    rows = await store.paths_of(connection, wanted) if wanted else []
    return {
        row["id"]: Place(row["level"], tuple(row["path"]), tuple(row["names"]), tuple(row["levels"]))
        for row in rows
    }


async def organisations(
    connection: Connection, area: UUID, kind: OrganisationKind | None = None, inside: bool = False
) -> list[Organisation]:
    """Organisations that serve an area; `inside`: also those that serve only a part of it."""
    return await store.organisations_serving(connection, area, kind, inside)


async def organisation(connection: Connection, identity: UUID, district: UUID) -> Organisation:
    """One organisation of a district.

    Raises:
        DomainError: `organisation.unknown`.
    """
    found = await store.organisation(connection, identity, district)
    if found is None:
        raise DomainError("organisation.unknown")
    return found
