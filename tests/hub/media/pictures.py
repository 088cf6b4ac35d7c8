"""Pictures drawn for the tests: four quadrants of known colours, so that a turn is seen."""

import io
from pathlib import Path

from PIL import Image, ImageDraw

RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 200, 20), (20, 20, 220), (240, 240, 240)
CANARY = "MAKER-CANARY-7731"

SAMPLES = Path(__file__).parent / "samples"
# 96 × 64 quadrants with orientation 6, the canary and a position, drawn as below and encoded by libheif.
HEIC = (SAMPLES / "turned.heic").read_bytes()


def quadrants(width: int = 96, height: int = 64, mode: str = "RGB") -> Image.Image:
    """Red, green / blue, white."""
    image = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill=RED)
    draw.rectangle((width // 2, 0, width - 1, height // 2 - 1), fill=GREEN)
    draw.rectangle((0, height // 2, width // 2 - 1, height - 1), fill=BLUE)
    return image.convert(mode)


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def metadata(orientation: int = 1, position: bool = True) -> Image.Exif:
    """EXIF with the canary and 26°36′ N 101°36′ E."""
    exif = Image.Exif()
    exif[0x010F] = CANARY
    exif[0x0112] = orientation
    if position:
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", (26.0, 36.0, 0.0), "E", (101.0, 36.0, 0.0)
    return exif


def jpeg(**options: object) -> bytes:
    return encoded(quadrants(), "JPEG", quality=95, **options)


def corners(content: bytes) -> list[str]:
    """The colours of a JPEG's quadrants, by name: top left, top right, bottom left, bottom right."""
    names = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    with Image.open(io.BytesIO(content)) as image:
        width, height = image.size
        found = []
        for x, y in ((1, 1), (3, 1), (1, 3), (3, 3)):
            pixel = image.convert("RGB").getpixel((width * x // 4, height * y // 4))
            assert isinstance(pixel, tuple)
            near = min(
                names, key=lambda name: sum(abs(a - b) for a, b in zip(pixel, names[name], strict=True))
            )
            found.append(near)
        return found


def moving(kind: str) -> bytes:
    """Two pictures one after the other, in one file."""
    out = io.BytesIO()
    quadrants().save(out, kind, save_all=True, append_images=[quadrants().rotate(90)], duration=100)
    return out.getvalue()
