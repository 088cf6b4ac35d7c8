"""Blacks out parts of a photo of ours, in its pixels. Runs only inside a child. Pure: bytes in, `Reencoded` out."""

import io
import math

from PIL import Image, ImageDraw

from hub.media.answers import RedactAsked, Reencoded
from hub.media.reencode import preview_of, to_jpeg


def redact(asked: RedactAsked) -> Reencoded:
    """Both variants anew; every pixel that a rectangle touches is black in them.

    Raises:
        MemoryError: the limit of the child was met.
    """
    with Image.open(io.BytesIO(asked.photo), formats=("JPEG",)) as image:
        clean = image.convert("RGB")
    draw = ImageDraw.Draw(clean)
    for part in asked.parts:
        left, top = math.floor(part.x * clean.width), math.floor(part.y * clean.height)
        right = min(math.ceil((part.x + part.width) * clean.width), clean.width) - 1
        bottom = min(math.ceil((part.y + part.height) * clean.height), clean.height) - 1
        if right >= left and bottom >= top:
            draw.rectangle((left, top, right, bottom), fill="black")
    return Reencoded(to_jpeg(clean, "full"), preview_of(clean), clean.width, clean.height, None)
