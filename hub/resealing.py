"""Moves everything that is sealed to the newest key, while the district is served.

How a key is replaced: put a new one at the end of `FIELD_KEYS` of every process, first with a `+` (it opens), then
without (it seals); run `shequ reseal`; when it says that nothing is left, the middle keys may go. The oldest stays:
blind indexes are made with it. Exports keep the key of their day for the 24 hours they live.
"""

from typing import NamedTuple
from uuid import UUID

import asyncpg

from hub.db import load_queries
from hub.errors import DomainError
from hub.media.objects import open_objects
from hub.sealing import Sealer, SealError
from hub.settings import Settings

q = load_queries(__file__, "resealing.sql")

_PAGE = 500


class Resealed(NamedTuple):
    """Fields and photos that were moved, and what did not open under any key we have: `table.column` and id."""

    fields: int
    photos: int
    unopened: list[str]


async def reseal(settings: Settings) -> Resealed:
    """One walk over all. May be stopped and begun again at any time.

    Raises:
        DomainError: `unavailable`.
    """
    sealer = Sealer(settings.keys())
    unopened: list[str] = []
    try:
        owner = await asyncpg.connect(settings.owner_url(), timeout=10)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise DomainError("unavailable", retry_after=5) from error
    try:
        fields = 0
        for row in await owner.fetch(q.columns):
            fields += await _column(owner, sealer, row["table"], row["column"], unopened)

        async def kept(name: UUID) -> bool:
            return bool(await owner.fetchval(q.is_kept, name))

        photos = await open_objects(settings).reseal(kept, unopened)
    finally:
        await owner.close()
    return Resealed(fields, photos, unopened)


async def _column(
    owner: "asyncpg.Connection[asyncpg.Record]",
    sealer: Sealer,
    table: str,
    column: str,
    unopened: list[str],
) -> int:
    place, after, moved = f"{table}.{column}", UUID(int=0), 0
    while rows := await owner.fetch(q.before, table, column, sealer.newest, after, _PAGE):
        for row in rows:
            after = row["id"]
            try:
                fresh = sealer.reseal(row["sealed"], column=place, row=after)
            except SealError:
                unopened.append(f"{place} {after}")
                continue
            # Changed meanwhile: whoever changed it sealed it under the newest key.
            if fresh is not None and await owner.fetchval(
                q.replace, table, column, after, row["sealed"], fresh
            ):
                moved += 1
    return moved
