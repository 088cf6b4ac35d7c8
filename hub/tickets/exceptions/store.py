"""Rows of requests. Connection first; never commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from hub.db import Connection, load_queries
from hub.tickets.exceptions.types import Ask, Kind, Request, RequestState
from hub.tickets.types import Named, Promise

q = load_queries(__file__)


class Open(NamedTuple):
    """A request that waits for a word."""

    id: UUID
    kind: Kind
    reason: str
    more: Promise | None
    asked_by: UUID


async def ask(
    tx: Connection, district: UUID, ticket: UUID, given: Ask, reason: str, account: UUID, unit: str
) -> None:
    more = given.more
    await tx.execute(
        q.ask, district, ticket, given.kind, reason, more.amount if more else None, more.unit if more else None,
        account, unit,
    )  # fmt: skip
    await tx.execute(q.mark, ticket, given.kind)


async def open_request(tx: Connection, ticket: UUID) -> Open | None:
    row = await tx.fetchrow(q.open, ticket)
    return Open(row["id"], row["kind"], row["reason"], _more(row), row["asked_by"]) if row else None


async def kind(tx: Connection, district: UUID, ticket: UUID, request: UUID) -> Kind | None:
    found: Kind | None = await tx.fetchval(q.kind, district, ticket, request)
    return found


async def decide(
    tx: Connection,
    request: UUID,
    state: RequestState,
    account: UUID,
    answer: str,
    due: datetime | None = None,
) -> None:
    await tx.execute(q.decide, request, state, account, answer, due)


async def unmark(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.mark, ticket, None)


async def withdraw(tx: Connection, ticket: UUID) -> None:
    if await tx.fetchval(q.withdraw, ticket):
        await unmark(tx, ticket)


async def extend(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.extend, ticket)


async def hang(tx: Connection, ticket: UUID) -> datetime:
    until: datetime = await tx.fetchval(q.hang, ticket)
    return until


async def take_up(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.take_up, ticket)


async def exclude(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.exclude, ticket)


async def of_ticket(connection: Connection, ticket: UUID) -> list[Request]:
    return [_request(row) for row in await connection.fetch(q.of_ticket, ticket)]


async def waiting(
    connection: Connection,
    district: UUID,
    account: UUID,
    areas: Sequence[UUID],
    after: UUID | None,
    limit: int,
) -> list[Request]:
    rows = await connection.fetch(q.waiting, district, account, list(areas), after, limit)
    return [_request(row) for row in rows]


def _more(row: asyncpg.Record) -> Promise | None:
    return Promise(row["amount"], row["unit"]) if row["amount"] else None


def _request(row: asyncpg.Record) -> Request:
    return Request(
        id=row["id"], ticket=row["ticket"], number=row["number"], place=row["place"], kind=row["kind"],
        reason=row["reason"], more=_more(row), asked_by=Named(row["asked_by"], row["asked_name"]),
        asked_unit=row["asked_unit"], asked_at=row["asked_at"], state=row["state"],
        decided_by=Named(row["decided_by"], row["decided_name"]) if row["decided_by"] else None,
        decided_at=row["decided_at"], answer=row["answer"], due=row["due"],
    )  # fmt: skip
