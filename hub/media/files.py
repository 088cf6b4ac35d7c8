"""Files that staff attach to what they publish: PDFs. Kept sealed as they came, never opened, drawn or searched here:
a phone downloads them and shows them with its own reader.

An upload's steps, and what a crash after each leaves: row reserved (swept after a day) · object sealed in the store
(the same) · row visible, answered.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import quote
from uuid import UUID

import msgspec
import structlog

from hub import commands
from hub.accounts.types import Principal
from hub.db import Connection, Database, load_queries
from hub.errors import DomainError
from hub.media.links import PERIOD, seconds_left
from hub.media.objects import Objects
from hub.sealing import SealError, signing
from hub.settings import Settings

q = load_queries(__file__, "files.sql")
log = structlog.get_logger("media")

MAX_FILE: Final = 10 * 1024 * 1024
"""Bytes. A scanned circular of ten pages has about 3 MB."""
HEAD: Final = 1024
"""A PDF says what it is within so many bytes (ISO 32000-2, annex on headers); readers look no further."""
_BAD: Final = re.compile(r'[\x00-\x1f\x7f/\\<>:"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]')
"""What no file name needs: separators, and letters that turn the reading direction (gpj.exe → exe.jpg)."""


class StoredFile(msgspec.Struct, frozen=True):
    """A file as its uploader gets it."""

    id: UUID
    name: str
    bytes: int


class ServedFile(NamedTuple):
    content: bytes
    name: str
    left: int


def check_pdf(content: bytes) -> None:
    """By its bytes, whatever name or type came with it.

    Raises:
        DomainError: `file.empty`, `file.too_large`, `file.kind`.
    """
    if not content:
        raise DomainError("file.empty")
    if len(content) > MAX_FILE:
        raise DomainError("file.too_large", limit=MAX_FILE // (1024 * 1024))
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-HEAD:]:
        raise DomainError("file.kind")


def clean_name(name: str) -> str:
    """A name that is safe to save under; always ends in .pdf."""
    kept = _BAD.sub("", name).strip()
    stem = kept[:-4] if kept.lower().endswith(".pdf") else kept
    return f"{stem.strip(' .')[:90] or '附件'}.pdf"


async def upload(
    db: Database, objects: Objects, principal: Principal, content: bytes, name: str, key: str | None
) -> StoredFile:
    """Takes a PDF from staff. The same key and file again give the same file.

    Raises:
        DomainError: `forbidden`, `file.*`, `idempotency.*`, `unavailable`.
    """
    if principal.kind != "staff":
        raise DomainError("forbidden")
    check_pdf(content)
    name = clean_name(name)
    asked = commands.command(principal.account, "POST /api/files", key, name.encode() + b"\0" + content)
    async with db.connection() as connection:
        row = await connection.fetchrow(q.reserve, principal.district, principal.account, name, len(content))
    assert row is not None
    await objects.put(row["object"], "file", content)

    async def show(tx: Connection) -> StoredFile:
        await tx.execute(q.stored, row["id"])
        return StoredFile(row["id"], name, len(content))

    made = await commands.once(db, asked, StoredFile, show)
    if made.id != row["id"]:  # sent twice: the first one stands
        async with db.connection() as connection:
            await connection.execute(q.erase, [row["id"]])
    return made


async def attach(tx: Connection, principal: Principal, files: Sequence[UUID]) -> None:
    """Marks the principal's own loose files as referred to.

    Raises:
        DomainError: `file.unknown`, when one is not there, not theirs, or attached already.
    """
    wanted = list(dict.fromkeys(files))
    if wanted and len(await tx.fetch(q.attach, wanted, principal.account, principal.district)) != len(wanted):
        raise DomainError("file.unknown")


async def erase(tx: Connection, files: Sequence[UUID]) -> None:
    """Takes files away: not served when `tx` commits, deleted from the store soon."""
    if files:
        await tx.execute(q.erase, list(files))


class Linked(NamedTuple):
    """A file with its link, for who may have it."""

    id: UUID
    name: str
    bytes: int
    url: str


async def links_of(connection: Connection, settings: Settings, files: Sequence[UUID]) -> list[Linked]:
    """Files by id, in the order given, without those that are gone. The caller knows who may have them."""
    rows = await connection.fetch(q.files_of, list(files)) if files else []
    return [
        Linked(row["id"], row["name"], row["bytes"], _url(settings, row["id"], int(row["now"].timestamp())))
        for row in rows
    ]


async def serve(
    db: Database, objects: Objects, settings: Settings, file: UUID, expires: int, signature: str
) -> ServedFile:
    """A file, to whoever has a link that is still good.

    Raises:
        DomainError: `not_found`, `media.link_expired`, `unavailable`.
    """
    good = [
        hmac.compare_digest(_sign(key, file, expires).encode(), signature.encode()) for key in _keys(settings)
    ]
    if not any(good):
        raise DomainError("not_found")
    async with db.connection() as connection:
        row = await connection.fetchrow(q.served, file)
    if row is None:
        raise DomainError("not_found")
    left = seconds_left(expires, row["now"])
    try:
        content = await objects.get(row["object"], "file")
    except SealError:
        log.error("a file does not open", file=str(file))
        content = None
    if content is None:
        raise DomainError("not_found")
    return ServedFile(content, row["name"], left)


async def sweep(db: Database, objects: Objects) -> None:
    """Erases files nobody attached within a day and deletes what is gone; objects before rows.

    Raises:
        DomainError: `unavailable`; the rest goes next time.
    """
    async with db.connection() as connection:
        await connection.execute(q.erase_loose)
        gone = await connection.fetch(q.gone)
    for row in gone:
        await objects.delete(row["object"], ("file",))
    async with db.connection() as connection:
        await connection.execute(q.forget, [row["id"] for row in gone])


def disposition(name: str) -> str:
    """The `Content-Disposition` of a download (RFC 6266): a plain name for old clients, the true one beside it."""
    return f"attachment; filename=\"file.pdf\"; filename*=UTF-8''{quote(name, safe='')}"


def _url(settings: Settings, file: UUID, now: int) -> str:
    expires = (now // PERIOD + 2) * PERIOD
    return f"/media/files/{file}?expires={expires}&signature={_sign(_keys(settings)[-1], file, expires)}"


def _sign(key: bytes, file: UUID, expires: int) -> str:
    digest = hmac.digest(key, f"file/{file}/{expires}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _keys(settings: Settings) -> tuple[bytes, ...]:
    return signing(settings.keys(), "media-files")
