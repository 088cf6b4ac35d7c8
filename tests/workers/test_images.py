"""What is decoded, how large, and what is refused."""

import io

import numpy as np
import pytest
from PIL import Image

from hub.errors import DomainError
from tests.hub.media.pictures import encoded
from workers.images import decode


def gradient(width: int, height: int) -> Image.Image:
    """Dark at the left, light at the right."""
    return Image.linear_gradient("L").rotate(90).resize((width, height)).convert("RGB")


@pytest.mark.parametrize(
    ("size", "reduced"), [((4000, 3000), 4), ((1600, 1200), 2), ((1000, 700), 1), ((9000, 300), 8)]
)
def test_a_jpeg_is_reduced_as_far_as_asked(size: tuple[int, int], reduced: int) -> None:
    picture = decode(encoded(gradient(*size), "JPEG"), 800)
    assert picture.reduced == reduced
    assert picture.pixels.shape == (-(-size[1] // reduced), -(-size[0] // reduced), 3)


@pytest.mark.parametrize("reduced", [1, 4])
def test_exif_turns_the_picture(reduced: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn it clockwise
    out = io.BytesIO()
    gradient(640, 480).save(out, "JPEG", exif=exif)
    pixels = decode(out.getvalue(), 640 // reduced).pixels
    assert pixels.shape[:2] == (640 // reduced, 480 // reduced)
    top, bottom = pixels[0].mean(), pixels[-1].mean()
    assert bottom - top > 200 or top - bottom > 200
    flat = decode(encoded(gradient(640, 480), "JPEG"), 640 // reduced).pixels
    assert (bottom > top) == (flat[:, -1].mean() > flat[:, 0].mean())


def test_png_and_webp_are_read_whole() -> None:
    for kind in ("PNG", "WEBP"):
        picture = decode(encoded(gradient(1600, 900), kind), 200)
        assert (picture.reduced, picture.pixels.shape) == (1, (900, 1600, 3))
        assert picture.pixels.dtype == np.uint8


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "photo.empty"),
        (b"<svg/>", "photo.kind"),
        (b"\xff\xd8\xff\xe0 and no more", "photo.broken"),
        (b"\xff\xd8\xff" + bytes(13 * 1024 * 1024), "photo.too_large"),
    ],
)
def test_what_is_no_photo_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        decode(content, 640)
    assert caught.value.code == code


def test_a_bomb_is_refused_by_its_header() -> None:
    with pytest.raises(DomainError) as caught:
        decode(encoded(Image.new("L", (9000, 9000)), "PNG"), 640)
    assert caught.value.code in ("photo.pixels", "photo.broken")
