"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import asyncpg
import msgspec

from hub.accounts.types import Acting, Principal
from hub.db import Connection, load_queries
from hub.family.types import FamilyAct, FamilyMandate
from hub.sealing import Sealer

q = load_queries(__file__)

PHONE = "family_mandates.phone"


def of_row(row: asyncpg.Record) -> FamilyMandate:
    """A mandate as she and staff see it; until she agreed under the name that the child wrote."""
    return FamilyMandate(
        id=row["id"], version=row["version"], state=row["state"], child=row["child"], child_name=row["child_name"],
        parent=row["parent"], parent_name=(row["parent_name"] if row["agreed_at"] else None) or row["name"],
        tie=row["tie"], purpose=row["purpose"], until=row["until"], asked_at=row["asked_at"],
        agreed_at=row["agreed_at"], agreed_way=row["agreed_way"], evidence=row["evidence"],
        ended_at=row["ended_at"], ending=row["ending"],
    )  # fmt: skip


def act_of_row(row: asyncpg.Record) -> FamilyAct:
    return FamilyAct(
        id=row["id"], mandate=row["mandate"], what=row["what"], subject=row["subject"], number=row["number"],
        at=row["at"],
    )  # fmt: skip


async def acting(connection: Connection, principal: Principal, parent: UUID) -> Principal | None:
    """The principal that `principal` becomes when it acts for `parent`; None without a mandate that stands."""
    if principal.kind != "resident" or principal.acting is not None:
        return None
    row = await connection.fetchrow(q.acting, principal.account, parent, principal.district)
    if row is None:
        return None
    who = Acting(row["id"], principal.account, row["child_name"], row["tie"])
    return msgspec.structs.replace(
        principal, account=row["parent"], name=row["name"], practice=row["practice"], grants=(), acting=who
    )


async def add(
    tx: Connection, sealer: Sealer, *, district: UUID, child: UUID, parent: UUID | None, name: str, phone: str,
    index: bytes, tie: str, purpose: str, until: object, code: bytes, lifetime: timedelta, identity: UUID,
) -> bool:  # fmt: skip
    sealed = sealer.seal(phone, column=PHONE, row=identity)
    return (
        await tx.fetchval(
            q.add, identity, district, child, parent, name, sealed, index, tie, purpose, until, code, lifetime
        )
        is not None
    )


async def one(connection: Connection, district: UUID, identity: UUID) -> FamilyMandate | None:
    row = await connection.fetchrow(q.one, identity, district)
    return of_row(row) if row else None


async def homes(connection: Connection, account: UUID | None) -> list[tuple[UUID, ...]]:
    """Paths of where an account lives."""
    if account is None:
        return []
    return [tuple(row["path"]) for row in await connection.fetch(q.areas_of, account)]


async def within(
    connection: Connection, district: UUID, areas: Sequence[UUID], after: UUID | None, limit: int
) -> list[FamilyMandate]:
    rows = await connection.fetch(q.within, district, list(areas), after, limit)
    return [of_row(row) for row in rows]
