"""QR codes on doors: what is scanned says where one stands."""

import re
import secrets
from typing import Final
from uuid import UUID

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.areas.types import LEVELS
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.home import policy
from hub.home.store import q
from hub.home.types import Door, DoorSheet

LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without l, o, 0, 1: a code can be read out on the phone."""
LENGTH: Final = 10
MOST: Final = 1000
"""Doors on one sheet; the largest estates have some hundred units."""


async def make(db: Database, principal: Principal, asked: Command, area: UUID) -> Door:
    """The code of a door.

    Raises:
        DomainError: `area.unknown`, `home.not_allowed`, `home.no_door` (wider than an estate).
    """

    async def act(tx: Connection) -> Door:
        place = await areas.place(tx, area, principal.district)
        if not policy.may_hang(principal, place.ids):
            raise DomainError("home.not_allowed")
        if LEVELS.index(place.level) < LEVELS.index("estate"):
            raise DomainError("home.no_door")
        code = await tx.fetchval(q.make_door, _fresh(), principal.district, area, principal.account)
        return Door(code=code, area=area, level=place.level, place=place.label)

    return await once(db, asked, Door, act)


async def door(db: Database, code: str) -> Door:
    """Where a code hangs.

    Raises:
        DomainError: `home.door_unknown`; `area.unknown`, when the place has been closed.
    """
    async with db.connection() as connection:
        row = await connection.fetchrow(q.door, code)
        if row is None:
            raise DomainError("home.door_unknown")
        place = await areas.place(connection, row["area"], row["district"])
    return Door(code=row["code"], area=row["area"], level=place.level, place=place.label)


async def sheet(db: Database, principal: Principal, asked: Command, estate: UUID) -> DoorSheet:
    """The codes of an estate, its buildings and units, to be printed; those that hang already stay as they are.

    Raises:
        DomainError: as `make`; `home.no_door` for anything but an estate.
    """

    async def act(tx: Connection) -> DoorSheet:
        place = await areas.place(tx, estate, principal.district)
        if not policy.may_hang(principal, place.ids):
            raise DomainError("home.not_allowed")
        if place.level != "estate":
            raise DomainError("home.no_door")
        lacking = [row["id"] for row in await tx.fetch(q.doors_of, estate, MOST) if row["code"] is None]
        codes = [_fresh() for _ in lacking]
        await tx.execute(q.make_doors, principal.district, principal.account, codes, lacking)
        rows = [row for row in await tx.fetch(q.doors_of, estate, MOST) if row["code"] is not None]
        places = await areas.places_of(tx, [row["id"] for row in rows])
        doors = [
            Door(
                code=row["code"], area=row["id"], level=places[row["id"]].level, place=places[row["id"]].label
            )
            for row in rows
        ]
        return DoorSheet(estate, place.names[-1], sorted(doors, key=_as_one_walks))

    return await once(db, asked, DoorSheet, act)


def _as_one_walks(door: Door) -> list[tuple[int, str]]:
    """The estate, then 1栋, its units, 2栋 …, 10栋."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", door.place)]


def _fresh() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
