"""Reads photos for the models: bounded, upright, no larger than needed.

In: a file's bytes. Out: an array height × width × 3 of uint8 in BGR, and how many of the file's pixels are
one of the array's. A JPEG is scaled down while it is decoded, which skips most of the work.
"""

import io
import os
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hub.errors import DomainError
from hub.media.check import MAX_PIXELS, check, check_pixels

os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(MAX_PIXELS))  # read when cv2 is loaded

import cv2

cv2.setNumThreads(1)  # a core has one process

Pixels = NDArray[np.uint8]

_REDUCED: Final = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


class Picture(NamedTuple):
    """`reduced`: pixels of the file along one pixel of `pixels`: 1, 2, 4 or 8."""

    pixels: Pixels
    reduced: int


def decode(content: bytes, side: int) -> Picture:
    """A photo, turned as its EXIF says, reduced as far as its longest side stays at `side` or above.

    Raises:
        DomainError: `photo.empty`, `photo.too_large`, `photo.kind`, `photo.pixels`, `photo.broken`.
    """
    kind = check(content)
    if kind == "HEIF":  # the hub makes a JPEG of it; cv2 reads none
        raise DomainError("photo.kind")
    try:
        with Image.open(io.BytesIO(content), formats=(kind,)) as header:  # reads no pixels
            width, height = header.size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise DomainError("photo.broken") from None
    check_pixels(width, height)
    longest = max(width, height)
    reduced = next(n for n in (8, 4, 2, 1) if n == 1 or (longest // n >= side and kind == "JPEG"))
    try:
        pixels = cv2.imdecode(np.frombuffer(content, np.uint8), _REDUCED[reduced])
    except cv2.error:
        pixels = None
    if pixels is None:
        raise DomainError("photo.broken")
    return Picture(np.asarray(pixels, np.uint8), reduced)
