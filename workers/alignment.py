"""From a box to 68 landmarks, from landmarks to the upright 112 × 112 picture that embeddings are made of."""

from typing import Final

import cv2
import numpy as np

from models.loader import Floats, Session
from workers.images import Pixels

SIDE: Final = 112
TEMPLATE: Final = np.array(
    [
        [38.2946, 51.6963],
        [73.5318, 51.5014],
        [56.0252, 71.7366],
        [41.5493, 92.3655],
        [70.7299, 92.2041],
    ],
    np.float32,
)
"""Where left eye, right eye (as seen), tip of the nose and corners of the mouth go: the template that
face recognition models of the ArcFace family are trained with."""

# Of the 68 points (iBUG 300-W numbering from 0): the four around each pupil, the nose's tip, outer and inner
# corners of the mouth.
_FIVE: Final = ((37, 38, 40, 41), (43, 44, 46, 47), (30,), (48, 60), (54, 64))


def landmarks(model: Session, picture: Pixels, boxes: Floats) -> Floats:
    """68 points (x, y) of each face: n × 68 × 2, in the picture's pixels.

    Args:
        boxes: n × 4 as of `detection.find`.
    """
    _, height, width = model.model.input.shape
    crops = np.empty((len(boxes), height, width), np.uint8)
    corners = np.empty((len(boxes), 4), np.float32)
    for index, box in enumerate(boxes):
        crops[index], corners[index] = _cut(picture, box, (width, height))
    points = model.run(model.prepared(crops))["output"].reshape(-1, 68, 2)
    out: Floats = points * (corners[:, None, 2:] - corners[:, None, :2]) + corners[:, None, :2]
    return out


def _cut(picture: Pixels, box: Floats, size: tuple[int, int]) -> tuple[Pixels, Floats]:
    """The box in grey at this size, and what was cut: the box as far as it lies within the picture."""
    rows, columns = picture.shape[:2]
    left, top = np.clip(box[:2].astype(int), 0, (columns - 2, rows - 2))
    right, bottom = max(left + 2, min(int(box[2]), columns)), max(top + 2, min(int(box[3]), rows))
    small = cv2.resize(picture[top:bottom, left:right], size, interpolation=cv2.INTER_LINEAR)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
    return grey, np.array([left, top, right, bottom], np.float32)


def five(points: Floats) -> Floats:
    """Eyes, nose, corners of the mouth: n × 5 × 2 of n × 68 × 2."""
    return np.stack([points[:, group].mean(axis=1) for group in _FIVE], axis=1)


def similarity(points: Floats, onto: Floats = TEMPLATE) -> Floats:
    """Turn, scale and shift that bring points nearest to a template, by least squares: n × 2 × 3.

    With points as complex numbers p and q around their means, a = Σ q·p̄ / Σ |p|² (Umeyama 1991, for two
    dimensions and without mirroring).
    """
    p = points[..., 0] + 1j * points[..., 1]
    q = onto[:, 0] + 1j * onto[:, 1]
    middle, goal = p.mean(axis=-1), q.mean()
    around = p - middle[:, None]
    a = (around.conj() @ (q - goal)) / np.maximum((abs(around) ** 2).sum(axis=-1), 1e-9)
    b = goal - a * middle
    rows = [np.stack([a.real, -a.imag, b.real], -1), np.stack([a.imag, a.real, b.imag], -1)]
    return np.stack(rows, axis=1).astype(np.float32)


def aligned(picture: Pixels, points: Floats) -> Pixels:
    """Each face upright: n × 112 × 112 × 3 in BGR.

    Args:
        points: n × 5 × 2, as of `five`.
    """
    out = np.empty((len(points), SIDE, SIDE, 3), np.uint8)
    for place, matrix in zip(out, similarity(points), strict=True):
        place[:] = cv2.warpAffine(picture, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR)
    return out
