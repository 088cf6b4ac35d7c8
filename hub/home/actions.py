"""What is shown where, and changing it. A public action owns the transaction."""

from typing import Final
from uuid import UUID

from hub import audit
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.events.append import Draft, append_many
from hub.home import policy, store
from hub.home.types import HomeChanged, PutSection, Section, Sections

CHANGED: Final = "home.changed"


async def shown(db: Database, area: UUID) -> Sections:
    """What residents of an area see.

    Raises:
        DomainError: `area.unknown`.
    """
    async with db.connection() as connection:
        found = await store.sections(connection, (await areas.area(connection, area)).path)
    return Sections([one for one in found if one.state != "hidden"])


async def every(db: Database, principal: Principal, area: UUID) -> Sections:
    """All of an area, hidden ones too, each with whose row it is.

    Raises:
        DomainError: `area.unknown`, `home.not_allowed`.
    """
    async with db.connection() as connection:
        return Sections(await store.sections(connection, await _path(connection, principal, area)))


async def put(
    db: Database, principal: Principal, asked: Command, area: UUID, key: str, given: PutSection
) -> Sections:
    """Shows a section as this area wants it.

    Raises:
        DomainError: `area.unknown`, `home.not_allowed`, `home.unknown` (no such section), `home.no_address`.
    """
    if given.state == "open" and not given.address:
        raise DomainError("home.no_address")

    async def act(tx: Connection) -> Sections:
        path = await _path(tx, principal, area)
        await _known(tx, path, key)
        await store.put(tx, area, key, given, principal.account)
        return await _told(tx, principal, area, path, key)

    return await once(db, asked, Sections, act)


async def drop(db: Database, principal: Principal, asked: Command, area: UUID, key: str) -> Sections:
    """Shows it as the area above does. Raises as `put`."""

    async def act(tx: Connection) -> Sections:
        path = await _path(tx, principal, area)
        await _known(tx, path, key)
        await store.drop(tx, area, key)
        return await _told(tx, principal, area, path, key)

    return await once(db, asked, Sections, act)


async def _path(connection: Connection, principal: Principal, area: UUID) -> tuple[UUID, ...]:
    path = (await areas.place(connection, area, principal.district)).ids
    if not policy.may_change(principal, path):
        raise DomainError("home.not_allowed")
    return path


async def _known(connection: Connection, path: tuple[UUID, ...], key: str) -> Section:
    for one in await store.sections(connection, path):
        if one.key == key:
            return one
    raise DomainError("home.unknown")


async def _told(
    tx: Connection, principal: Principal, area: UUID, path: tuple[UUID, ...], key: str
) -> Sections:
    await audit.record(
        tx, district=path[0], actor=principal.account, action="home.changed", subject=None,
        detail={"area": area, "key": key},
    )  # fmt: skip
    after = Sections(await store.sections(tx, path))
    await append_many(
        tx, path[0], [Draft(CHANGED, area, area, [f"public/{path[0]}/home"], HomeChanged(area), ())]
    )
    return after
