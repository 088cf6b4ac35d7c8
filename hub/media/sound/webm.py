"""WebM (a part of Matroska, RFC 9559; EBML, RFC 8794) with one Opus track, written anew.

Kept: the track's own numbers and codec header, each block with its time. Everything else is left behind, so that it
needs no list of what may tell of somebody.
"""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from hub.errors import DomainError

EBML, SEGMENT, INFO, TRACKS, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
DOC_TYPE, SCALE, DURATION, MUXER, WRITER = 0x4282, 0x2AD7B1, 0x4489, 0x4D80, 0x5741
ENTRY, TYPE, CODEC, NUMBER, ENCODINGS = 0xAE, 0x83, 0x86, 0xD7, 0x6D80
TIME, SIMPLE_BLOCK, GROUP, BLOCK = 0xE7, 0xA3, 0xA0, 0xA1
# Of a track: number, UID, type, flags, codec, its header, its delay, its pre-roll, channels and rate.
TRACK_KEEPS: Final = frozenset(
    {NUMBER, 0x73C5, TYPE, 0xB9, 0x88, 0x55AA, 0x9C, CODEC, 0x63A2, 0x56AA, 0x56BB, 0xE1}
)
GROUP_KEEPS: Final = frozenset({BLOCK, 0x9B, 0x75A2})
"""The block, its duration, what of its end is not heard."""
AUDIO: Final = 2
LAST: Final = 20
"""Milliseconds of a packet, as every phone makes them: the last block's own time is not written."""
_PROGRAM: Final = b"shequ"


class Element(NamedTuple):
    id: int
    start: int
    stop: int
    known: bool
    """Whether its size is said; a live recording leaves that open for the segment and its clusters."""


def clean(content: bytes) -> tuple[bytes, int]:
    """The same sound without metadata, and its milliseconds.

    Raises:
        DomainError: `voice.kind`, `voice.broken`.
    """
    scale, track, number = 1_000_000, b"", 0
    clusters: list[tuple[int, list[bytes]]] = []
    longest, seen = 0, False
    for one in _flat(content):
        body = content[one.start : one.stop]
        match one.id:
            case 0x1A45DFA3:
                if seen or _texts(body, DOC_TYPE) != b"webm":
                    raise DomainError("voice.kind")
                seen = True
            case 0x1549A966:
                scale = _number(_first(body, SCALE) or b"\x0f\x42\x40")
            case 0x1654AE6B:
                if track:
                    raise DomainError("voice.broken")
                track, number = _track(body)
            case 0x1F43B675:
                clusters.append((-1, []))
            case 0xE7:
                clusters[-1] = (_number(body), clusters[-1][1])
            case 0xA3 | 0xA0:
                at, blocks = clusters[-1]
                if at < 0 or not track:
                    raise DomainError("voice.broken")
                block, kept = _block(one.id, body)
                if block[0] != 0x80 | number:
                    raise DomainError("voice.broken")
                longest = max(longest, at + int.from_bytes(block[1:3], "big", signed=True))
                blocks.append(kept)
    if not seen or not track or not any(blocks for _, blocks in clusters) or scale <= 0:
        raise DomainError("voice.broken")
    length = longest * scale / 1_000_000 + LAST
    return _written(scale, length, track, clusters), round(length)


def _flat(content: bytes) -> Iterator[Element]:
    """The elements in their order; the segment and its clusters are gone into, whatever size they say."""
    at = 0
    while at < len(content):
        one = _element(content, at)
        inside = one.id in (SEGMENT, CLUSTER)
        if not one.known and not inside:
            raise DomainError("voice.broken")
        if one.id != SEGMENT:
            yield one
        at = one.start if inside else one.stop


def _children(body: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(body):
        one = _element(body, at)
        if not one.known:
            raise DomainError("voice.broken")
        yield one.id, body[one.start : one.stop]
        at = one.stop


def _element(data: bytes, at: int) -> Element:
    name, at = _vint(data, at, marker=True)
    size, start = _vint(data, at, marker=False)
    known = size >= 0
    stop = start + size if known else len(data)
    if stop > len(data) and name not in (SEGMENT, CLUSTER):
        raise DomainError("voice.broken")
    return Element(name, start, stop, known)


def _vint(data: bytes, at: int, *, marker: bool) -> tuple[int, int]:
    """A number of variable length and where it ends; -1 for a size that is not said."""
    first = data[at]
    length = 9 - first.bit_length()
    if length > (4 if marker else 8) or at + length > len(data):
        raise DomainError("voice.broken")
    value = int.from_bytes(data[at : at + length], "big")
    if not marker:
        value &= (1 << 7 * length) - 1
        if value == (1 << 7 * length) - 1:
            value = -1
    return value, at + length


def _first(body: bytes, name: int) -> bytes | None:
    return next((value for one, value in _children(body) if one == name), None)


def _texts(body: bytes, name: int) -> bytes:
    return (_first(body, name) or b"").rstrip(b"\0")


def _number(body: bytes) -> int:
    if len(body) > 8:
        raise DomainError("voice.broken")
    return int.from_bytes(body, "big")


def _track(body: bytes) -> tuple[bytes, int]:
    """The one track, with what it needs, and its number."""
    entries = [value for one, value in _children(body) if one == ENTRY]
    if len(entries) != 1:
        raise DomainError("voice.kind")
    fields = dict(_children(entries[0]))
    if _number(fields.get(TYPE, b"")) != AUDIO or fields.get(CODEC) != b"A_OPUS" or ENCODINGS in fields:
        raise DomainError("voice.kind")
    number = _number(fields.get(NUMBER, b""))
    if not 1 <= number <= 126:
        raise DomainError("voice.broken")
    kept = b"".join(_made(one, value) for one, value in fields.items() if one in TRACK_KEEPS)
    return _made(TRACKS, _made(ENTRY, kept)), number


def _block(kind: int, body: bytes) -> tuple[bytes, bytes]:
    """The block itself (track, time, flags, packet), and the element to keep."""
    if kind == SIMPLE_BLOCK:
        block, kept = body, _made(SIMPLE_BLOCK, body)
    else:
        fields = {one: value for one, value in _children(body) if one in GROUP_KEEPS}
        block = fields.get(BLOCK, b"")
        kept = _made(GROUP, b"".join(_made(one, value) for one, value in fields.items()))
    if len(block) < 5:
        raise DomainError("voice.broken")
    return block, kept


def _made(name: int, body: bytes) -> bytes:
    head = name.to_bytes((name.bit_length() + 7) // 8, "big")
    return head + (1 << 56 | len(body)).to_bytes(8, "big") + body


def _written(
    scale: int, length: float, track: bytes, clusters: list[tuple[int, list[bytes]]]
) -> bytes:  # fmt: skip
    """The file anew. `length`: milliseconds."""
    head = _made(EBML, _made(DOC_TYPE, b"webm") + _made(0x4287, b"\4") + _made(0x4285, b"\2"))
    info = _made(
        INFO,
        _made(SCALE, scale.to_bytes(8, "big"))
        + _made(DURATION, struct.pack(">d", length * 1_000_000 / scale))
        + _made(MUXER, _PROGRAM)
        + _made(WRITER, _PROGRAM),
    )
    told = b"".join(
        _made(CLUSTER, _made(TIME, at.to_bytes(8, "big")) + b"".join(blocks))
        for at, blocks in clusters
        if blocks
    )
    return head + _made(SEGMENT, info + track + told)
