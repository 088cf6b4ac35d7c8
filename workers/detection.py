"""Finds faces of any size, with a detector whose window is 320 × 240.

A face far away is a few pixels of that window, so nothing found in the whole picture leads to windows of half
and of a quarter of it. Phones do not always say how they were held, so a doubtful face leads to the picture
turned, and the surest counts.
"""

from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from models.loader import Floats, Session
from workers.images import Pixels

SCORE: Final = 0.65
"""Below it is no face; the detector's authors' figure, with which all 400 faces of ORL are found."""
SURE: Final = 0.995
"""From here on a face is upright: portraits lying on their side reached 0.992, upright ones 0.997 and more."""
OVERLAP: Final = 0.4
"""Two boxes that share this part of their union are one face."""
SHARP: Final = 48
"""Height in the detector's pixels below which a face is looked at once more, enlarged, for a better box."""
_BATCH: Final = 16


class Window(NamedTuple):
    """A part of a picture, in its pixels."""

    x: int
    y: int
    width: int
    height: int


class Found(NamedTuple):
    """Boxes n × 4 (left, top, right, bottom; may reach past the picture), scores n, the best-sized first.
    `turned`: quarter turns anticlockwise after which these boxes hold."""

    boxes: Floats
    scores: Floats
    turned: int = 0


def find(detector: Session, picture: Pixels) -> Found:
    """All faces, the largest first; the picture turned when they are surer then."""
    height, width = picture.shape[:2]
    best = find_whole(detector, picture)
    surest = _surest(best)
    if surest < SURE:
        for turned in (1, 3, 2):
            other = find_whole(detector, np.ascontiguousarray(np.rot90(picture, turned)))
            if _surest(other) > surest and (_surest(other) >= SURE or not surest):
                best = other._replace(turned=turned)
                surest = max(surest, _surest(other))
    for part in (2, 4):
        if len(best.boxes):
            break
        best = _look(detector, picture, windows(width, height, part))
    if not len(best.boxes) or best.turned:
        return best
    return _refined(detector, picture, best)


def _surest(found: Found) -> float:
    return float(found.scores.max(initial=0))


def find_whole(detector: Session, picture: Pixels) -> Found:
    """Faces seen in the whole picture, upright."""
    height, width = picture.shape[:2]
    return _look(detector, picture, [Window(0, 0, width, height)])


def windows(width: int, height: int, part: int) -> list[Window]:
    """Windows of 1/part of the width and height, each overlapping the next by half, so that a face up to half
    a window lies whole in one. None when the detector would see no more in them than before."""
    if part == 1:
        return [Window(0, 0, width, height)]
    across, down = width // part, height // part
    if across < 160 and down < 120:
        return []
    steps = np.arange(2 * part - 1) / (2 * part)
    return [Window(int(x * width), int(y * height), across, down) for y in steps for x in steps]


def _refined(detector: Session, picture: Pixels, found: Found) -> Found:
    """The same, with a better box for a first face that was small to the detector."""
    height, width = picture.shape[:2]
    left, top, right, bottom = found.boxes[0]
    scale = min(320 / width, 240 / height)
    if (bottom - top) * scale >= SHARP:
        return found
    across, down = 5 * (right - left), 5 * (bottom - top)
    x, y = int((left + right - across) / 2), int((top + bottom - down) / 2)
    x, y = max(0, x), max(0, y)
    near = Window(x, y, min(int(across), width - x), min(int(down), height - y))
    again = _look(detector, picture, [near])
    if not len(again.boxes):
        return found
    return suppress(
        np.concatenate([again.boxes, found.boxes]), np.concatenate([again.scores + 1, found.scores])
    )


def _look(detector: Session, picture: Pixels, parts: list[Window]) -> Found:
    boxes: list[Floats] = [np.empty((0, 4), np.float32)]
    scores: list[Floats] = [np.empty(0, np.float32)]
    _, rows, columns = detector.model.input.shape
    for start in range(0, len(parts), _BATCH):
        some = parts[start : start + _BATCH]
        batch = np.full((len(some), rows, columns, 3), 127, np.uint8)
        scales = [min(columns / one.width, rows / one.height) for one in some]
        for place, one, scale in zip(batch, some, scales, strict=True):
            size = max(1, round(one.width * scale)), max(1, round(one.height * scale))
            inside = picture[one.y : one.y + one.height, one.x : one.x + one.width]
            place[: size[1], : size[0]] = shrunk(inside, size)
        out = detector.run(detector.prepared(batch))
        likely = out["scores"][..., 1]
        for index, (one, scale) in enumerate(zip(some, scales, strict=True)):
            good = likely[index] >= SCORE
            corners = out["boxes"][index][good] * np.array([columns, rows, columns, rows], np.float32) / scale
            boxes.append((corners + np.array([one.x, one.y, one.x, one.y], np.float32)).astype(np.float32))
            scores.append(likely[index][good])
    return suppress(np.concatenate(boxes), np.concatenate(scores))


def shrunk(picture: Pixels, size: tuple[int, int]) -> Pixels:
    """The picture at this width and height: halved while it is twice as large, then resampled. A third of the time of
    resampling over areas at once (0.2 instead of 0.7 ms from 800 × 600), and as smooth."""
    while picture.shape[1] >= 2 * size[0] and picture.shape[0] >= 2 * size[1]:
        half = picture.shape[1] // 2, picture.shape[0] // 2
        even = picture[: 2 * half[1], : 2 * half[0]]  # exactly two by two is what is fast
        picture = np.asarray(cv2.resize(even, half, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def suppress(boxes: Floats, scores: Floats) -> Found:
    """One box a face (greedy, by score), the largest face first. Scores above 1 come before all others."""
    order = np.argsort(-scores)
    boxes, scores = boxes[order], scores[order]
    areas = np.prod(np.maximum(boxes[:, 2:] - boxes[:, :2], 0), axis=1)
    left: NDArray[np.intp] = np.arange(len(boxes))
    kept: list[int] = []
    while len(left):
        first, rest = left[0], left[1:]
        kept.append(int(first))
        inner = np.minimum(boxes[first, 2:], boxes[rest, 2:]) - np.maximum(boxes[first, :2], boxes[rest, :2])
        shared = np.prod(np.maximum(inner, 0), axis=1)
        left = rest[shared < OVERLAP * np.maximum(areas[first] + areas[rest] - shared, 1e-6)]
    kept.sort(key=lambda one: -areas[one])
    return Found(boxes[kept], np.where(scores[kept] > 1, scores[kept] - 1, scores[kept]).astype(np.float32))
