"""MP4 (ISO/IEC 14496-12), whole or in fragments, with one track of AAC or Opus. Offsets into the file stay good because
nothing moves: what is not needed is overwritten with an empty `free` box of the same size.
"""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from hub.errors import DomainError

# What a box may hold; a box that stands in no row is left alone when it is a leaf named here, else made empty.
INSIDE: Final[dict[bytes, frozenset[bytes]]] = {
    b"": frozenset({b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"sidx", b"mfra"}),
    b"moov": frozenset({b"mvhd", b"trak", b"mvex"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
    b"minf": frozenset({b"smhd", b"dinf", b"stbl"}),
    b"dinf": frozenset({b"dref"}),
    b"stbl": frozenset({b"stsd", b"stts", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"sgpd", b"sbgp"}),
    b"mvex": frozenset({b"mehd", b"trex"}),
    b"moof": frozenset({b"mfhd", b"traf"}),
    b"traf": frozenset({b"tfhd", b"tfdt", b"trun", b"sgpd", b"sbgp"}),
}
CODECS: Final = frozenset({b"mp4a", b"Opus"})
DATED: Final = frozenset({b"mvhd", b"tkhd", b"mdhd"})
"""They begin with when it was made and changed."""


class Box(NamedTuple):
    kind: bytes
    head: int
    start: int
    stop: int


class _Found:
    """What is gathered on the way."""

    def __init__(self) -> None:
        self.tracks = 0
        self.handler = self.codec = b""
        self.scale = self.whole = self.default = 0
        self.parts = 0


def clean(content: bytes) -> tuple[bytes, int]:
    """The same sound without metadata, and its milliseconds.

    Raises:
        DomainError: `voice.kind`, `voice.broken`.
    """
    out, found = bytearray(content), _Found()
    for one in _walk(out, b"", 0, len(out)):
        _note(found, one, out)
    if found.tracks != 1 or found.handler != b"soun" or found.codec not in CODECS:
        raise DomainError("voice.kind")
    if found.scale <= 0:
        raise DomainError("voice.broken")
    return bytes(out), max(found.whole, found.parts) * 1000 // found.scale


def _walk(out: bytearray, above: bytes, at: int, end: int) -> Iterator[Box]:
    """The leaves that are kept, in their order; what is not kept is made empty."""
    while at < end:
        one = _box(out, at, end)
        if one.kind not in INSIDE[above]:
            out[one.head + 4 : one.head + 8] = b"free"
            out[one.start : one.stop] = bytes(one.stop - one.start)
        else:
            yield one
            if one.kind in INSIDE:
                yield from _walk(out, one.kind, one.start, one.stop)
        at = one.stop


def _box(data: bytearray, at: int, end: int) -> Box:
    size, kind = struct.unpack_from(">I4s", data, at)
    start = at + 8
    if size == 1:
        (size,) = struct.unpack_from(">Q", data, start)
        start += 8
    elif size == 0:  # to the end of the file
        size = end - at
    if at + size > end or at + size < start:
        raise DomainError("voice.broken")
    return Box(kind, at, start, at + size)


def _note(found: _Found, one: Box, out: bytearray) -> None:
    at = one.start
    if one.kind in DATED:
        if one.stop - at < 24:
            raise DomainError("voice.broken")
        long = out[at] == 1
        out[at + 4 : at + (20 if long else 12)] = bytes(16 if long else 8)
        if one.kind == b"mdhd":
            found.scale, found.whole = struct.unpack_from(
                ">IQ" if long else ">II", out, at + (20 if long else 12)
            )
    match one.kind:
        case b"trak":
            found.tracks += 1
        case b"hdlr":
            found.handler = bytes(out[at + 8 : at + 12])
            out[at + 24 : one.stop] = bytes(one.stop - at - 24)  # its name: who wrote it
        case b"stsd":
            count, _, found.codec = struct.unpack_from(">II4s", out, at + 4)
            if count != 1:
                raise DomainError("voice.kind")
        case b"dref":
            # One entry, and its sound lies in this file: nothing is fetched from elsewhere.
            count, _, _, flags = struct.unpack_from(">IIII", out, at + 4)
            if count != 1 or flags & 1 == 0:
                raise DomainError("voice.broken")
        case b"trex":
            (found.default,) = struct.unpack_from(">I", out, at + 12)
        case b"tfhd":
            flags, skipped = int.from_bytes(out[at + 1 : at + 4], "big"), 8
            skipped += 8 * (flags & 1) + 4 * (flags >> 1 & 1)
            if flags & 8:
                (found.default,) = struct.unpack_from(">I", out, at + skipped)
        case b"trun":
            found.parts += _run(out, at, one.stop, found.default)


def _run(out: bytearray, at: int, stop: int, default: int) -> int:
    """How long a fragment's samples are together, in the track's own units."""
    flags = int.from_bytes(out[at + 1 : at + 4], "big")
    count: int = struct.unpack_from(">I", out, at + 4)[0]
    if not flags & 0x100:
        return count * default
    wide = 4 * (flags >> 8 & 0xF).bit_count()
    first = at + 8 + 4 * (flags & 1) + 4 * (flags >> 2 & 1)
    if first + count * wide > stop:
        raise DomainError("voice.broken")
    return sum(int(struct.unpack_from(">I", out, first + wide * n)[0]) for n in range(count))
