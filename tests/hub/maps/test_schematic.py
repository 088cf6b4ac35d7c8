"""The plan is the same each time, nested, and leaves nothing over."""

import math
from uuid import UUID

import pytest

from hub.maps.schematic import HEIGHT, WIDTH, Polygon, area_of, draw

ROOT = UUID(int=1)
STREETS = [UUID(int=10 + n) for n in range(5)]
COMMUNITIES = {
    street: [UUID(int=100 * (n + 1) + c) for c in range(n + 1)] for n, street in enumerate(STREETS)
}
TREE = {ROOT: STREETS, **COMMUNITIES}
NAMES = {
    one: f"名{one.int}" for one in [ROOT, *STREETS, *(one for some in COMMUNITIES.values() for one in some)]
}


def contains(polygon: Polygon, point: tuple[float, float], slack: float = 0.5) -> bool:
    """Convex, and the point lies on one side of all edges or at most `slack` beyond."""
    turns: list[float] = []
    for (ax, ay), (bx, by) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        length = math.dist((ax, ay), (bx, by))
        if length > 0.3:  # two points that rounding has put together have no direction
            turns.append(((bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)) / length)
    return min(turns) >= -slack or max(turns) <= slack


def test_the_same_tree_gives_the_same_plan() -> None:
    assert draw(ROOT, TREE, NAMES) == draw(ROOT, TREE, NAMES)


def test_what_lies_in_an_area_lies_in_its_shape_and_fills_it() -> None:
    drawn = draw(ROOT, TREE, NAMES)
    assert drawn.keys() == NAMES.keys()
    for above, below in TREE.items():
        for child in below:
            assert all(contains(drawn[above], point) for point in drawn[child])
        assert sum(area_of(drawn[child]) for child in below) == pytest.approx(area_of(drawn[above]), rel=0.01)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for polygon in drawn.values() for x, y in polygon)


def test_land_follows_what_lies_in_it() -> None:
    drawn = draw(ROOT, TREE, NAMES)
    each = area_of(drawn[ROOT]) / 15
    for communities in COMMUNITIES.values():
        for community in communities:
            assert area_of(drawn[community]) == pytest.approx(each, rel=0.05)
