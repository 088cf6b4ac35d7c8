"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import asyncpg
import msgspec

from hub.areas.types import Area, AreaDetail, AreaName, Level, Organisation, OrganisationKind
from hub.db import Connection, load_queries

q = load_queries(__file__)


def _area(row: asyncpg.Record) -> Area:
    return Area(id=row["id"], level=row["level"], name=row["name"], path=tuple(row["path"]), code=row["code"])


def _detail(row: asyncpg.Record) -> AreaDetail:
    ancestors = msgspec.json.decode(row["ancestors"] or "[]", type=list[AreaName])
    return AreaDetail(
        id=row["id"], level=row["level"], name=row["name"], path=tuple(row["path"]), code=row["code"],
        ancestors=ancestors,
    )  # fmt: skip


async def by_id(connection: Connection, area: UUID) -> AreaDetail | None:
    row = await connection.fetchrow(q.by_id, area)
    return _detail(row) if row else None


async def children(connection: Connection, parent: UUID | None) -> list[Area]:
    rows = await (connection.fetch(q.children, parent) if parent else connection.fetch(q.districts))
    return [_area(row) for row in rows]


async def search(
    connection: Connection, district: UUID, levels: Sequence[Level], words: str, limit: int
) -> list[AreaDetail]:
    return [_detail(row) for row in await connection.fetch(q.search, district, list(levels), words, limit)]


async def child_named(connection: Connection, parent: UUID, names: Sequence[str]) -> UUID | None:
    found: UUID | None = await connection.fetchval(q.child_named, parent, list(names))
    return found


async def path_of(connection: Connection, area: UUID) -> asyncpg.Record | None:
    return await connection.fetchrow(q.path_of, area)


async def paths_of(connection: Connection, areas: Sequence[UUID]) -> list[asyncpg.Record]:
    return list(await connection.fetch(q.paths_of, list(areas)))


async def organisations_serving(
    connection: Connection, area: UUID, kind: OrganisationKind | None, inside: bool
) -> list[Organisation]:
    rows = await connection.fetch(q.organisations_serving, area, kind, inside)
    return [Organisation(row["id"], row["kind"], row["name"], list(row["duties"])) for row in rows]


async def organisation(connection: Connection, identity: UUID, district: UUID) -> Organisation | None:
    row = await connection.fetchrow(q.organisation_by_id, identity)
    if row is None or row["district"] != district:
        return None
    return Organisation(row["id"], row["kind"], row["name"], list(row["duties"]))


async def add_area(tx: Connection, parent: UUID | None, level: Level, name: str) -> UUID:
    identity: UUID = await tx.fetchval(q.add_area, parent, level, name)
    return identity


async def add_areas(tx: Connection, parent: UUID, level: Level, names: Sequence[str]) -> None:
    await tx.execute(q.add_areas, parent, level, list(names))


async def add_code(tx: Connection, area: UUID, code: str, valid_from: date) -> None:
    await tx.execute(q.add_code, area, code, valid_from)


async def add_organisation(
    tx: Connection,
    district: UUID,
    kind: OrganisationKind,
    name: str,
    duties: Sequence[str],
    serves: Sequence[UUID],
) -> UUID:
    identity: UUID = await tx.fetchval(q.add_organisation, district, kind, name, list(duties))
    await tx.executemany(q.serve, [(identity, area) for area in serves])
    return identity
