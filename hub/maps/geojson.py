"""Reading surveyed polygons: GeoJSON (RFC 7946), longitude and latitude to metres on a plane. Pure."""

import math
from typing import Any, Final, NamedTuple

import msgspec

from hub.maps.types import MapOrigin, Ring

METRES: Final = 111_320.0
"""Of a degree of latitude; good to half a per cent, for drawing only."""


class _Geometry(msgspec.Struct):
    type: str
    coordinates: Any


class _Feature(msgspec.Struct):
    properties: dict[str, Any]
    geometry: _Geometry


class _Collection(msgspec.Struct):
    features: list[_Feature]


class Surveyed(NamedTuple):
    rings: dict[str, tuple[Ring, ...]]
    origin: MapOrigin


def read(text: bytes) -> Surveyed:
    """Rings by the area that each feature names: its `code` (the official one) or `id`, in the properties.

    Raises:
        ValueError: it is no such file; the message says where.
    """
    try:
        features = msgspec.json.decode(text, type=_Collection).features
        polygons = {_name(one): _polygons(one.geometry) for one in features}
        points = [point for rings in polygons.values() for ring in rings for point in ring]
        middle = math.cos(math.radians(sum(y for _, y in points) / len(points)))
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError, msgspec.MsgspecError) as error:
        raise ValueError(f"no GeoJSON of polygons with a code or an id: {error}") from error
    west, north = min(x for x, _ in points), max(y for _, y in points)

    def metres(ring: Ring) -> Ring:
        return tuple(
            (round((x - west) * middle * METRES, 1), round((north - y) * METRES, 1)) for x, y in ring
        )

    rings = {name: tuple(map(metres, parts)) for name, parts in polygons.items()}
    return Surveyed(rings, MapOrigin(west, north, middle * METRES, METRES))


def _name(feature: _Feature) -> str:
    named = feature.properties.get("code") or feature.properties["id"]
    return str(named)


def _polygons(geometry: _Geometry) -> tuple[Ring, ...]:
    parts = {"Polygon": [geometry.coordinates], "MultiPolygon": geometry.coordinates}[geometry.type]
    found = tuple(
        tuple((float(point[0]), float(point[1])) for point in ring) for part in parts for ring in part
    )
    if not all(len(ring) >= 3 and all(abs(x) <= 180 and abs(y) <= 90 for x, y in ring) for ring in found):
        raise TypeError("a ring has three points at least, in degrees")
    return found
