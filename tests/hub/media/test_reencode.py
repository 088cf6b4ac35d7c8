"""Pixels pass, nothing else does."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms

from hub.errors import DomainError
from hub.media.reencode import FULL_SIDE, PREVIEW_SIDE, reencode
from tests.hub.media import pictures
from tests.hub.media.pictures import CANARY, corners, encoded, jpeg, metadata, quadrants

UPRIGHT = ["red", "green", "blue", "white"]


def code(content: bytes) -> str:
    with pytest.raises(DomainError) as caught:
        reencode(content, keep_position=False)
    return caught.value.code


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", mode) for mode in ("RGB", "L", "CMYK", "1")]
    + [("PNG", mode) for mode in ("RGB", "L", "RGBA", "P", "1", "LA")]
    + [("WEBP", mode) for mode in ("RGB", "RGBA", "P", "L")],
)
def test_every_kind_and_mode_becomes_two_jpegs(kind: str, mode: str) -> None:
    made = reencode(encoded(quadrants(mode=mode), kind), keep_position=False)
    assert (made.width, made.height) == (96, 64)
    for content in (made.full, made.preview):
        with Image.open(io.BytesIO(content)) as image:
            assert (image.format, image.mode) == ("JPEG", "RGB")
    if mode in ("RGB", "RGBA", "P"):
        assert corners(made.full) == UPRIGHT


def test_heic_is_read_and_upright() -> None:
    made = reencode(pictures.HEIC, keep_position=True)
    # The sample holds the quadrants with a quarter turn to the right.
    assert (made.width, made.height) == (64, 96)
    assert corners(made.full) == ["blue", "red", "white", "green"]
    assert made.position == (26.6, 101.6)


def test_sixteen_bit_grey_keeps_its_tones() -> None:
    image = Image.new("I;16", (40, 40), 0x8000)
    made = reencode(encoded(image, "PNG"), keep_position=False)
    with Image.open(io.BytesIO(made.full)) as grey:
        pixel = grey.getpixel((20, 20))
    assert isinstance(pixel, tuple)
    assert all(abs(value - 128) <= 2 for value in pixel)


def test_transparency_becomes_white() -> None:
    made = reencode(encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"), keep_position=False)
    with Image.open(io.BytesIO(made.full)) as image:
        assert image.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, ["red", "green", "blue", "white"]),
        (2, ["green", "red", "white", "blue"]),
        (3, ["white", "blue", "green", "red"]),
        (4, ["blue", "white", "red", "green"]),
        (5, ["red", "blue", "green", "white"]),
        (6, ["blue", "red", "white", "green"]),
        (7, ["white", "green", "blue", "red"]),
        (8, ["green", "white", "red", "blue"]),
        (99, ["red", "green", "blue", "white"]),
    ],
)
def test_orientation_is_applied(orientation: int, expected: list[str]) -> None:
    made = reencode(jpeg(exif=metadata(orientation)), keep_position=False)
    assert corners(made.full) == expected
    assert corners(made.preview) == expected
    assert (made.width, made.height) == ((64, 96) if 5 <= orientation <= 8 else (96, 64))


def test_sizes_are_bounded_and_small_photos_stay_small() -> None:
    made = reencode(encoded(quadrants(5000, 1000), "JPEG"), keep_position=False)
    assert (made.width, made.height) == (FULL_SIDE, 512)
    with Image.open(io.BytesIO(made.preview)) as preview:
        assert preview.size == (PREVIEW_SIDE, 96)
    thin = reencode(encoded(Image.new("L", (1, 60_000)), "PNG"), keep_position=False)
    assert (thin.width, thin.height) == (1, FULL_SIDE)


def sources_with_metadata() -> dict[str, bytes]:
    exif = metadata().tobytes()
    xmp = f"<x:xmpmeta>{CANARY}</x:xmpmeta>".encode()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    text.add_text("Comment", CANARY)
    text.add_itxt("Author", CANARY, zip=True)
    return {
        "JPEG": jpeg(exif=exif, xmp=xmp, comment=CANARY.encode(), icc_profile=profile),
        "PNG": encoded(quadrants(), "PNG", exif=exif, pnginfo=text, icc_profile=profile),
        "WEBP": encoded(quadrants(), "WEBP", exif=exif, xmp=xmp, icc_profile=profile),
        "HEIC": pictures.HEIC,
    }


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_no_metadata_passes(kind: str) -> None:
    content = sources_with_metadata()[kind]
    assert b"MAKER-CANARY" in content
    made = reencode(content, keep_position=False)
    for clean in (made.full, made.preview):
        assert b"CANARY" not in clean
        # Only the segments a bare JPEG needs: JFIF's header, tables, frame, scan. No other APPn, no comment.
        assert segments(clean) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
        with Image.open(io.BytesIO(clean)) as image:
            assert not image.getexif()
            assert not {"exif", "icc_profile", "xmp", "comment"} & set(image.info)
    assert made.position is None


def segments(content: bytes) -> set[int]:
    """Markers of a JPEG up to its scan."""
    found, at = set(), 2
    while True:
        marker = content[at + 1]
        found.add(marker)
        if marker == 0xDA:
            return found
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_the_position_is_read_only_when_asked_for(kind: str) -> None:
    content = sources_with_metadata()[kind]
    assert reencode(content, keep_position=True).position == (26.6, 101.6)
    assert reencode(content, keep_position=False).position is None


@pytest.mark.parametrize(
    "gps",
    [
        {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (10.0, 0.0, 0.0)},
        {1: "N", 2: (26.0, 0.0), 3: "E", 4: (10.0, 0.0, 0.0)},
        {2: (26.0, 0.0, 0.0), 4: (10.0, 0.0, 0.0)},
        {},
    ],
    ids=["beyond the pole", "a part missing", "no hemisphere", "empty"],
)
def test_a_senseless_position_is_none(gps: dict[int, object]) -> None:
    exif = metadata(position=False)
    exif.get_ifd(0x8825).update(gps)
    assert reencode(jpeg(exif=exif), keep_position=True).position is None


def test_a_position_divided_by_zero_is_none() -> None:
    exif = metadata().tobytes()
    whole = struct.pack(">LL" if exif[6:8] == b"MM" else "<LL", 26, 1)
    assert whole in exif
    zeroed = exif.replace(whole, whole.replace(b"\1", b"\0"))
    assert reencode(jpeg(exif=zeroed), keep_position=True).position is None


def test_south_and_west_are_negative() -> None:
    exif = metadata(position=False)
    exif.get_ifd(0x8825).update({1: "S", 2: (26.0, 30.0, 36.0), 3: "W", 4: (101.0, 0.0, 0.0)})
    assert reencode(jpeg(exif=exif), keep_position=True).position == (-26.51, -101.0)


def test_broken_metadata_is_no_reason_to_refuse() -> None:
    content = jpeg(exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\xff" * 40)
    assert corners(reencode(content, keep_position=True).full) == UPRIGHT


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_follows_the_picture_stays_behind(kind: str) -> None:
    polyglot = encoded(quadrants(), kind) + b"<script>alert('POLYGLOT')</script>PK\x03\x04"
    made = reencode(polyglot, keep_position=False)
    assert corners(made.full) == UPRIGHT
    assert b"POLYGLOT" not in made.full + made.preview
    assert b"<script>" not in made.full + made.preview


def test_html_hidden_in_a_comment_stays_behind() -> None:
    content = jpeg(comment=b"<html><script>POLYGLOT</script></html>")
    assert b"POLYGLOT" in content
    assert b"POLYGLOT" not in reencode(content, keep_position=False).full


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
@pytest.mark.parametrize("part", [0.05, 0.5, 0.9])
def test_a_truncated_photo_is_refused(kind: str, part: float) -> None:
    noise = Image.effect_noise((300, 200), 80).convert("RGB")
    content = pictures.HEIC if kind == "HEIC" else encoded(noise, kind)
    assert code(content[: max(33, int(len(content) * part))]) == "photo.broken"


def test_garbage_behind_a_right_beginning_is_refused() -> None:
    for start in (b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", pictures.HEIC[:40]):
        assert code(start + b"\x5a" * 5000) == "photo.broken"


def png_claiming(width: int, height: int, body: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_decompression_bomb_is_refused_from_its_header() -> None:
    bomb = png_claiming(10_000, 10_000, zlib.compress(bytes(30_001 * 10_000), 1))  # 300 MB in 1.3 MB
    assert len(bomb) < 2_000_000
    assert code(bomb) == "photo.pixels"
    assert code(png_claiming(8000, 5001)) == "photo.pixels"
    assert code(png_claiming(2**31 - 1, 2**31 - 1)) in ("photo.pixels", "photo.broken")
    assert code(png_claiming(8000, 5000, zlib.compress(b"\0" * 100))) == "photo.broken"


def test_a_jpeg_that_claims_too_much_is_refused_from_its_header() -> None:
    content = bytearray(jpeg())
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = struct.pack(">HH", 60_000, 60_000)
    assert code(bytes(content)) == "photo.pixels"


def test_a_colour_profile_is_applied_before_it_is_dropped() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # Red's and blue's primaries exchanged: what the file calls red is blue to the eye.
    table = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}
    exchanged = bytearray(profile)
    for at in range(132, 132 + 12 * int.from_bytes(profile[128:132], "big"), 12):
        exchanged[at : at + 4] = table.get(bytes(profile[at : at + 4]), profile[at : at + 4])
    made = reencode(jpeg(icc_profile=bytes(exchanged)), keep_position=False)
    assert corners(made.full) == ["blue", "green", "red", "white"]


def test_an_unreadable_colour_profile_changes_nothing() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()  # does not fit RGB
    for profile in (lab, b"\0" * 200):
        assert corners(reencode(jpeg(icc_profile=profile), keep_position=False).full) == UPRIGHT
