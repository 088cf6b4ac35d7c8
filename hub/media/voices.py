"""Voice notes: taken, attached, served, swept; the steps of an upload are those of a photo (`actions`)."""

from typing import Final, NamedTuple
from uuid import UUID

import asyncpg
import msgspec
import structlog

from hub import commands
from hub.accounts.types import Principal
from hub.db import Connection, Database, load_queries
from hub.errors import DomainError
from hub.media import links
from hub.media.actions import Media
from hub.media.answers import Refused, Sound, VoiceAnswer
from hub.media.bounded import ChildLostError, PoolBusyError
from hub.media.objects import Objects
from hub.media.sound.clean import sniff
from hub.media.types import Container, Voice, VoiceInfo
from hub.sealing import SealError
from hub.settings import Settings

log = structlog.get_logger("media")
q = load_queries(__file__, "voices.sql")

VARIANT: Final = "voice"
_ASKS: Final = b"\2"
"""What the child is told: a voice note follows."""


class Heard(NamedTuple):
    """What a link leads to. `left`: seconds the link is still good for."""

    content: bytes
    container: Container
    left: int


async def upload(media: Media, db: Database, principal: Principal, content: bytes, key: str | None) -> Voice:
    """Takes a voice note. `key`: the same key and bytes again give the same one.

    Raises:
        DomainError: `voice.*`; `idempotency.*`; `unavailable`, when store or database is away.
    """
    made = await _clean(media, content)
    async with db.connection() as connection:
        row = await connection.fetchrow(
            q.reserve, principal.district, principal.account, made.container, made.milliseconds,
            len(made.content),
        )  # fmt: skip
    assert row is not None
    await media.objects.put(row["object"], VARIANT, made.content)

    async def show(tx: Connection) -> UUID:
        await tx.execute(q.stored, row["id"])
        reserved: UUID = row["id"]
        return reserved

    if key is None:
        async with db.transaction() as tx:
            voice = await show(tx)
    else:
        asked = commands.command(principal.account, "POST /api/voices", key, content)
        voice = await commands.once(db, asked, UUID, show)
    async with db.connection() as connection:
        if voice != row["id"]:  # sent twice: the first one stands
            await connection.execute(q.erase, row["id"])
        found = await info(connection, voice)
    if found is None:
        raise DomainError("voice.unknown")
    return view(media.settings, found)


async def _clean(media: Media, content: bytes) -> Sound:
    sniff(content)
    try:
        answer = await media.pool.ask(_ASKS + content)
    except PoolBusyError:
        raise DomainError("voice.busy", retry_after=5) from None
    except ChildLostError as error:
        log.warning("a voice note's child was lost", why=error.why, bytes=len(content))
        raise DomainError("voice.broken") from None
    made: VoiceAnswer = msgspec.msgpack.decode(answer, type=VoiceAnswer)
    if isinstance(made, Refused):
        raise DomainError(made.code, retry_after=None, fields=None, **made.params)
    return made.voice


async def attach(tx: Connection, principal: Principal, voice: UUID) -> VoiceInfo:
    """Marks the principal's own loose voice note as referred to.

    Raises:
        DomainError: `voice.unknown`, when it is not there, not theirs, or attached already.
    """
    row = await tx.fetchrow(q.attach, voice, principal.account, principal.district)
    if row is None:
        raise DomainError("voice.unknown")
    return _info(row)


async def info(connection: Connection, voice: UUID) -> VoiceInfo | None:
    """One that can be heard. The caller knows who may hear it."""
    row = await connection.fetchrow(q.voice, voice)
    return _info(row) if row else None


def view(settings: Settings, found: VoiceInfo) -> Voice:
    """With its link, for a client."""
    return Voice(
        id=found.id,
        seconds=found.seconds,
        container=found.container,
        url=links.voice_url(settings, found.id, found.read_at),
        created_at=found.created_at,
    )


async def serve(media: Media, db: Database, voice: UUID, expires: int, signature: str) -> Heard:
    """What a link leads to.

    Raises:
        DomainError: `not_found`, `media.link_expired`, `unavailable`.
    """
    links.check_signature(media.settings, voice, VARIANT, expires, signature)
    async with db.connection() as connection:
        row = await connection.fetchrow(q.served, voice)
    if row is None:
        raise DomainError("not_found")
    left = links.seconds_left(expires, row["now"])
    try:
        content = await media.objects.get(row["object"], VARIANT)
    except SealError:
        log.error("a voice note does not open", voice=str(voice))
        content = None
    if content is None:
        raise DomainError("not_found")
    return Heard(content, row["container"], left)


async def erase(tx: Connection, voice: UUID) -> None:
    """Takes it away: unheard when `tx` commits, deleted from the store seconds later."""
    await tx.execute(q.erase, voice)


async def sweep(db: Database, objects: Objects) -> int:
    """Erases what nobody attached within a day and deletes what is gone; the number deleted. Raises as for photos."""
    async with db.connection() as connection:
        await connection.execute(q.erase_loose)
    return await delete_gone(db, objects)


async def delete_gone(db: Database, objects: Objects) -> int:
    """Deletes from the store what nobody hears any more, objects before rows; the number deleted. Raises as for
    photos."""
    deleted = 0
    while True:
        async with db.connection() as connection:
            batch = await connection.fetch(q.gone)
        if not batch:
            return deleted
        for row in batch:
            await objects.delete(row["object"], (VARIANT,))
        async with db.connection() as connection:
            await connection.execute(q.forget, [row["id"] for row in batch])
        deleted += len(batch)


def _info(row: asyncpg.Record) -> VoiceInfo:
    return VoiceInfo(
        id=row["id"],
        container=row["container"],
        milliseconds=row["milliseconds"],
        bytes=row["bytes"],
        created_at=row["created_at"],
        read_at=row["read_at"],
    )
