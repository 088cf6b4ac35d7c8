"""Surveyed polygons become metres on a plane; what is none of it says so."""

import json

import pytest

from hub.maps.geojson import read

SQUARE = [[101.0, 26.0], [101.01, 26.0], [101.01, 26.01], [101.0, 26.01], [101.0, 26.0]]


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def feature(geometry: object, **properties: str) -> object:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_degrees_become_metres_with_north_above() -> None:
    found, origin = read(collection(feature({"type": "Polygon", "coordinates": [SQUARE]}, code="510403001")))
    ((ring,),) = found.values()
    assert ring[0] == pytest.approx((0, 1113.2), abs=1)
    assert ring[2] == pytest.approx((1000.5, 0), abs=1)
    # From the plane back to the earth.
    x, y = ring[1]
    assert (origin.west + x / origin.east, origin.north - y / origin.south) == pytest.approx(
        SQUARE[1], abs=1e-5
    )


def test_parts_and_holes_are_rings() -> None:
    found, _ = read(
        collection(feature({"type": "MultiPolygon", "coordinates": [[SQUARE, SQUARE], [SQUARE]]}, id="x"))
    )
    assert len(found["x"]) == 3


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        collection(),
        collection(feature({"type": "Polygon", "coordinates": [SQUARE]})),
        collection(feature({"type": "Point", "coordinates": [1, 2]}, code="1")),
        collection(feature({"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}, code="1")),
        collection(feature({"type": "Polygon", "coordinates": [[[500, 2], [3, 4], [5, 6]]]}, code="1")),
        collection(feature({"type": "Polygon", "coordinates": [[["x", 2], [3, 4], [5, 6]]]}, code="1")),
    ],
)
def test_anything_else_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="no GeoJSON"):
        read(text)
