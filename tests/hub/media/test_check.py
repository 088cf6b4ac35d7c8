"""Kinds by content, sizes before decoding."""

import pytest

from hub.errors import DomainError
from hub.media.check import MAX_BYTES, check, webp_size
from tests.hub.media import pictures


def code(content: bytes) -> str:
    with pytest.raises(DomainError) as caught:
        check(content)
    return caught.value.code


def test_the_four_kinds_are_known_by_their_content() -> None:
    image = pictures.quadrants()
    assert check(pictures.encoded(image, "JPEG")) == "JPEG"
    assert check(pictures.encoded(image, "PNG")) == "PNG"
    assert check(pictures.encoded(image, "WEBP")) == "WEBP"
    assert check(pictures.HEIC) == "HEIF"


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<?xml version='1.0'?><svg/>",
        pictures.encoded(pictures.quadrants(mode="P"), "GIF"),
        pictures.encoded(pictures.quadrants(), "BMP"),
        pictures.encoded(pictures.quadrants(), "TIFF"),
        b"%PDF-1.7\n",
        b"<html><body>photo.jpg</body></html>",
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
        b"\0\0\0\x18ftypmp42\0\0\0\0isommp42",
        b"\0\0\0\x1cftypmif1\0\0\0\0mif1heicavif",
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"\xff\xd8",
        b"\x89PNG",
        b"\0" * 100,
        "照片".encode(),
    ],
    ids=lambda content: content[:12].hex(),
)
def test_other_kinds_are_refused(content: bytes) -> None:
    assert code(content) == "photo.kind"


def test_an_empty_photo_is_refused() -> None:
    assert code(b"") == "photo.empty"


def test_a_photo_over_12_mb_is_refused_at_its_first_byte_too_many() -> None:
    start = b"\xff\xd8\xff"
    assert check(start + bytes(MAX_BYTES - 3)) == "JPEG"
    assert code(start + bytes(MAX_BYTES - 2)) == "photo.too_large"


def test_webp_tells_its_size_in_all_three_forms() -> None:
    image = pictures.quadrants(60, 41)
    exif = pictures.metadata().tobytes()
    for content in (
        pictures.encoded(image, "WEBP"),
        pictures.encoded(image, "WEBP", lossless=True),
        pictures.encoded(image, "WEBP", exif=exif),
    ):
        assert webp_size(content[:30]) == (60, 41), content[12:16]
    assert webp_size(b"RIFF\0\0\0\0WEBP") == (0, 0)


def test_a_webp_canvas_too_large_is_refused_from_its_header() -> None:
    side = (16383 - 1).to_bytes(3, "little")
    assert code(b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + side + side) == "photo.pixels"
