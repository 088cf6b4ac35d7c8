"""The geometry, with points whose place is known."""

import numpy as np
import pytest

from workers.alignment import SIDE, TEMPLATE, aligned, five, similarity


def moved(turn: float, scale: float, shift: tuple[float, float]) -> np.ndarray:  # type: ignore[type-arg]
    """The template turned by degrees, scaled, shifted."""
    angle = np.radians(turn)
    matrix = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return (TEMPLATE @ matrix.T + shift).astype(np.float32)


@pytest.mark.parametrize("turn", [0, 30, 90, -135, 180])
@pytest.mark.parametrize("scale", [0.3, 1, 4])
def test_a_moved_template_comes_back(turn: float, scale: float) -> None:
    points = moved(turn, scale, (300, -20))
    matrix = similarity(points[None])[0]
    back = points @ matrix[:, :2].T + matrix[:, 2]
    np.testing.assert_allclose(back, TEMPLATE, atol=1e-2)


def test_many_at_once_are_what_each_is_alone() -> None:
    points = np.stack([moved(10, 2, (5, 5)), moved(-40, 0.5, (90, 0))])
    for index in range(2):
        np.testing.assert_allclose(
            similarity(points)[index], similarity(points[index : index + 1])[0], atol=1e-4
        )


def test_nothing_is_mirrored() -> None:
    mirrored = TEMPLATE * np.array([-1, 1], np.float32)
    matrix = similarity(mirrored[None])[0][:, :2]
    assert np.linalg.det(matrix) > 0


def test_a_point_lands_where_the_template_has_it() -> None:
    points = moved(25, 2, (150, 100))
    picture = np.zeros((500, 500, 3), np.uint8)
    x, y = points[2].astype(int)
    picture[y - 3 : y + 4, x - 3 : x + 4] = 255
    upright = aligned(picture, points[None])
    assert upright.shape == (1, SIDE, SIDE, 3)
    rows, columns = np.nonzero(upright[0, :, :, 0])
    np.testing.assert_allclose((columns.mean(), rows.mean()), TEMPLATE[2], atol=1)


def test_five_of_68() -> None:
    points = np.zeros((1, 68, 2), np.float32)
    points[0, [37, 38, 40, 41]] = 4
    points[0, 30] = 7
    points[0, [54, 64]] = [[1, 3], [3, 5]]
    np.testing.assert_allclose(five(points)[0], [[4, 4], [0, 0], [7, 7], [0, 0], [2, 4]])
