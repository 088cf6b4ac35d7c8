"""What comes back: places and people; the buildings with the most reports."""

import re
from uuid import UUID

import asyncpg
import msgspec

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.tickets import policy
from hub.tickets.duplicates import store
from hub.tickets.duplicates.types import HotPlace, HotPlaces, Numbered, Repeat, RepeatList
from hub.tickets.types import Named

AGAIN = 3
"""So many reports are something that comes back."""
HOT = 50

_CURSOR = re.compile(r"([0-9]{1,9})[.]([0-9a-f-]{36})[.](.{1,50})", re.DOTALL)


async def places(
    db: Database, principal: Principal, area: UUID | None, days: int, after: str | None, limit: int
) -> RepeatList:
    """Places whose reports come back, in the areas the principal watches.

    Raises:
        DomainError: `not_found` for who watches nothing there, `cursor.invalid`.
    """
    async with db.connection() as connection:
        inside = await _inside(connection, principal, area)
        rows = await store.places(
            connection, principal.district, inside, days, AGAIN, _read(after), limit + 1
        )
        named = await areas.places_of(connection, [row["area"] for row in rows])
    return _page(
        [
            Repeat(
                area=row["area"], place=named[row["area"]].label, group=row["group_name"], count=row["count"],
                open=row["open"], last_at=row["last_at"], tickets=_newest(row),
            )
            for row in rows
        ],
        limit,
    )  # fmt: skip


async def reporters(
    db: Database, principal: Principal, area: UUID | None, days: int, after: str | None, limit: int
) -> RepeatList:
    """People who report the same again, in the areas the principal watches. Raises as `places`."""
    async with db.connection() as connection:
        inside = await _inside(connection, principal, area)
        rows = await store.reporters(
            connection, principal.district, inside, days, AGAIN, _read(after), limit + 1
        )
    return _page(
        [
            Repeat(
                reporter=Named(row["reporter"], row["name"]), category=row["category"], count=row["count"],
                open=row["open"], last_at=row["last_at"], tickets=_newest(row),
            )
            for row in rows
        ],
        limit,
    )  # fmt: skip


async def hot_places(db: Database, principal: Principal, area: UUID | None, days: int) -> HotPlaces:
    """The buildings with the most reports. Raises as `places`."""
    async with db.connection() as connection:
        inside = await _inside(connection, principal, area)
        rows = await store.hot_places(connection, principal.district, inside, days, HOT)
        named = await areas.places_of(connection, [row["area"] for row in rows])
    return HotPlaces([
        HotPlace(
            row["area"], named[row["area"]].label, row["count"], row["open"],
            msgspec.json.decode(row["kinds"], type=dict[str, int]),
        )
        for row in rows
    ])  # fmt: skip


async def _inside(connection: Connection, principal: Principal, area: UUID | None) -> list[UUID]:
    watched = policy.scope(principal).watched
    if not watched or (area is not None and not await store.below(connection, area, watched)):
        raise DomainError("not_found")
    return watched if area is None else [area]


def _newest(row: asyncpg.Record) -> list[Numbered]:
    return [Numbered(*one) for one in zip(row["tickets"], row["numbers"], strict=True)]


def _page(found: list[Repeat], limit: int) -> RepeatList:
    if len(found) <= limit:
        return RepeatList(found, None)
    last = found[limit - 1]
    who = last.area or (last.reporter.id if last.reporter else None)
    return RepeatList(found[:limit], f"{last.count}.{who}.{last.group or last.category}")


def _read(after: str | None) -> tuple[int | None, UUID | None, str | None]:
    if after is None:
        return None, None, None
    match = _CURSOR.fullmatch(after)
    try:
        if match and "\0" not in match[3]:
            return int(match[1]), UUID(match[2]), match[3]
    except ValueError:
        pass
    raise DomainError("cursor.invalid")
