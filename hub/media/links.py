"""Expiring signed links to photos and voice notes. Pure: keys and times in, text or a verdict out.

A link is `/media/<id>/<variant>` or `/media/voices/<id>`, then `?expires=<seconds since 1970>&signature=<base64url>`;
it is signed by HMAC-SHA256 over id, variant and expiry; of a photo that was redacted, `&redacted=<how often>` too,
which is signed with it. Expiry is rounded, so that a photo keeps one link for a quarter of an hour and a browser's
cache works. Times are PostgreSQL's, on signing and on checking: a wrong host clock changes nothing.
"""

import base64
import hashlib
import hmac
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from hub.errors import DomainError
from hub.media.types import Kept, Photo, PhotoInfo, Variant
from hub.sealing import signing
from hub.settings import Settings

PERIOD: Final = 15 * 60
"""Seconds a link stays the same; it is good for one to two of them."""


def signed_url(settings: Settings, photo: UUID, variant: Variant, now: datetime, redacted: int = 0) -> str:
    """The link to a variant, from PostgreSQL's time `now` on (`PhotoInfo.read_at`)."""
    expires = (int(now.timestamp()) // PERIOD + 2) * PERIOD
    newest = _keys(settings)[-1]
    link = f"/media/{photo}/{variant}?expires={expires}&signature={_sign(newest, photo, variant, expires, redacted)}"
    return f"{link}&redacted={redacted}" if redacted else link


def voice_url(settings: Settings, voice: UUID, now: datetime) -> str:
    """The link to a voice note, as `signed_url`."""
    expires = (int(now.timestamp()) // PERIOD + 2) * PERIOD
    return f"/media/voices/{voice}?expires={expires}&signature={_sign(_keys(settings)[-1], voice, 'voice', expires)}"


def view(settings: Settings, info: PhotoInfo) -> Photo:
    """The photo with its links, for a client."""
    return Photo(
        id=info.id,
        width=info.width,
        height=info.height,
        bytes=info.bytes,
        url=signed_url(settings, info.id, "full", info.read_at, info.redacted),
        preview_url=signed_url(settings, info.id, "preview", info.read_at, info.redacted),
        position=info.position,
        notes=info.notes,
        created_at=info.created_at,
    )


def check_signature(
    settings: Settings, photo: UUID, variant: Kept, expires: int, signature: str, redacted: int = 0
) -> None:
    """Whether we made this link, under any key still known; says nothing of its expiry.

    Raises:
        DomainError: `not_found`, since a guessed link must not tell whether the photo exists.
    """
    given = signature.encode()
    # All keys are tried whatever comes of the first: the time taken tells nothing.
    good = [
        hmac.compare_digest(_sign(key, photo, variant, expires, redacted).encode(), given)
        for key in _keys(settings)
    ]
    if not any(good):
        raise DomainError("not_found")


def seconds_left(expires: int, now: datetime) -> int:
    """Seconds until a link of ours expires.

    Raises:
        DomainError: `media.link_expired`.
    """
    left = expires - int(now.timestamp())
    if left <= 0:
        raise DomainError("media.link_expired")
    return left


def _sign(key: bytes, photo: UUID, variant: Kept, expires: int, redacted: int = 0) -> str:
    signed = f"{photo}/{variant}/{expires}" + (f"/{redacted}" if redacted else "")
    digest = hmac.digest(key, signed.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@lru_cache(maxsize=4)
def _keys(settings: Settings) -> tuple[bytes, ...]:
    """Signing keys, derived once; the last one signs."""
    return signing(settings.keys(), "media-links")
