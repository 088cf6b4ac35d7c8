"""MP3 (ISO/IEC 11172-3 and 13818-3, Layer III): its frames one after the other, and nothing around them."""

from typing import Final

from hub.errors import DomainError

_KBITS: Final = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),  # MPEG-1
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""Samples a second, by the version's bits: 3 is MPEG-1, 2 MPEG-2, 0 MPEG-2.5."""
_NOTES: Final = (b"Xing", b"Info", b"VBRI")
"""A first frame with one of these is silence and tells what wrote the file."""
_TAGS: Final = (b"TAG", b"APETAGEX", b"ID3", b"LYRICSBEGIN")


def begins(content: bytes) -> bool:
    """Whether the first bytes are those of an MP3. Reads three."""
    return content.startswith(b"ID3") or (
        content[:1] == b"\xff" and content[1:2] != b"" and content[1] & 0xE6 == 0xE2
    )


def clean(content: bytes) -> tuple[bytes, int]:
    """The same sound without tags, and its milliseconds.

    Raises:
        DomainError: `voice.broken`.
    """
    at = start = _behind_tags(content)
    kind: tuple[int, int] | None = None
    frames: list[bytes] = []
    while at + 4 <= len(content) and (head := _frame(content[at : at + 4])) is not None:
        version, rate, length = head
        if kind not in (None, (version, rate)):
            raise DomainError("voice.broken")
        kind = (version, rate)
        if at + length > len(content):  # the recorder was cut off in the middle of it
            at = len(content)
            break
        frame = content[at : at + length]
        if at != start or not any(note in frame[:44] for note in _NOTES):
            frames.append(frame)
        at += length
    rest = content[at:]
    if kind is None or (len(rest) >= 4 and rest.strip(b"\0") and not rest.startswith(_TAGS)):
        raise DomainError("voice.broken")
    version, rate = kind
    return b"".join(frames), len(frames) * (1152 if version == 3 else 576) * 1000 // rate


def _behind_tags(content: bytes) -> int:
    """Where the first frame is. A tag says its length in four times seven bits."""
    at = 0
    while content[at : at + 3] == b"ID3":
        size = content[at + 6 : at + 10]
        if len(size) < 4 or any(byte > 0x7F for byte in size):
            raise DomainError("voice.broken")
        footer = 10 if content[at + 5] & 0x10 else 0
        at += 10 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3]) + footer
    return at


def _frame(head: bytes) -> tuple[int, int, int] | None:
    """Version, samples a second and bytes of the frame with this header; None: it is none of Layer III."""
    version, kbits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if not begins(head) or version == 1 or not 1 <= kbits <= 14 or rate == 3:
        return None
    bits = _KBITS[3 if version == 3 else 2][kbits] * 1000
    samples = _RATES[version][rate]
    return version, samples, (144 if version == 3 else 72) * bits // samples + (head[2] >> 1 & 1)
