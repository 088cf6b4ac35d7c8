"""Photos as other rooms and clients see them."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

Variant = Literal["full", "preview"]
VARIANTS: Final[tuple[Variant, ...]] = ("full", "preview")
Kept = Literal["full", "preview", "template", "list", "file", "voice"]
"""What lies in the store: a photo's variants, which links lead to, and what only programs read."""

Note = Literal["blurred", "dark", "bright"]
"""Advice to the sender, told by the page in the reader's language: 照片有些模糊 · 照片有些暗 · 照片有些过亮.
No photo is refused for it."""


Container = Literal["webm", "ogg", "mp4", "mp3"]
"""Of a voice note: Opus in the first two, AAC in the third."""


class VoiceInfo(msgspec.Struct, frozen=True):
    """A voice note as rooms pass it around. `bytes`: before sealing. `read_at`: as of a photo."""

    id: UUID
    container: Container
    milliseconds: int
    bytes: int
    created_at: datetime
    read_at: datetime

    @property
    def seconds(self) -> int:
        """What a page says of it; never 0."""
        return max(1, round(self.milliseconds / 1000))


class Voice(msgspec.Struct, frozen=True):
    """A voice note as a client gets it. The link expires as a photo's does. `container`: what a browser must be able to
    play."""

    id: UUID
    seconds: int
    container: Container
    url: str
    created_at: datetime


class Position(msgspec.Struct, frozen=True):
    """Where the photo was taken, in degrees (WGS 84), as the sender agreed to tell."""

    lat: float
    lon: float


class PhotoInfo(msgspec.Struct, frozen=True):
    """A photo as rooms pass it around; sizes are the full variant's, in pixels and bytes.

    `read_at` is PostgreSQL's time when the row was read: links are signed from it (`links.view`).
    """

    id: UUID
    width: int
    height: int
    bytes: int
    position: Position | None
    notes: tuple[Note, ...]
    """Empty until a worker has looked at it, some moments after the upload."""
    created_at: datetime
    read_at: datetime
    redacted: int = 0
    """How often parts of it were blacked out; links made before the last time lead nowhere."""


class Photo(msgspec.Struct, frozen=True):
    """A photo as a client gets it. Links expire after 15 to 30 minutes; fetch the state again then."""

    id: UUID
    width: int
    height: int
    bytes: int
    url: str
    preview_url: str
    position: Position | None
    notes: tuple[Note, ...]
    created_at: datetime


LOOK: Final = "photo_look"
"""The job kind: a worker looks at a stored photo and says how sharp and how bright it is."""


class LookAsked(msgspec.Struct, frozen=True):
    """What the job carries: the photo's row and the name of its objects in the store."""

    photo: UUID
    object: UUID


class LookResult(msgspec.Struct, frozen=True):
    """What the worker found; None for a photo that was erased meanwhile."""

    fingerprint: int | None
    """64-bit difference hash (dHash) as a signed number: photos alike differ in few bits."""
    sharpness: float | None
    """Variance of the Laplacian, the picture scaled to 512 pixels on its longest side."""
    brightness: float | None
    """Mean grey, 0 black … 255 white."""


class PhotoLooked(msgspec.Struct, frozen=True):
    """Data of the event `photo.looked`, whose subject is the photo."""

    notes: tuple[Note, ...]
