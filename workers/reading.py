"""Reads what is written in a photo: rapidocr with the PP-OCR models of its wheel, offline.

Loaded at first use: about 0.6 GB, so it has a process of its own (`reading_child`). Finding the lines costs more the
larger the picture, reading them the more there are; a newspaper has hundreds. So the largest lines are read first, and
only until the caller has what it wants.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import cv2
import numpy as np

from models.loader import Floats
from workers.images import Pixels

SIDE: Final = 1280
"""Longest side of what is looked at: a newspaper held by a person; 0.5 s to find its lines."""
MOST_LINES: Final = 48
BATCH: Final = 6
_LEAST: Final = 0.5
"""A line read with less is no line."""


class Line(NamedTuple):
    """One line read. `height` in pixels of the picture; `x`, `y` its middle; `score` 0 … 1."""

    text: str
    score: float
    height: float
    x: float
    y: float


class Reader:
    """One engine; its models are loaded when the first picture comes."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._engine: Any = RapidOCR(
            params={
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Det.limit_type": "max",
                "Det.limit_side_len": SIDE,
                "Global.log_level": "critical",
            }
        )

    def boxes(self, picture: Pixels) -> Floats:
        """Where lines are: n × 4 corners × 2, each beginning at the line's start."""
        found = self._engine(picture, use_det=True, use_cls=False, use_rec=False).boxes
        return np.empty((0, 4, 2), np.float32) if found is None else np.asarray(found, np.float32)

    def lines(self, picture: Pixels) -> Iterator[Line]:
        """Lines as they are read, the tallest first, at most `MOST_LINES`; ask for no more than needed."""
        boxes = self.boxes(picture)
        yield from self.read(picture, boxes[np.argsort(-heights(boxes), kind="stable")][:MOST_LINES])

    def read(self, picture: Pixels, boxes: Floats) -> Iterator[Line]:
        """What stands in these boxes, in their order; those in which nothing is read are left out."""
        for start in range(0, len(boxes), BATCH):
            some = boxes[start : start + BATCH]
            crops, _ = self._engine.cls_and_rotate([cut(picture, box) for box in some])
            read = self._engine.recognize_txt(crops)
            if read.txts is None:
                continue
            for box, tall, text, score in zip(some, heights(some), read.txts, read.scores, strict=True):
                if text.strip() and score >= _LEAST:
                    x, y = box.mean(axis=0)
                    yield Line(text.strip(), float(score), float(tall), float(x), float(y))


def heights(boxes: Floats) -> Floats:
    """Height of each line, whichever way it runs."""
    across = np.linalg.norm(boxes[:, 0] - boxes[:, 1], axis=1)
    down = np.linalg.norm(boxes[:, 0] - boxes[:, 3], axis=1)
    out: Floats = np.minimum(across, down)
    return out


def mirrored(boxes: Floats, width: int) -> Floats:
    """The same boxes in the mirrored picture, each beginning at its line's start there."""
    out = boxes[:, [1, 0, 3, 2]].copy()
    out[..., 0] = width - 1 - out[..., 0]
    return out


def cut(picture: Pixels, box: Floats) -> Pixels:
    """A line made level; one that runs downwards is turned."""
    across = max(int(np.linalg.norm(box[0] - box[1])), int(np.linalg.norm(box[3] - box[2])), 1)
    down = max(int(np.linalg.norm(box[0] - box[3])), int(np.linalg.norm(box[1] - box[2])), 1)
    onto = np.array([[0, 0], [across, 0], [across, down], [0, down]], np.float32)
    matrix = cv2.getPerspectiveTransform(box.astype(np.float32), onto)
    line = cv2.warpPerspective(
        picture, matrix, (across, down), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    if down >= 1.5 * across:
        line = np.rot90(line)
    return np.ascontiguousarray(line, np.uint8)


def fitted(picture: Pixels, side: int = SIDE) -> Pixels:
    """The picture with its longest side at most this."""
    scale = side / max(picture.shape[:2])
    if scale >= 1:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
