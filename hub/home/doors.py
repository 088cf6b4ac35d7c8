"""QR codes on doors: what is scanned says where one stands."""

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
from hub.home.types import Door

LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without l, o, 0, 1: a code can be read out on the phone."""
LENGTH: Final = 10


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
        fresh = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        code = await tx.fetchval(q.make_door, fresh, principal.district, area, principal.account)
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
