"""What the worker and its children say to each other, in MessagePack. Photos and templates stay between them."""

import msgspec

from hub.certification.types import Freshness, Quality, RetakeReason

Box = tuple[float, float, float, float]


class FacesAsked(msgspec.Struct, frozen=True, array_like=True):
    """Photos in which to find a face each."""

    photos: tuple[bytes, ...]


class FaceSeen(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """The largest face of one photo. Without one, `advice` says why and the rest is empty.

    `vector`: the embedding, float32 little-endian, of length 1. `box`: shares of the upright photo, which is the
    stored one after `turned` quarter turns anticlockwise.
    """

    vector: bytes | None = None
    live: float | None = None
    quality: Quality = Quality()
    advice: tuple[RetakeReason, ...] = ()
    box: Box | None = None
    turned: int = 0


class FacesSeen(msgspec.Struct, frozen=True, array_like=True):
    """One answer for each photo, in order; `milliseconds` of work."""

    faces: tuple[FaceSeen, ...]
    milliseconds: int = 0


class ReadAsked(msgspec.Struct, frozen=True, array_like=True):
    """A photo in which to look for what is of today; `box` and `turned` as in `FaceSeen`."""

    photo: bytes
    freshness: Freshness
    box: Box | None = None
    turned: int = 0
