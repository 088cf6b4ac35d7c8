"""Reads newspapers and codes: `python -m workers.reading_child <bytes of memory> <seconds a question>`.

Question: `ReadAsked`. Answer: `FreshnessFound` in MessagePack. Nothing else of what is read leaves.
"""

from collections.abc import Callable, Iterable
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
from workers.newspaper import code, enough, newspaper, read_code
from workers.reading import SIDE, Line, Reader, fitted, heights

CODE_SIDE: Final = 960
"""Longest side of the part in which a code is sought: large letters, so little is enough, and 0.3 s."""
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
            picture = fitted(picture)
            found = newspaper(_until(reader.lines(picture, _large_and_high), enough), earliest, latest)
            if found.outcome != "unreadable":
                return found
            mirrored = np.ascontiguousarray(picture[:, ::-1])
            again = newspaper(_until(reader.lines(mirrored, _large_and_high), enough), earliest, latest)
            return again if again.printed else found


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


def _large_and_high(boxes: Floats) -> Floats:
    """A newspaper's name is large, its date stands near it: rank by height, then by distance to the tallest."""
    tall = heights(boxes)
    middles = boxes.mean(axis=1)
    far = np.linalg.norm(middles - middles[np.argmax(tall)], axis=1)
    large = tall >= np.sort(tall)[max(0, len(tall) - 6)]
    return np.where(large, -1e6 - tall, far).astype(np.float32)


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
