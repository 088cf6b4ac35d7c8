"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from hub.areas.actions import Place
from hub.db import Connection, load_queries
from hub.volunteers.types import (
    CallVolunteers,
    PlaceState,
    VolunteerCall,
    VolunteerHours,
    VolunteerName,
    VolunteerPlace,
)

q = load_queries(__file__)


class Kept(NamedTuple):
    """A call with what only who called may know."""

    call: VolunteerCall
    organisation: UUID | None
    code: str


def _call(row: asyncpg.Record) -> VolunteerCall:
    values = {name: row[name] for name in VolunteerCall.__struct_fields__}
    return VolunteerCall(**values | {"path": tuple(row["path"])})


def _place(row: asyncpg.Record) -> VolunteerPlace:
    return VolunteerPlace(**{name: row[name] for name in VolunteerPlace.__struct_fields__})


async def add(
    tx: Connection, district: UUID, place: Place, given: CallVolunteers, *, title: str, text: str, where: str,
    code: str, by: UUID,
) -> UUID:  # fmt: skip
    identity: UUID = await tx.fetchval(
        q.add, district, title, text, place.ids[-1], list(place.ids), where, given.starts_at, given.ends_at,
        given.seats, given.organisation, code, by,
    )  # fmt: skip
    return identity


async def lock(tx: Connection, district: UUID, call: UUID) -> datetime | None:
    now: datetime | None = await tx.fetchval(q.lock, district, call)
    return now


async def one(connection: Connection, district: UUID, call: UUID) -> Kept | None:
    row = await connection.fetchrow(q.one, district, call)
    return Kept(_call(row), row["organisation"], row["code"]) if row else None


async def touch(tx: Connection, call: UUID) -> None:
    await tx.execute(q.touch, call)


async def cancel(tx: Connection, call: UUID, reason: str) -> None:
    await tx.execute(q.cancel, call, reason)


async def thank(tx: Connection, call: UUID, text: str) -> None:
    await tx.execute(q.thank, call, text)


async def now(connection: Connection) -> datetime:
    moment: datetime = await connection.fetchval(q.now)
    return moment


async def place(connection: Connection, call: UUID, account: UUID) -> VolunteerPlace | None:
    row = await connection.fetchrow(q.place, call, account)
    return _place(row) if row else None


async def tries(connection: Connection, call: UUID, account: UUID) -> int:
    row = await connection.fetchrow(q.place, call, account)
    return row["tries"] if row else 0


async def take(tx: Connection, call: UUID, account: UUID, state: PlaceState) -> None:
    await tx.execute(q.take, call, account, state)


async def leave(tx: Connection, call: UUID, account: UUID) -> None:
    await tx.execute(q.leave, call, account)


async def move_up(tx: Connection, call: UUID) -> UUID | None:
    """Who waits longest has the seat now; None: nobody waits."""
    account: UUID | None = await tx.fetchval(q.move_up, call)
    return account


async def tried(connection: Connection, call: UUID, account: UUID) -> None:
    await connection.execute(q.tried, call, account)


async def come(tx: Connection, call: UUID, account: UUID) -> None:
    await tx.execute(q.come, call, account)


async def was_there(tx: Connection, call: UUID, account: UUID) -> None:
    await tx.execute(q.was_there, call, account)


async def names(connection: Connection, call: UUID) -> list[VolunteerName]:
    return [
        VolunteerName(**{name: row[name] for name in VolunteerName.__struct_fields__})
        for row in await connection.fetch(q.people, call)
    ]


async def coming(
    connection: Connection,
    district: UUID,
    path: Sequence[UUID],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[VolunteerCall]:
    at, identity = after or (None, None)
    rows = await connection.fetch(q.coming, district, list(path), at, identity, limit)
    return [_call(row) for row in rows]


async def of_desk(
    connection: Connection, district: UUID, areas: Sequence[UUID], organisations: Sequence[UUID],
    after: UUID | None, limit: int,
) -> list[VolunteerCall]:  # fmt: skip
    rows = await connection.fetch(q.of_desk, district, list(areas), list(organisations), after, limit)
    return [_call(row) for row in rows]


async def of_account(
    connection: Connection, account: UUID, after: UUID | None, limit: int
) -> list[VolunteerCall]:
    return [_call(row) for row in await connection.fetch(q.of_account, account, after, limit)]


async def places_of(connection: Connection, account: UUID, calls: Sequence[UUID]) -> list[VolunteerPlace]:
    return [_place(row) for row in await connection.fetch(q.places_of, account, list(calls))]


async def hours(connection: Connection, account: UUID) -> VolunteerHours:
    row = await connection.fetchrow(q.hours, account)
    assert row is not None
    return VolunteerHours(**row)
