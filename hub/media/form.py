"""Reads the upload's multipart form (RFC 7578) as it streams in. In memory only: a photo never touches a disk
before it is sealed. What is counted as it comes is cut off as soon as it is too much.
"""

import asyncio
from typing import Any, Final, NamedTuple

from litestar import Request
from litestar.exceptions import HTTPException
from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
)

from hub.errors import DomainError
from hub.media.check import MAX_BYTES

MAX_BODY: Final = MAX_BYTES + 64 * 1024
"""The whole body in bytes: the photo, the other field and the form's own lines."""
SECONDS: Final = 180
"""Time for one upload: 12 MB at 70 kB/s, a weak mobile line."""
_LONGEST_FIELD: Final = 100


class Form(NamedTuple):
    photo: bytes
    keep_position: bool


async def read_form(request: Request[Any, Any, Any]) -> Form:
    """The parts `photo` and `keep_position` ("true"); others are passed over.

    Raises:
        DomainError: `input.media_type`, `photo.too_large`, `photo.missing`, `photo.slow`, `input.invalid`.
    """
    kind, options = request.content_type
    boundary = options.get("boundary", "")
    if kind != "multipart/form-data" or not boundary:
        raise DomainError("input.media_type")
    try:
        announced = request.content_length
        if announced is not None and announced > MAX_BODY:
            raise _too_large()
        async with asyncio.timeout(SECONDS):
            return await _parse(request, boundary)
    except TimeoutError:
        raise DomainError("photo.slow") from None
    except (MultipartError, UnicodeError):
        raise DomainError("input.invalid") from None
    except (
        HTTPException
    ) as error:  # Litestar's own count of the body, a bad Content-Length, a client that left
        raise _too_large() if error.status_code == 413 else DomainError("input.invalid") from None


async def _parse(request: Request[Any, Any, Any], boundary: str) -> Form:
    parts: dict[str, bytearray] = {}
    into: bytearray | None = None
    most = 0
    total = 0
    with PushMultipartParser(boundary, max_segment_count=10, max_header_size=4096) as parser:
        async for chunk in request.stream():
            total += len(chunk)
            if total > MAX_BODY:
                raise _too_large()
            # What follows the form's end is read, counted and dropped, so that the connection stays usable.
            for event in () if parser.closed else parser.parse(chunk):
                if isinstance(event, MultipartSegment):
                    known = event.name in ("photo", "keep_position") and event.name not in parts
                    into = parts.setdefault(event.name, bytearray()) if known else None
                    most = MAX_BYTES if event.name == "photo" else _LONGEST_FIELD
                elif event and into is not None:
                    into += event
                    if len(into) > most:
                        raise _too_large() if most == MAX_BYTES else DomainError("input.invalid")
    if "photo" not in parts:
        raise DomainError("photo.missing")
    return Form(
        bytes(parts["photo"]), parts.get("keep_position", b"").strip().lower() in (b"true", b"1", b"on")
    )


def _too_large() -> DomainError:
    return DomainError("photo.too_large", limit=MAX_BYTES // (1024 * 1024))
