"""Voice notes as phones make them: two that Chromium's recorder made, and what is built out of them."""

import struct
from pathlib import Path

from hub.media.sound import mp4, ogg, webm

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
WEBM = (SAMPLES / "spoken.webm").read_bytes()
"""Segment and clusters of unknown size, as a live recorder writes them."""
MP4 = (SAMPLES / "spoken.mp4").read_bytes()
"""In fragments."""
SECRET = b"104.0657E 30.6598N"
"""What nobody but the reporter's phone knew."""


def mp3_frame() -> bytes:
    """Silence of 36 ms as WeChat's recorder writes it: MPEG-2 Layer III, 32 kbit/s, 16 kHz, one channel."""
    return b"\xff\xf3\x48\xc4" + bytes(140)


def mp3_file(frames: int) -> bytes:
    return mp3_frame() * frames


def packets() -> list[bytes]:
    """The sound itself."""
    return [
        WEBM[one.start + 4 : one.stop] for one in webm._flat(WEBM) if one.id == webm.SIMPLE_BLOCK
    ]  # fmt: skip


def ogg_file(comments: bytes = SECRET, *, first: bytes = b"OpusHead") -> bytes:
    """An Ogg with the same packets, a comment, and a page for each packet."""
    head = first + bytes([1, 1]) + struct.pack("<HIh", 312, 48000, 0) + b"\0"
    tags = b"OpusTags" + struct.pack("<I", 5) + b"phone" + struct.pack("<I", 1)
    tags += struct.pack("<I", len(comments)) + comments
    pages = [_page(2, 0, head), *_spread(tags)]
    for at, packet in enumerate(packets(), 1):
        pages.append(_page(0, 960 * at + 312, packet))
    return b"".join(ogg._written(page, at) for at, page in enumerate(pages))


def _page(flags: int, granule: int, packet: bytes) -> ogg.Page:
    return ogg.Page(flags, granule, 7, _lacing(len(packet)), packet)


def _spread(packet: bytes) -> list[ogg.Page]:
    """A packet on as many pages as it needs, 255 segments each."""
    lacing, pages, at = _lacing(len(packet)), [], 0
    for first in range(0, len(lacing), 255):
        part = lacing[first : first + 255]
        pages.append(ogg.Page(1 if first else 0, 0, 7, part, packet[at : at + sum(part)]))
        at += sum(part)
    return pages


def _lacing(length: int) -> bytes:
    return b"\xff" * (length // 255) + bytes([length % 255])


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def with_box(content: bytes, inside: bytes, added: bytes) -> bytes:
    """An MP4 with one more box at the end of its `moov`, or of a box in it."""
    at = content.index(inside) - 4
    (size,) = struct.unpack_from(">I", content, at)
    out = bytearray(content[: at + size] + added + content[at + size :])
    names = {b"moov", inside}
    for name in names:
        where = content.index(name) - 4
        (old,) = struct.unpack_from(">I", content, where)
        struct.pack_into(">I", out, where, old + len(added))
    return bytes(out)


__all__ = ["MP4", "SECRET", "WEBM", "box", "mp4", "ogg_file", "packets", "with_box"]
