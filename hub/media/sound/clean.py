"""A voice note by its first bytes: its container, its length, its bytes without metadata."""

import struct
from collections.abc import Callable
from typing import Final

from hub.errors import DomainError
from hub.media.answers import Sound
from hub.media.sound import mp3, mp4, ogg, webm
from hub.media.types import Container

MAX_BYTES: Final = 2 * 1024 * 1024
"""A minute of AAC at 128 kbit/s, the most a phone makes of speech, is half of it."""
MAX_SECONDS: Final = 60
GRACE: Final = 5
"""Seconds: a phone stops its recorder a little late."""

READERS: Final[dict[Container, Callable[[bytes], tuple[bytes, int]]]] = {
    "webm": webm.clean,
    "ogg": ogg.clean,
    "mp4": mp4.clean,
    "mp3": mp3.clean,
}


def sniff(content: bytes) -> Container:
    """The container, from the content; never from a name or a declared type. Reads twelve bytes.

    Raises:
        DomainError: `voice.empty`, `voice.too_large`, `voice.kind`.
    """
    if not content:
        raise DomainError("voice.empty")
    if len(content) > MAX_BYTES:
        raise DomainError("voice.too_large", limit=MAX_BYTES // (1024 * 1024))
    if content.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm"
    if content.startswith(b"OggS"):
        return "ogg"
    if content[4:8] == b"ftyp":
        return "mp4"
    if mp3.begins(content):
        return "mp3"
    raise DomainError("voice.kind")


def clean(content: bytes) -> Sound:
    """The sound as it is stored.

    Raises:
        DomainError: those of `sniff`, `voice.broken`, `voice.too_long`.
    """
    container = sniff(content)
    try:
        kept, milliseconds = READERS[container](content)
    except (IndexError, ValueError, OverflowError, struct.error):
        raise DomainError("voice.broken") from None
    if milliseconds <= 0:
        raise DomainError("voice.empty")
    if milliseconds > (MAX_SECONDS + GRACE) * 1000:
        raise DomainError("voice.too_long", limit=MAX_SECONDS)
    return Sound(container, kept, milliseconds)
