"""Ogg (RFC 3533) with one Opus stream (RFC 7845): its pages as they are, its comments empty."""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from hub.errors import DomainError

HEAD: Final = struct.Struct("<4sBBqIIIB")
"""Capture pattern, version, flags, granule position, stream, page number, checksum, segments."""
COMMENTS: Final = b"OpusTags" + bytes(8)
"""No vendor, no comments."""
RATE: Final = 48
"""Granules a millisecond, whatever the sound was recorded at."""
_CONTINUED, _FIRST = 1, 2


class Page(NamedTuple):
    flags: int
    granule: int
    stream: int
    segments: bytes
    body: bytes

    def ends_packet(self) -> bool:
        return self.segments[-1:] < b"\xff"


def clean(content: bytes) -> tuple[bytes, int]:
    """The same sound without metadata, and its milliseconds.

    Raises:
        DomainError: `voice.kind`, `voice.broken`.
    """
    pages = list(_pages(content))
    if not pages or not pages[0].body.startswith(b"OpusHead") or len(pages[0].body) < 19:
        raise DomainError("voice.kind")
    stream, skip = pages[0].stream, int.from_bytes(pages[0].body[10:12], "little")
    # The comments may fill several pages; they end with one (RFC 7845, 3).
    behind = next((at for at, page in enumerate(pages[1:], 2) if page.ends_packet()), None)
    if (
        behind is None
        or behind >= len(pages)
        or not pages[1].body.startswith(b"OpusTags")
        or any(page.stream != stream for page in pages)
        or any(page.flags & _FIRST for page in pages[1:])
        or pages[behind].flags & _CONTINUED
    ):
        raise DomainError("voice.broken")
    last = max(page.granule for page in pages[behind:])
    told = [pages[0], Page(0, 0, stream, bytes([len(COMMENTS)]), COMMENTS), *pages[behind:]]
    return b"".join(_written(page, at) for at, page in enumerate(told)), max(0, last - skip) // RATE


def _pages(content: bytes) -> Iterator[Page]:
    at = 0
    while at < len(content):
        mark, version, flags, granule, stream, _, _, count = HEAD.unpack_from(content, at)
        segments = content[at + HEAD.size : at + HEAD.size + count]
        start = at + HEAD.size + count
        at = start + sum(segments)
        if mark != b"OggS" or version != 0 or at > len(content) or len(segments) != count:
            raise DomainError("voice.broken")
        yield Page(flags, granule, stream, segments, content[start:at])


def _written(page: Page, number: int) -> bytes:
    def head(checksum: int) -> bytes:
        return HEAD.pack(
            b"OggS", 0, page.flags, page.granule, page.stream, number, checksum, len(page.segments)
        )

    rest = page.segments + page.body
    return head(_checksum(head(0) + rest)) + rest


def _row(byte: int) -> int:
    value = byte << 24
    for _ in range(8):
        value = (value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)
    return value & 0xFFFFFFFF


_TABLE: Final = tuple(map(_row, range(256)))


def _checksum(data: bytes) -> int:
    """CRC-32 as Ogg has it: polynomial 04C11DB7, from 0, nothing reflected."""
    value = 0
    for byte in data:
        value = (value << 8 & 0xFFFFFFFF) ^ _TABLE[value >> 24 ^ byte]
    return value
