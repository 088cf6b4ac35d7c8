"""What the first bytes of a photo say, before anything decodes it. Pure: bytes in, kind or `DomainError` out.

The kind comes from the content, never from a file name or a declared type.
"""

from typing import Literal

from hub.errors import DomainError

Kind = Literal["JPEG", "PNG", "HEIF", "WEBP"]
"""Pillow's names of the four kinds we read; HEIC is HEIF holding HEVC."""

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 40_000_000

# Brands of HEIC stills (ISO/IEC 23008-12): heic/heix one picture, heim/heis layered; mif1 alone says nothing
# of the codec. Sequences (hevc, msf1) are films; avif is another codec, which we do not read.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})


def check(content: bytes | bytearray | memoryview) -> Kind:
    """The kind of this photo.

    Raises:
        DomainError: `photo.empty`, `photo.too_large`, `photo.kind`, `photo.pixels` (WebP, whose size is told
            by the header we read here; the other kinds are measured in the child, before decoding).
    """
    if not content:
        raise DomainError("photo.empty")
    if len(content) > MAX_BYTES:
        raise DomainError("photo.too_large", limit=MAX_BYTES // (1024 * 1024))
    head = bytes(content[:64])
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        width, height = webp_size(head)
        check_pixels(width, height)
        return "WEBP"
    if head[4:8] == b"ftyp" and _heic(bytes(content[:256])):
        return "HEIF"
    raise DomainError("photo.kind")


def check_pixels(width: int, height: int) -> None:
    """Refuses what would decode to more than `MAX_PIXELS`.

    Raises:
        DomainError: `photo.pixels`.
    """
    if width * height > MAX_PIXELS:
        raise DomainError("photo.pixels", limit=MAX_PIXELS // 1_000_000)


def webp_size(head: bytes) -> tuple[int, int]:
    """Width and height from the first 30 bytes of a WebP (RFC 9649); (0, 0) when they are not there.

    Read by hand because Pillow's WebP reader sets up two whole canvases merely to open a file.
    """
    if len(head) < 30:
        return 0, 0
    form = head[12:16]
    if form == b"VP8X":  # 24-bit width - 1 and height - 1
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if form == b"VP8 ":  # 14 bits each, after the frame tag and start code
        width, height = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
        return width & 0x3FFF, height & 0x3FFF
    if form == b"VP8L":  # 14 bits each, minus 1, after the signature byte
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return 0, 0


def _heic(head: bytes) -> bool:
    """Whether the `ftyp` box names a HEIC brand, as its major brand or among the compatible ones."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, size - 3, 4))}
    return not brands.isdisjoint(_HEIC_BRANDS) and b"avif" not in brands
