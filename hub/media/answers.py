"""What a child answers of a photo or a voice note, in MessagePack. Imported by both sides; loads no decoder."""

import msgspec

from hub.media.types import Container


class Reencoded(msgspec.Struct, frozen=True, array_like=True):
    """Two JPEGs of the same pixels, upright; `width` and `height` are the full one's, in pixels."""

    full: bytes
    preview: bytes
    width: int
    height: int
    position: tuple[float, float] | None
    """Latitude and longitude in degrees (WGS 84), only when it was asked for."""


class Made(msgspec.Struct, frozen=True, tag="made"):
    photo: Reencoded


class Sound(msgspec.Struct, frozen=True, array_like=True):
    """A voice note as it is stored: without metadata."""

    container: Container
    content: bytes
    milliseconds: int


class Heard(msgspec.Struct, frozen=True, tag="heard"):
    voice: Sound


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """It cannot be taken: a code of `hub.errors` and its parameters."""

    code: str
    params: dict[str, int]


Answer = Made | Refused
VoiceAnswer = Heard | Refused


class Part(msgspec.Struct, frozen=True, array_like=True):
    """A rectangle as fractions of width and height, from the upper left corner."""

    x: float
    y: float
    width: float
    height: float


class RedactAsked(msgspec.Struct, frozen=True, array_like=True):
    """What a child is asked: a full variant, and what of it nobody shall see."""

    parts: tuple[Part, ...]
    photo: bytes
