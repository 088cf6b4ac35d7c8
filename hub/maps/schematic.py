"""A plan of a district when nobody has measured it: convex pieces, nested as the areas are. Pure, deterministic.

The district is a convex outline. It is cut by straight lines until each street has its piece, as large as the number
of what lies in it; each street so into communities, each community into estates. Where a cut lies and how it leans
follows from the ids' order and the names, never from chance.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias
from uuid import UUID

Point: TypeAlias = tuple[float, float]
Polygon: TypeAlias = tuple[Point, ...]

WIDTH: Final = 1600.0
HEIGHT: Final = 1000.0
LEAN: Final = 0.28
"""The most a cut leans from the square, radians."""


def draw(
    root: UUID, children: Mapping[UUID, Sequence[UUID]], names: Mapping[UUID, str]
) -> dict[UUID, Polygon]:
    """A polygon for the root and everything below it, in `WIDTH` × `HEIGHT`, y downwards."""
    drawn: dict[UUID, Polygon] = {}

    def weigh(area: UUID) -> int:
        return sum(map(weigh, children.get(area, ()))) or 1

    def place(area: UUID, polygon: Polygon) -> None:
        drawn[area] = tuple((round(x, 1), round(y, 1)) for x, y in polygon)
        below = children.get(area, ())
        if below:
            for child, piece in _divide(polygon, [(one, weigh(one)) for one in below], names):
                place(child, piece)

    place(root, outline(names[root]))
    return drawn


def outline(name: str) -> Polygon:
    """A convex shape that nearly fills the plane, other for each name."""
    corners = 14
    points = []
    for number in range(corners):
        angle = 2 * math.pi * (number + 0.5 * _chance(f"{name} {number}")) / corners
        reach = 0.9 + 0.1 * _chance(f"{number} {name}")
        # A superellipse: rounder than a rectangle, fuller than an ellipse.
        x, y = (math.copysign(abs(f(angle)) ** 0.55, f(angle)) for f in (math.cos, math.sin))
        points.append((WIDTH / 2 * (1 + reach * x), HEIGHT / 2 * (1 + reach * y)))
    return _hull(points)


def area_of(polygon: Sequence[Point]) -> float:
    """Its area, by the shoelace formula."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in _edges(polygon))) / 2


def _divide(
    polygon: Polygon, weighed: list[tuple[UUID, int]], names: Mapping[UUID, str]
) -> list[tuple[UUID, Polygon]]:
    if len(weighed) == 1:
        return [(weighed[0][0], polygon)]
    total, first, at = sum(weight for _, weight in weighed), 0, 0
    while at < len(weighed) - 1 and (at == 0 or first + weighed[at][1] / 2 < total / 2):
        first += weighed[at][1]
        at += 1
    lean = LEAN * (2 * _chance(names[weighed[at][0]] + names[weighed[0][0]]) - 1)
    one, other = _cut(polygon, first / total, _across(polygon) + lean)
    return [*_divide(one, weighed[:at], names), *_divide(other, weighed[at:], names)]


def _across(polygon: Polygon) -> float:
    """The direction in which it is longest, so that a cut square to it makes compact pieces."""
    a, b = max(
        ((a, b) for a in polygon for b in polygon), key=lambda two: math.dist(two[0], two[1])
    )  # fmt: skip
    return math.atan2(b[1] - a[1], b[0] - a[0])


def _cut(polygon: Polygon, share: float, angle: float) -> tuple[Polygon, Polygon]:
    """By a line square to `angle`, so that the first piece has `share` of the area."""
    normal = (math.cos(angle), math.sin(angle))
    places = [x * normal[0] + y * normal[1] for x, y in polygon]
    low, high, whole = min(places), max(places), area_of(polygon)
    for _ in range(50):
        middle = (low + high) / 2
        if area_of(_side(polygon, normal, middle, 1)) < share * whole:
            low = middle
        else:
            high = middle
    return _side(polygon, normal, low, 1), _side(polygon, normal, low, -1)


def _side(polygon: Polygon, normal: Point, at: float, sign: int) -> Polygon:
    """What lies before the line (1) or behind it (-1)."""
    kept: list[Point] = []
    for a, b in _edges(polygon):
        before, after = (sign * (at - (x * normal[0] + y * normal[1])) for x, y in (a, b))
        if before >= 0:
            kept.append(a)
        if before * after < 0:
            part = before / (before - after)
            kept.append((a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])))
    return tuple(kept)


def _hull(points: Sequence[Point]) -> Polygon:
    """The convex hull, by Andrew's monotone chain."""
    ordered = sorted(set(points))
    halves: list[list[Point]] = []
    for some in (ordered, ordered[::-1]):
        half: list[Point] = []
        for point in some:
            while len(half) > 1 and _turn(half[-2], half[-1], point) <= 0:
                half.pop()
            half.append(point)
        halves.append(half[:-1])
    return tuple(halves[0] + halves[1])


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _edges(polygon: Sequence[Point]) -> list[tuple[Point, Point]]:
    return list(zip(polygon, [*polygon[1:], *polygon[:1]], strict=True))


def _chance(text: str) -> float:
    """A number in [0, 1) that belongs to a text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48
