"""Figures of a face, and the advice that follows."""

import msgspec
import numpy as np
import pytest

from hub.certification.types import Quality
from workers.alignment import TEMPLATE
from workers.quality import BRIGHT, DARK, EYES_PIXELS, SHARPNESS, advice, cut_off, light, measure, pose

GOOD = Quality(faces=1, face_pixels=90, sharpness=400, brightness=140, yaw=3, pitch=-4)


def head(yaw: float, pitch: float, roll: float = 0) -> np.ndarray:  # type: ignore[type-arg]
    """Five points of a head of unit eye distance, turned by degrees and seen from afar: 1 × 5 × 2."""
    points = np.array([[-0.5, 0, 0], [0.5, 0, 0], [0, 0.583, -0.55], [-0.4, 1.1, 0], [0.4, 1.1, 0]])
    a, b, c = np.radians([yaw, pitch, roll])
    sideways = np.array([[np.cos(a), 0, -np.sin(a)], [0, 1, 0], [np.sin(a), 0, np.cos(a)]])
    down = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    lean = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return (100 * (points @ (lean @ down @ sideways).T)[None, :, :2] + 300).astype(np.float32)


@pytest.mark.parametrize("yaw", [-30, 0, 20])
def test_yaw_is_told_whatever_the_tilt(yaw: float) -> None:
    for roll in (-40, 0, 15):
        assert pose(head(yaw, 0, roll)).yaw[0] == pytest.approx(yaw, abs=6)
        assert abs(pose(head(yaw, 0, roll)).pitch[0]) < 6


@pytest.mark.parametrize("pitch", [-25, 0, 25])
def test_pitch_is_told(pitch: float) -> None:
    assert pose(head(0, pitch)).pitch[0] == pytest.approx(pitch, abs=8)
    assert abs(pose(head(0, pitch)).yaw[0]) < 3


def test_the_distance_of_the_eyes_is_in_pixels_of_the_stored_photo() -> None:
    face = np.zeros((112, 112, 3), np.uint8)
    boxes = np.array([[0, 0, 100, 120], [0, 0, 50, 70], [0, 0, 20, 30]], np.float32)
    found = measure(boxes, TEMPLATE[None], face, 4)
    assert found.face_pixels == pytest.approx(4 * 35.2, abs=0.3)
    assert found.faces == 2  # the third is a passer-by


def test_light_is_that_of_the_inner_face() -> None:
    face = np.zeros((112, 112, 3), np.uint8)
    face[28:104, 20:92] = 100
    assert light(face) == (0.0, 100.0)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({}, []),
        ({"faces": 2}, ["many_faces"]),
        ({"face_pixels": EYES_PIXELS - 1}, ["face_small"]),
        ({"brightness": DARK - 1}, ["dark"]),
        ({"brightness": BRIGHT + 1}, ["bright"]),
        ({"sharpness": SHARPNESS - 1}, ["blurred"]),
        ({"yaw": -50.0, "pitch": 40.0}, ["face_turned"]),
        ({"sharpness": 1, "faces": 3}, ["many_faces", "blurred"]),
    ],
)
def test_each_fault_has_its_advice(wrong: dict[str, float], told: list[str]) -> None:
    assert list(advice(msgspec.structs.replace(GOOD, **wrong), cut=False)) == told


def test_no_face_is_the_only_advice_then() -> None:
    assert advice(Quality(), cut=True) == ("no_face",)
    assert list(advice(GOOD, cut=True)) == ["face_covered"]


@pytest.mark.parametrize(
    ("box", "cut"),
    [((10, 10, 90, 90), False), ((0, 10, 60, 90), True), ((40, 10, 100, 90), True), ((10, -9, 90, 60), True)],
)
def test_a_face_at_the_edge_is_cut_off(box: tuple[float, ...], cut: bool) -> None:
    assert cut_off(np.array(box, np.float32), 100, 100) is cut
