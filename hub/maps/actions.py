"""Drawing a district, taking surveyed shapes, giving them out."""

import hashlib
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from hub.areas import actions as areas
from hub.db import Connection, load_queries
from hub.maps import geojson, schematic
from hub.maps.types import Geometry, MapOrigin, Ring, Shape, Source

q = load_queries(__file__)
KEPT = 64
"""Answers kept in memory: a district has about as many areas that are looked at."""

_rings = msgspec.json.Decoder(tuple[Ring, ...])


class Drawn(msgspec.Struct, frozen=True):
    """An answer as it is sent, and its ETag."""

    stamp: str
    etag: str
    body: bytes


class Maps:
    """Geometry by area, encoded once while nothing changes."""

    def __init__(self) -> None:
        self._drawn: dict[UUID, Drawn] = {}

    async def geometry(self, connection: Connection, district: UUID, area: UUID) -> Drawn:
        """The shapes in an area's subtree.

        Raises:
            DomainError: `area.unknown`, also for an area of another district.
        """
        await areas.place(connection, area, district)
        stamp: str = await connection.fetchval(q.stamp, district)
        drawn = self._drawn.get(area)
        if drawn is None or drawn.stamp != stamp:
            body = msgspec.json.encode(await read(connection, district, area))
            drawn = Drawn(stamp, f'"{hashlib.sha256(body).hexdigest()[:32]}"', body)
            if len(self._drawn) >= KEPT:
                self._drawn.clear()
            self._drawn[area] = drawn
        return drawn


async def read(connection: Connection, district: UUID, area: UUID) -> Geometry:
    """The shapes in an area's subtree."""
    rows = await connection.fetch(q.shapes, district, area)
    shapes = tuple(
        Shape(row["id"], row["name"], row["level"], tuple(row["path"]), _rings.decode(row["rings"]))
        for row in rows
    )
    found = await connection.fetchrow(q.origin, district)
    origin = MapOrigin(found["west"], found["north"], found["east"], found["south"]) if found else None
    return Geometry(area, rows[0]["source"] if rows else "schematic", shapes, origin)


async def draw(tx: Connection, district: UUID) -> int:
    """Makes the schematic drawing anew, in place of whatever was there; how many shapes it has."""
    rows = await tx.fetch(q.tree, district)
    known = {row["id"] for row in rows}
    children: dict[UUID, list[UUID]] = {}
    for row in rows:
        above = [one for one in row["path"][:-1] if one in known]
        if above:
            children.setdefault(above[-1], []).append(row["id"])
    polygons = schematic.draw(district, children, {row["id"]: row["name"] for row in rows})
    await _put(tx, district, {area: (polygon,) for area, polygon in polygons.items()}, "schematic")
    return len(polygons)


async def survey(tx: Connection, district: UUID, text: bytes) -> tuple[int, list[str]]:
    """Takes surveyed polygons in place of all that was there: how many, and which names belong to no area.

    Raises:
        ValueError: it is no GeoJSON of polygons, or none of them belongs to an area.
    """
    found, origin = geojson.read(text)
    rows = await tx.fetch(q.tree, district)
    by_name = {str(row["id"]): row["id"] for row in rows} | {
        row["code"]: row["id"] for row in rows if row["code"]
    }
    shapes = {by_name[name]: rings for name, rings in found.items() if name in by_name}
    if not shapes:
        raise ValueError("none of the codes and ids belongs to an area of the district")
    await _put(tx, district, shapes, "survey")
    await tx.execute(q.put_origin, district, origin.west, origin.north, origin.east, origin.south)
    return len(shapes), sorted(found.keys() - by_name.keys())


async def _put(
    tx: Connection,
    district: UUID,
    shapes: Mapping[UUID, Sequence[Sequence[tuple[float, float]]]],
    source: Source,
) -> None:
    await tx.execute(q.forget, district)
    await tx.execute(q.forget_origin, district)
    await tx.executemany(
        q.add,
        [(area, district, msgspec.json.encode(rings).decode(), source) for area, rings in shapes.items()],
    )
