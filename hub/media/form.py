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
from hub.media.files import MAX_FILE

MAX_BODY: Final = MAX_BYTES + 64 * 1024
"""The whole body in bytes: the photo, the other field and the form's own lines."""
SECONDS: Final = 180
"""Time for one upload: 12 MB at 70 kB/s, a weak mobile line."""
_LONGEST_FIELD: Final = 100


class Form(NamedTuple):
    photo: bytes
    keep_position: bool
    name: str = ""


class FileForm(NamedTuple):
    """`name`: of the file, as the browser says it."""

    content: bytes
    name: str


async def read_form(request: Request[Any, Any, Any], part: str = "photo") -> Form:
    """The parts `photo` (or `part`) and `keep_position` ("true"); others are passed over.

    Raises:
        DomainError: `input.media_type`, `photo.too_large`, `photo.missing`, `photo.slow`, `input.invalid`.
    """
    kind, options = request.content_type
    boundary = options.get("boundary", "")
    if kind != "multipart/form-data" or not boundary:
        raise DomainError("input.media_type")
    try:
        async with asyncio.timeout(SECONDS):
            return await _parse(request, boundary, part)
    except TimeoutError:
        raise DomainError("photo.slow") from None
    except (MultipartError, UnicodeError):
        raise DomainError("input.invalid") from None
    except (
        HTTPException
    ) as error:  # what Litestar reads in the Content-Length (it is too much, or none), a client that left
        raise _too_large() if error.status_code == 413 else DomainError("input.invalid") from None


async def read_file(request: Request[Any, Any, Any]) -> FileForm:
    """The part `file`. Raises as `read_form`; a file that is too large is `file.too_large`."""
    try:
        form = await read_form(request, part="file")
    except DomainError as error:
        match error.code:
            case "photo.too_large":
                raise DomainError("file.too_large", limit=MAX_FILE // (1024 * 1024)) from None
            case "photo.missing":
                raise DomainError("file.empty") from None
        raise
    return FileForm(form.photo, form.name)


async def _parse(request: Request[Any, Any, Any], boundary: str, part: str) -> Form:
    parts: dict[str, bytearray] = {}
    into: bytearray | None = None
    most = 0
    name = ""
    with PushMultipartParser(boundary, max_segment_count=10, max_header_size=4096) as parser:
        async for chunk in request.stream():
            # What follows the form's end is read and dropped, so that the connection stays usable; Litestar counts it.
            for event in () if parser.closed else parser.parse(chunk):
                if isinstance(event, MultipartSegment):
                    known = event.name in (part, "keep_position") and event.name not in parts
                    if known and event.name == part:
                        name = event.filename or ""
                    into = parts.setdefault(event.name, bytearray()) if known else None
                    most = MAX_BYTES if event.name == part else _LONGEST_FIELD
                elif event and into is not None:
                    into += event
                    if len(into) > most:
                        raise _too_large() if most == MAX_BYTES else DomainError("input.invalid")
    if part not in parts:
        raise DomainError("photo.missing")
    keep = parts.get("keep_position", b"").strip().lower() in (b"true", b"1", b"on")
    return Form(bytes(parts[part]), keep, name)


def _too_large() -> DomainError:
    return DomainError("photo.too_large", limit=MAX_BYTES // (1024 * 1024))
