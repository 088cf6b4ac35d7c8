"""Faces near and far, several, turned, none."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from models.loader import Session, load_role
from tests.workers.pictures import pixels
from workers.detection import find, suppress, windows


@pytest.fixture(scope="module")
def detector(model_files: Path) -> Session:
    return load_role("detect", model_files)


def placed(scale: float, at: tuple[int, int], size: tuple[int, int] = (1600, 1200)) -> np.ndarray:  # type: ignore[type-arg]
    """A grey wall with a portrait in it."""
    small = cv2.resize(pixels("obama"), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    wall = np.full((size[1], size[0], 3), 150, np.uint8)
    part = wall[at[1] : at[1] + small.shape[0], at[0] : at[0] + small.shape[1]]
    part[:] = small[: part.shape[0], : part.shape[1]]
    return wall


@pytest.mark.parametrize("scale", [1.0, 0.4, 0.15, 0.08])
@pytest.mark.parametrize("at", [(40, 30), (700, 60), (600, 100)])
def test_a_face_is_found_at_any_distance_and_its_box_is_right(
    detector: Session, scale: float, at: tuple[int, int]
) -> None:
    """The face of this portrait has its middle at (495, 250) and is 330 pixels high."""
    found = find(detector, placed(scale, at))
    left, top, right, bottom = found.boxes[0]
    size = 330 * scale
    assert abs((left + right) / 2 - (at[0] + 495 * scale)) < size / 4
    assert abs((top + bottom) / 2 - (at[1] + 245 * scale)) < size / 4
    assert 0.6 < (bottom - top) / size < 1.6
    assert found.turned == 0


def test_the_largest_comes_first(detector: Session) -> None:
    wall = placed(0.9, (0, 20))
    small = cv2.resize(pixels("astronaut"), (360, 360))
    wall[500:860, 1100:1460] = small
    found = find(detector, wall)
    heights = found.boxes[:, 3] - found.boxes[:, 1]
    assert len(found.boxes) == 2
    assert heights[0] > 2 * heights[1]


@pytest.mark.parametrize("turned", [1, 2, 3])
def test_a_picture_on_its_side_is_turned(detector: Session, turned: int) -> None:
    lying = np.ascontiguousarray(np.rot90(placed(0.5, (600, 400)), -turned))
    found = find(detector, lying)
    upright = np.rot90(lying, found.turned)
    left, top, right, bottom = found.boxes[0]
    assert found.turned == turned
    assert upright.shape == (1200, 1600, 3)
    assert left < 600 + 495 * 0.5 < right
    assert top < 400 + 245 * 0.5 < bottom


def test_a_wall_has_no_face(detector: Session) -> None:
    noise = np.random.default_rng(2).integers(0, 255, (700, 900, 3), np.uint8)
    for picture in (np.full((300, 400, 3), 150, np.uint8), noise, np.zeros((3, 5, 3), np.uint8)):
        found = find(detector, picture)
        assert (found.boxes.shape, len(found.scores)) == ((0, 4), 0)


def test_windows_overlap_by_half_and_cover_all() -> None:
    assert windows(1600, 1200, 1) == [(0, 0, 1600, 1200)]
    halves = windows(1600, 1200, 2)
    assert len(halves) == 9
    assert {(w.width, w.height) for w in halves} == {(800, 600)}
    assert (max(w.x + w.width for w in halves), max(w.y + w.height for w in halves)) == (1600, 1200)
    assert windows(300, 200, 2) == []


def test_boxes_of_one_face_become_one() -> None:
    boxes = np.array([[0, 0, 10, 10], [1, 1, 11, 11], [50, 50, 90, 90], [52, 50, 90, 92]], np.float32)
    found = suppress(boxes, np.array([0.7, 0.9, 0.8, 1.7], np.float32))
    assert found.boxes.tolist() == [[52, 50, 90, 92], [1, 1, 11, 11]]
    np.testing.assert_allclose(found.scores, [0.7, 0.9], atol=1e-6)
