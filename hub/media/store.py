"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import asyncpg

from hub.db import Connection, load_queries
from hub.media.answers import Reencoded
from hub.media.quality import notes
from hub.media.types import LookResult, PhotoInfo, Position

q = load_queries(__file__)


class Reserved(NamedTuple):
    id: UUID
    object: UUID


class Served(NamedTuple):
    object: UUID
    now: datetime
    redacted: int


async def reserve(connection: Connection, district: UUID, owner: UUID, made: Reencoded) -> Reserved:
    latitude, longitude = made.position or (None, None)
    row = await connection.fetchrow(
        q.reserve, district, owner, made.width, made.height, len(made.full), latitude, longitude
    )
    assert row is not None
    return Reserved(row["id"], row["object"])


async def stored(connection: Connection, photo: UUID) -> None:
    await connection.execute(q.stored, photo)


async def attach(
    connection: Connection, photos: Sequence[UUID], owner: UUID, district: UUID
) -> list[PhotoInfo]:
    """Those that could be attached, in no order."""
    return [_info(row) for row in await connection.fetch(q.attach, photos, owner, district)]


async def photos_of(connection: Connection, photos: Sequence[UUID]) -> list[PhotoInfo]:
    return [_info(row) for row in await connection.fetch(q.photos_of, photos)]


async def objects_of(connection: Connection, photos: Sequence[UUID]) -> dict[UUID, UUID]:
    return {row["id"]: row["object"] for row in await connection.fetch(q.objects_of, list(photos))}


async def served(connection: Connection, photo: UUID) -> Served | None:
    row = await connection.fetchrow(q.served, photo)
    return Served(row["object"], row["now"], row["redacted"]) if row else None


async def erase(connection: Connection, photos: Sequence[UUID]) -> None:
    await connection.execute(q.erase, photos)


async def erase_loose(connection: Connection) -> None:
    await connection.execute(q.erase_loose)


async def keep(connection: Connection, photos: Sequence[UUID], owner: UUID, time: timedelta) -> None:
    await connection.execute(q.keep, list(photos), owner, time)


async def gone(connection: Connection) -> list[Reserved]:
    return [Reserved(row["id"], row["object"]) for row in await connection.fetch(q.gone)]


async def leftover(connection: Connection, name: UUID, after: timedelta) -> None:
    """Objects under this name are deleted then, unless `taken` comes first."""
    await connection.execute(q.leftover, name, after)


async def redrawn(connection: Connection, photo: UUID, old: UUID, new: UUID, size: int) -> bool:
    """The photo shows the new objects from now on, the old ones are left over; False when it shows others already."""
    if not await connection.fetchval(q.redrawn, photo, old, new, size):
        return False
    await connection.execute(q.taken, new)
    await connection.execute(q.leftover, old, timedelta(0))
    return True


async def leftovers(connection: Connection) -> list[UUID]:
    return [row["object"] for row in await connection.fetch(q.leftovers)]


async def forget_leftovers(connection: Connection, names: Sequence[UUID]) -> None:
    await connection.execute(q.forget_leftovers, names)


async def forget(connection: Connection, photos: Sequence[UUID]) -> None:
    await connection.execute(q.forget, photos)


async def looked(connection: Connection, photo: UUID, found: LookResult) -> UUID | None:
    """Keeps the figures; the owner's account, None when the photo is gone."""
    owner: UUID | None = await connection.fetchval(
        q.looked, photo, found.fingerprint, found.sharpness, found.brightness
    )
    return owner


def _info(row: asyncpg.Record) -> PhotoInfo:
    position = None if row["latitude"] is None else Position(row["latitude"], row["longitude"])
    return PhotoInfo(
        id=row["id"],
        width=row["width"],
        height=row["height"],
        bytes=row["bytes"],
        position=position,
        notes=notes(row["sharpness"], row["brightness"]),
        created_at=row["created_at"],
        read_at=row["read_at"],
        redacted=row["redacted"],
    )
