"""What people do with rosters, and what other rooms ask."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from hub.accounts.types import Principal
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.duty import events, policy, store
from hub.duty.gaps import gaps
from hub.duty.types import Edit, OnDuty, Roster, Shift, UnitsOnDuty
from hub.errors import DomainError


async def on_duty(tx: Connection, unit: UUID, at: datetime | None = None) -> OnDuty | None:
    """Who has the duty of a desk (the id of its area) or of an organisation, now or at a moment."""
    return await store.on_duty(tx, unit, at)


async def roster(db: Database, principal: Principal, unit: UUID) -> Roster:
    """The roster of a unit.

    Raises:
        DomainError: `not_found`, also for who may not know of it.
    """
    async with db.connection() as connection:
        return await _roster(connection, principal, await _known(connection, principal, unit))


async def edit(db: Database, principal: Principal, asked: Command, unit: UUID, given: Edit) -> Roster:
    """Puts these shifts in the place of those that are there.

    Raises:
        DomainError: `not_found`, `forbidden`, `duty.stale`, `duty.shift`, `duty.person`.
    """

    async def act(tx: Connection) -> Roster:
        known = await _known(tx, principal, unit)
        if not policy.may_edit(principal, known.unit.kind, unit, known.path):
            raise DomainError("forbidden")
        await _check(tx, principal.district, given.shifts)
        identity, version = await store.lock(tx, principal.district, known.unit, principal.account)
        if version != (given.version or 0):
            raise DomainError("duty.stale")
        version = await store.replace(tx, identity, given.shifts)
        after = await _roster(tx, principal, known)
        await events.changed(tx, principal.district, known.unit, version)
        return after

    return await once(db, asked, Roster, act)


async def plant(tx: Connection, district: UUID, unit: UUID, shifts: Sequence[Shift]) -> UUID:
    """A roster for the seed; its id."""
    known = await store.unit(tx, unit, district)
    assert known is not None
    identity, _ = await store.lock(tx, district, known.unit, None)
    await store.replace(tx, identity, shifts)
    return identity


async def now(db: Database, principal: Principal) -> UnitsOnDuty:
    """Who has duty right now, of the units that a principal has to do with.

    Raises:
        DomainError: `forbidden`: not staff.
    """
    if principal.kind != "staff":
        raise DomainError("forbidden")
    organisations = [grant.organisation for grant in principal.grants if grant.organisation]
    async with db.connection() as connection:
        return UnitsOnDuty(
            await store.units_on_duty(
                connection, principal.district, policy.areas_of(principal), organisations
            )
        )


async def _known(connection: Connection, principal: Principal, unit: UUID) -> store.Known:
    known = await store.unit(connection, unit, principal.district)
    if known is None or not policy.may_read(principal, known.unit.kind, unit, known.path):
        raise DomainError("not_found")
    return known


async def _check(tx: Connection, district: UUID, shifts: Sequence[Shift]) -> None:
    if any((one.weekday is None) == (one.day is None) or one.person == one.deputy for one in shifts):
        raise DomainError("duty.shift")
    people = {one.person for one in shifts} | {one.deputy for one in shifts if one.deputy}
    if await store.strangers(tx, list(people), district):
        raise DomainError("duty.person")


async def _roster(connection: Connection, principal: Principal, known: store.Known) -> Roster:
    found = await store.roster(connection, known.unit.id)
    views, spans = await store.shifts(connection, found[0]) if found else ([], [])
    return Roster(
        unit=known.unit, id=found[0] if found else None, version=found[1] if found else None, shifts=views,
        now=await store.on_duty(connection, known.unit.id, None),
        gaps=gaps(spans, await store.now(connection)) if found else [],
        people=await store.people(connection, known.unit.id),
        may_edit=policy.may_edit(principal, known.unit.kind, known.unit.id, known.path),
    )  # fmt: skip
