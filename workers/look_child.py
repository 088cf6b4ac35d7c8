"""Measures a photo: `python -m workers.look_child <bytes of memory> <seconds a photo>`.

Question: a JPEG. Answer: `LookResult` in JSON.
"""

import io

import msgspec
from PIL import Image, ImageFilter, ImageStat

from hub.media.confine import serve
from hub.media.types import LookResult

SIDE = 512
"""Pixels of the longest side while sharpness is measured, so that it does not depend on the camera."""

_LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


def measure(content: bytes) -> LookResult:
    """The figures of one JPEG.

    Raises:
        OSError: it is none.
    """
    with Image.open(io.BytesIO(content), formats=("JPEG",)) as image:
        image.draft("L", (2 * SIDE, 2 * SIDE))
        grey = image.convert("L")
    grey.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    edges = grey.filter(_LAPLACIAN)
    inside = edges.crop(
        (1, 1, max(2, edges.width - 1), max(2, edges.height - 1))
    )  # the frame is copied unfiltered
    return LookResult(
        fingerprint=fingerprint(grey),
        sharpness=round(ImageStat.Stat(inside).var[0], 2),
        brightness=round(ImageStat.Stat(grey).mean[0], 2),
    )


def fingerprint(grey: Image.Image) -> int:
    """The difference hash: of 9 × 8 grey cells, is each darker than its right neighbour? 64 bits, signed."""
    cells = grey.resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            left = cells[9 * row + column]
            bits = bits << 1 | (left < cells[9 * row + column + 1])
    return bits - (1 << 64) if bits >> 63 else bits


def answer(question: bytes) -> bytes:
    return msgspec.json.encode(measure(question))


if __name__ == "__main__":
    serve(answer)
