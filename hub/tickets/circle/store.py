"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, cast
from uuid import UUID

import asyncpg
import msgspec

from hub.db import Connection, load_queries
from hub.tickets.circle.types import Lane, OrganisationFigures, Turn
from hub.tickets.events import TicketChanged, organisation_topic
from hub.tickets.store import of_row
from hub.tickets.types import Ticket

q = load_queries(__file__)

OVER: tuple[Lane, ...] = ("refused", "done")


class LaneRow(NamedTuple):
    """A turn in a lane; `due` and `id` are its place in it."""

    id: UUID
    ticket: UUID
    due: datetime
    lane: Lane
    overdue: bool
    confirmed: bool
    turn: Turn


def _turn(row: asyncpg.Record) -> Turn:
    return Turn(
        organisation=row["organisation"], given_at=row["given_at"], accept_by=row["accept_by"],
        accepted_at=row["accepted_at"], arrive_by=row["arrive_by"], arrived_at=row["arrived_at"],
        finished_at=row["finished_at"], ended_at=row["ended_at"], refused=row["refused"],
    )  # fmt: skip


async def open_turn(tx: Connection, ticket: UUID, organisation: UUID, *, accepted: bool) -> datetime:
    """Until when it must be accepted."""
    accept_by: datetime = await tx.fetchval(q.open_turn, ticket, organisation, accepted)
    return accept_by


async def move_accept(tx: Connection, ticket: UUID) -> datetime | None:
    """Until when it must be accepted now; None when that stays."""
    moved: datetime | None = await tx.fetchval(q.move_accept, ticket)
    return moved


async def end_turn(tx: Connection, ticket: UUID, *, refused: bool) -> None:
    await tx.execute(q.end_turn, ticket, refused)


async def accept(tx: Connection, ticket: UUID, arrive_by: datetime | None = None) -> None:
    await tx.execute(q.accept, ticket, arrive_by)


async def arrive(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.arrive, ticket)


async def finish(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.finish, ticket)


async def mark(tx: Connection, ticket: UUID) -> None:
    """Lets the ticket's `accepted_at` say what its present turn says."""
    await tx.execute(q.mark, ticket)


async def turn(connection: Connection, ticket: UUID) -> Turn | None:
    row = await connection.fetchrow(q.turn, ticket)
    return _turn(row) if row else None


async def lane(
    connection: Connection, organisation: UUID, only: UUID | None, name: Lane,
    after: tuple[datetime, UUID] | None, limit: int,
) -> list[LaneRow]:  # fmt: skip
    query = q.lane_over if name in OVER else q.lane_open
    rows = await connection.fetch(query, organisation, only, name, *(after or (None, None)), limit)
    return [
        LaneRow(
            row["id"], row["ticket"], row["due"], row["lane"], row["overdue"] or row["accept_overdue"],
            row["state"] == "closed" and row["ended_at"] is None, _turn(row),
        )
        for row in rows
    ]  # fmt: skip


async def counts(connection: Connection, organisation: UUID, only: UUID | None) -> dict[Lane, int]:
    row = await connection.fetchrow(q.counts, organisation, only)
    assert row is not None
    return cast(dict[Lane, int], dict(row))


async def tickets(connection: Connection, identities: Sequence[UUID]) -> dict[UUID, Ticket]:
    return {row["id"]: of_row(row) for row in await connection.fetch(q.tickets, identities)}


async def told(
    connection: Connection, organisation: UUID, identities: Sequence[UUID]
) -> dict[UUID, TicketChanged]:
    """What the organisation was told last of each ticket."""
    rows = await connection.fetch(q.told, identities, organisation_topic(organisation))
    return {row["subject"]: msgspec.json.decode(row["text"], type=TicketChanged) for row in rows}


async def figures(connection: Connection, area: UUID, days: int) -> list[OrganisationFigures]:
    rows = await connection.fetch(q.figures, area, timedelta(days=days))
    return [OrganisationFigures(**row) for row in rows]
