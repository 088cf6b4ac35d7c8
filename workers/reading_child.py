"""Reads newspapers and codes: `python -m workers.reading_child <bytes of memory> <seconds a question>`.

Question: `ReadAsked`. Answer: `FreshnessFound` in MessagePack. Nothing else of what is read leaves.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Final

import msgspec
import numpy as np

from hub.certification.types import FreshnessFound, Newspaper, OneTimeCode
from hub.errors import DomainError
from hub.media.confine import serve
from models.loader import Floats
from workers.asks import Box, ReadAsked
from workers.images import Pixels, decode
from workers.newspaper import code, dates, enough, masthead, newspaper, read_code
from workers.reading import BATCH, SIDE, Line, Reader, fitted, heights, mirrored

CODE_SIDE: Final = 960
"""Longest side of the part in which a code is sought: large letters, so little is enough, and 0.3 s."""
PAPER_LINES: Final = 24
"""Lines of a newspaper that are read at most, 60 ms each: its name and date are among the largest and those around."""
_AROUND: Final = 3.0
"""The paper is held within so many widths of the face to each side of its middle."""


@cache
def _reader() -> Reader:
    return Reader()


def look(reader: Reader, asked: ReadAsked) -> FreshnessFound:
    """What the photo shows of today. Read as it is, then mirrored, as front cameras store it.

    Raises:
        DomainError: the photo cannot be read.
    """
    picture = np.ascontiguousarray(np.rot90(decode(asked.photo, SIDE).pixels, asked.turned))
    match asked.freshness:
        case OneTimeCode(wanted):
            return _code(reader, picture, asked.box, wanted)
        case Newspaper(earliest, latest):
            return _newspaper(reader, fitted(picture), earliest, latest)


class _Sheet:
    """A picture whose lines are read step by step: the largest first, for a newspaper's name is large; then what is
    nearest to the name, where the date stands."""

    def __init__(self, reader: Reader, picture: Pixels, boxes: Floats) -> None:
        self._reader = reader
        self._picture = picture
        self._left = boxes[np.argsort(-heights(boxes), kind="stable")]
        self._count = 0
        self.lines: list[Line] = []

    @property
    def worth(self) -> tuple[bool, float]:
        """Whether a name or a date was read, and how many letters, by confidence: mirrored text makes neither."""
        telling = masthead(self.lines) is not None or any(dates(line.text) for line in self.lines)
        return telling, sum(line.score * len(line.text) for line in self.lines)

    def go(self, most: int) -> None:
        """Reads on until that is enough, or so many were read in all."""
        while len(self._left) and self._count < most and not enough(self.lines):
            if self._count:
                name = masthead(self.lines) or max(self.lines, key=lambda line: line.height, default=None)
                if name is not None:
                    far = np.linalg.norm(self._left.mean(axis=1) - np.array([name.x, name.y]), axis=1)
                    self._left = self._left[np.argsort(far, kind="stable")]
            some, self._left = self._left[:BATCH], self._left[BATCH:]
            self._count += len(some)
            self.lines += self._reader.read(self._picture, some)


def _newspaper(reader: Reader, picture: Pixels, earliest: date, latest: date) -> FreshnessFound:
    """As it is and, when its largest lines say nothing, mirrored; then on with what says more."""
    boxes = reader.boxes(picture)
    sheet = _Sheet(reader, picture, boxes)
    sheet.go(BATCH)
    if not sheet.worth[0] and len(boxes):
        turned = np.ascontiguousarray(picture[:, ::-1])
        other = _Sheet(reader, turned, mirrored(boxes, picture.shape[1]))
        other.go(BATCH)
        sheet = max(sheet, other, key=lambda one: one.worth)
    sheet.go(PAPER_LINES)
    return newspaper(sheet.lines, earliest, latest)


def _code(reader: Reader, picture: Pixels, box: Box | None, wanted: str) -> FreshnessFound:
    """Near the face first, then everywhere."""
    found = FreshnessFound("missing")
    for part in (near(picture, box), picture) if box else (picture,):
        part = fitted(part, CODE_SIDE)
        for view in (part, np.ascontiguousarray(part[:, ::-1])):
            lines = _until(reader.lines(view), lambda some: read_code(some, wanted))
            seen = code(lines, wanted)
            if seen.outcome == "fresh":
                return seen
            if _RANK[seen.outcome] > _RANK[found.outcome]:
                found = seen
            if seen.outcome in ("stale", "missing"):
                break  # digits were read, or nothing is written there: mirroring changes nothing
        if found.outcome == "stale":
            break
    return found


_RANK: Final = {"missing": 0, "unreadable": 1, "stale": 2}


def near(picture: Pixels, box: Box) -> Pixels:
    """The part in which somebody holds a paper: beside the face and below."""
    height, width = picture.shape[:2]
    left, top, right, _ = box
    middle, wide = (left + right) / 2, max(right - left, 0.02)
    start, end = max(0.0, middle - _AROUND * wide), min(1.0, middle + _AROUND * wide)
    part = picture[int(max(0.0, top) * height) :, int(start * width) : max(int(end * width), 1)]
    return part if min(part.shape[:2]) >= 32 else picture


def _until(lines: Iterable[Line], done: Callable[[list[Line]], bool]) -> list[Line]:
    read: list[Line] = []
    for line in lines:
        read.append(line)
        if done(read):
            break
    return read


def answer(question: bytes) -> bytes:
    asked = msgspec.msgpack.decode(question, type=ReadAsked)
    try:
        found = look(_reader(), asked)
    except DomainError:
        found = FreshnessFound("unreadable")
    return msgspec.msgpack.encode(found)


if __name__ == "__main__":
    serve(answer)
