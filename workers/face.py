"""From the bytes of photos to faces, embeddings and scores: the models put together.

In: JPEGs. Out: `Face`s. One object a process; it holds the four sessions. Nothing of a photo outlives a call.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np

from hub.certification.types import Quality, RetakeReason
from models.files import ModelCorruptError
from models.loader import Floats, Session, load
from models.manifest import Manifest, manifest
from workers import detection, quality
from workers.alignment import SIDE, aligned, five, landmarks
from workers.images import Picture, Pixels, decode

DETECT_SIDE: Final = 560
"""Longest side, at least, of the picture in which faces are sought: a JPEG of 1–2 MP is then read at half size."""
ENOUGH: Final = 24.0
"""Distance of the eyes in that picture (the template's is 35) from which a face is taken from it (similarity to itself
0.95, see `quality.EYES_PIXELS`); a smaller one is taken from the whole photo."""
LIVE_AROUND: Final = 2.7
"""The liveness model sees the box enlarged so much."""


class Face(NamedTuple):
    """The largest face of a photo. `box`: left, top, right, bottom as shares of the upright photo, 0 … 1."""

    upright: Pixels
    """112 × 112 × 3, BGR."""
    around: Pixels
    """What the liveness model sees: 128 × 128 × 3, BGR."""
    box: tuple[float, float, float, float]
    turned: int
    """Quarter turns anticlockwise until the photo was upright."""
    quality: Quality
    advice: Sequence[RetakeReason]


class Faces:
    """The models of one process.

    Raises:
        ModelMissingError, ModelCorruptError: one of them cannot be run.
    """

    def __init__(self, folder: Path, known: Manifest | None = None) -> None:
        models = known or manifest()
        self.model = models.of("embed")
        self._detect, self._landmark, self._embed, self._live = (
            load(models.of(role), folder) for role in ("detect", "landmark", "embed", "live")
        )

    @property
    def sessions(self) -> tuple[Session, ...]:
        """Detector, landmarks, embedding, liveness."""
        return self._detect, self._landmark, self._embed, self._live

    def find(self, content: bytes) -> Face | None:
        """The largest face of a photo, None without any.

        Raises:
            DomainError: `photo.*`: it cannot be read.
            ModelCorruptError: a model gave up.
        """
        picture = decode(content, DETECT_SIDE)
        return self.find_in(picture, content)

    def find_in(self, picture: Picture, content: bytes | None = None) -> Face | None:
        """The same for a picture read already; `content`: where more of its pixels are."""
        found = detection.find(self._detect, picture.pixels)
        if not len(found.boxes):
            return None
        picture = _turned(picture, found.turned)
        boxes = found.boxes
        points = five(landmarks(self._landmark, picture.pixels, boxes[:1]))
        height, width = picture.pixels.shape[:2]
        share = boxes[0] / np.array([width, height, width, height], np.float32)
        cut = quality.cut_off(boxes[0], width, height)
        if picture.reduced > 1 and content is not None and quality.pose(points).eyes[0] < ENOUGH:
            picture, times = _turned(decode(content, 1 << 30), found.turned), picture.reduced
            boxes, points = boxes * times, five(landmarks(self._landmark, picture.pixels, boxes[:1] * times))
        upright = aligned(picture.pixels, points)[0]
        measured = quality.measure(boxes, points, upright, picture.reduced)
        return Face(
            upright, surroundings(picture.pixels, boxes[0], self._live.model.input.shape[1:]),
            (float(share[0]), float(share[1]), float(share[2]), float(share[3])), found.turned, measured,
            quality.advice(measured, cut=cut),
        )  # fmt: skip

    def embed(self, faces: Sequence[Face]) -> Floats:
        """Embeddings n × d, each of length 1, in one batch.

        Raises:
            ModelCorruptError: the model gave up, or its numbers are none.
        """
        batch = np.stack([face.upright for face in faces])
        assert batch.shape[1:] == (SIDE, SIDE, 3)
        return unit(self._embed.run(self._embed.prepared(batch))[self._embed.outputs[0]], self.model.name)

    def live(self, faces: Sequence[Face]) -> Floats:
        """How much each looks like a person before the camera rather than a paper or a screen: 0 … 1.

        Raises:
            ModelCorruptError: as `embed`.
        """
        batch = self._live.prepared(np.stack([face.around for face in faces]))
        scores = self._live.run(batch)[self._live.outputs[0]]
        power = np.exp(scores - scores.max(axis=1, keepdims=True))
        out: Floats = power[:, 0] / power.sum(axis=1)
        if not np.isfinite(out).all():
            raise ModelCorruptError(self._live.model.name, "its numbers are none")
        return out


def unit(vectors: Floats, name: str = "embedding") -> Floats:
    """Each of length 1.

    Raises:
        ModelCorruptError: there are none: not a number, or of no length.
    """
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(length).all() or (length < 1e-6).any():
        raise ModelCorruptError(name, "its numbers are none")
    out: Floats = (vectors / length).astype(np.float32)
    return out


def surroundings(picture: Pixels, box: Floats, size: tuple[int, int]) -> Pixels:
    """The box enlarged, moved into the picture where it reaches out, at this height and width."""
    rows, columns = picture.shape[:2]
    across, down = max(float(box[2] - box[0]), 2.0), max(float(box[3] - box[1]), 2.0)
    times = min(LIVE_AROUND, (columns - 1) / across, (rows - 1) / down)
    across, down = across * times, down * times
    left = min(max(float(box[0] + box[2]) / 2 - across / 2, 0.0), columns - across)
    top = min(max(float(box[1] + box[3]) / 2 - down / 2, 0.0), rows - down)
    part = picture[int(top) : int(top + down), int(left) : int(left + across)]
    return np.asarray(cv2.resize(part, (size[1], size[0]), interpolation=cv2.INTER_LINEAR), np.uint8)


def _turned(picture: Picture, quarters: int) -> Picture:
    if not quarters:
        return picture
    return Picture(np.ascontiguousarray(np.rot90(picture.pixels, quarters)), picture.reduced)
