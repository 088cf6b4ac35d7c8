"""Rows of calls. Connection first; never commits."""

from uuid import UUID

from hub.db import Connection, load_queries
from hub.tickets.callbacks.types import CallBack, Called, ToCall
from hub.tickets.store import of_row
from hub.tickets.types import Named

q = load_queries(__file__)


async def waiting(
    connection: Connection,
    district: UUID,
    area: UUID,
    tries: int,
    account: UUID,
    after: int | None,
    limit: int,
) -> list[ToCall]:
    rows = await connection.fetch(q.waiting, district, area, tries, account, after, limit)
    return [ToCall(of_row(row), row["why"], row["tries"]) for row in rows]


async def handled(connection: Connection, ticket: UUID, account: UUID) -> bool:
    return bool(await connection.fetchval(q.handled, ticket, account))


async def since_resolved(tx: Connection, ticket: UUID) -> tuple[int, bool]:
    """Tries since it was resolved; whether she has answered since."""
    row = await tx.fetchrow(q.round, ticket)
    assert row is not None
    return row["tries"], row["answered"]


async def add(
    tx: Connection, district: UUID, ticket: UUID, account: UUID, given: CallBack, text: str
) -> None:
    await tx.execute(
        q.add, district, ticket, account, given.reached, given.resolved, given.satisfaction, text
    )
    outcome = {True: "resolved", False: "unresolved", None: "no_answer"}[given.resolved]
    await tx.execute(q.outcome, ticket, outcome)


async def of_ticket(connection: Connection, ticket: UUID) -> list[Called]:
    return [
        Called(
            id=row["id"], at=row["at"], by=Named(row["account"], row["name"]), reached=row["reached"],
            resolved=row["resolved"], satisfaction=row["satisfaction"], text=row["text"],
        )
        for row in await connection.fetch(q.of_ticket, ticket)
    ]  # fmt: skip
