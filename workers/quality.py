"""Is a face good enough to be compared, and what should the person do about it? Pure: arrays in, figures out.

Geometry is measured with the eyes level, so a tilted head or phone does not count as a turned face.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import cv2
import numpy as np

from hub.certification.types import Quality, RetakeReason
from models.loader import Floats
from workers.images import Pixels

EYES_PIXELS: Final = 24.0
"""Distance of the eyes in the stored photo. The template has 35, so below that a face is blown up; a test picture
scaled down kept a similarity to itself of 0.95 at 25, 0.85 at 15, 0.71 at 10."""
SHARPNESS: Final = 40.0
"""Variance of the Laplacian of the upright face. A test picture: 1700 sharp, 48 blurred over 4 % of the distance of
the eyes (similarity to the sharp one 0.88), 16 over 6 % (0.66), 8 over 8 % (0.34)."""
DARK: Final = 30.0
BRIGHT: Final = 225.0
"""Mean grey of the inner face. Low enough for dark skin in fair light: a test picture darkened to 30 kept 0.84."""
YAW: Final = 35.0
PITCH: Final = 30.0
"""Degrees. Landmarks and embedding hold to about there; beyond, similarity falls below the pass threshold."""
OTHER_FACE: Final = 0.5
"""Another face counts when it is this part of the largest one's height: passers-by do not."""
_EDGE: Final = 0.01

_NOSE: Final = 0.55
"""How far the nose's tip stands out from the plane of eyes and mouth, in distances of the eyes (measured on heads:
about 0.5 to 0.6)."""
_LEVEL: Final = 0.53
"""Where the tip lies between eyes (0) and mouth (1) when a face looks straight: the mean of ORL's 400."""


class Pose(NamedTuple):
    """Degrees; yaw to the picture's right, pitch downwards."""

    yaw: Floats
    pitch: Floats
    eyes: Floats
    """Distance of the eyes, in the points' pixels."""


def pose(points: Floats) -> Pose:
    """Of n × 5 × 2 points (`alignment.five`).

    The nose's tip stands out of the plane of eyes and mouth, so it moves by nose · tan(angle) against it.
    """
    z = points[..., 0] + 1j * points[..., 1]
    across = z[:, 1] - z[:, 0]
    eyes = np.maximum(abs(across), 1e-6)
    level = (z - (z[:, :1] + z[:, 1:2]) / 2) * (across.conj() / eyes)[
        :, None
    ]  # eyes level, around their middle
    mouth = (level[:, 3] + level[:, 4]) / 2
    down = np.maximum(mouth.imag, 1e-6)
    nose = level[:, 2]
    part = nose.imag / down
    sideways = (nose.real - part * mouth.real) / eyes
    yaw = np.degrees(np.arctan(sideways / _NOSE))
    pitch = np.degrees(np.arctan((part - _LEVEL) * down / eyes / _NOSE))
    return Pose(yaw.astype(np.float32), pitch.astype(np.float32), eyes.astype(np.float32))


def light(face: Pixels) -> tuple[float, float]:
    """Sharpness and mean grey of an upright face (112 × 112 × 3), its inner part: no hair, no background."""
    grey = cv2.cvtColor(face, cv2.COLOR_BGR2GRAY)[28:104, 20:92]
    return float(cv2.Laplacian(grey, cv2.CV_32F, ksize=1).var()), float(grey.mean())


def measure(boxes: Floats, points: Floats, face: Pixels, reduced: float) -> Quality:
    """Figures of the first face among several.

    Args:
        boxes: n × 4, the largest first.
        points: 1 × 5 × 2 of the first.
        face: the first upright, 112 × 112 × 3.
        reduced: pixels of the stored photo along one of the boxes'.
    """
    heights = boxes[:, 3] - boxes[:, 1]
    yaw, pitch, eyes = pose(points)
    sharpness, brightness = light(face)
    return Quality(
        faces=int((heights >= OTHER_FACE * heights[0]).sum()),
        face_pixels=round(float(eyes[0]) * reduced, 1),
        sharpness=round(sharpness, 1),
        brightness=round(brightness, 1),
        yaw=round(float(yaw[0]), 1),
        pitch=round(float(pitch[0]), 1),
    )


def cut_off(box: Floats, width: int, height: int) -> bool:
    """Whether the picture's edge runs through a face."""
    left, top, right, bottom = (float(value) for value in box)
    return (
        left <= _EDGE * width
        or top <= -_EDGE * height
        or right >= (1 - _EDGE) * width
        or bottom >= (1 + _EDGE) * height
    )


def advice(quality: Quality, *, cut: bool) -> Sequence[RetakeReason]:
    """What the person should do, the weightiest first; nothing when the face is good."""
    if quality.faces == 0:
        return ("no_face",)
    told: list[RetakeReason] = []
    if quality.faces > 1:
        told.append("many_faces")
    if cut:
        told.append("face_covered")
    wrong: tuple[tuple[bool, RetakeReason], ...] = (
        (_below(quality.face_pixels, EYES_PIXELS), "face_small"),
        (_below(quality.brightness, DARK), "dark"),
        (quality.brightness is not None and quality.brightness > BRIGHT, "bright"),
        (_below(quality.sharpness, SHARPNESS), "blurred"),
        (abs(quality.yaw or 0) > YAW or abs(quality.pitch or 0) > PITCH, "face_turned"),
    )
    told += [reason for bad, reason in wrong if bad]
    return told


def _below(value: float | None, least: float) -> bool:
    return value is not None and value < least
