"""Sealed callers ↔ what staff gave. Connection first; never commits."""

from typing import NamedTuple
from uuid import UUID

from hub.db import Connection, load_queries
from hub.sealing import Sealer

q = load_queries(__file__)

NAME, PHONE = "ticket_callers.name", "ticket_callers.phone"


class Known(NamedTuple):
    """A caller, opened. `told`: the version of the last step they were told of."""

    name: str
    phone: str
    reporter: UUID | None
    told: int

    def __repr__(self) -> str:
        return "Known(…)"


async def settle(
    tx: Connection, ticket: UUID, *, origin: str, filed_by: UUID, reporter: UUID | None, staff_only: bool
) -> None:
    await tx.execute(q.settle, ticket, origin, filed_by, reporter, staff_only)


async def put(tx: Connection, sealer: Sealer, ticket: UUID, district: UUID, name: str, phone: str) -> None:
    await tx.execute(
        q.put, ticket, district,
        sealer.seal(name, column=NAME, row=ticket) if name else None,
        sealer.seal(phone, column=PHONE, row=ticket) if phone else None,
        sealer.blind("phone", phone) if phone else None,
    )  # fmt: skip


async def caller(connection: Connection, sealer: Sealer, ticket: UUID, district: UUID) -> Known | None:
    row = await connection.fetchrow(q.caller, ticket, district)
    if row is None:
        return None
    name = sealer.unseal(row["name"], column=NAME, row=ticket) if row["name"] else ""
    phone = sealer.unseal(row["phone"], column=PHONE, row=ticket) if row["phone"] else ""
    return Known(name, phone, row["reporter"], row["told"])


async def steps(connection: Connection, ticket: UUID, topic: str, after: int) -> list[str]:
    return [row["text"] for row in await connection.fetch(q.steps, ticket, topic, after)]


async def told(tx: Connection, ticket: UUID, version: int) -> None:
    await tx.execute(q.told, ticket, version)
