"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg

from hub.areas import actions as areas
from hub.areas.actions import Place
from hub.areas.types import Level
from hub.db import Connection, load_queries
from hub.tickets.pool.types import DeskOffer, Offer, OfferState
from hub.tickets.types import Named, Ticket

q = load_queries(__file__)

FINEST: Level = "building"


class Row(NamedTuple):
    """An offer with what only the hub knows of it."""

    id: UUID
    ticket: UUID
    organisations: tuple[UUID, ...]
    desk: UUID
    state: OfferState
    taken_by: UUID | None
    organisation: UUID | None
    record: asyncpg.Record


def _row(record: asyncpg.Record) -> Row:
    return Row(
        record["id"], record["ticket"], tuple(record["organisations"]), record["desk"], record["state"],
        record["taken_by"], record["organisation"], record,
    )  # fmt: skip


def _offer(record: asyncpg.Record, category: str, urgent: bool, place: Place) -> Offer:
    return Offer(
        id=record["id"], state=record["state"], category=category, text=record["text"], place=place.label,
        area=place.ids[-1], urgent=urgent, offered_at=record["offered_at"], since=record["since"],
    )  # fmt: skip


async def add(tx: Connection, ticket: Ticket, organisations: Sequence[UUID], text: str) -> None:
    await tx.execute(q.add, ticket.path[0], ticket.id, list(organisations), ticket.holder.id, text)


async def alive(connection: Connection, ticket: UUID) -> Row | None:
    record = await connection.fetchrow(q.alive, ticket)
    return _row(record) if record else None


async def one(connection: Connection, offer: UUID, district: UUID) -> Row | None:
    record = await connection.fetchrow(q.one, offer, district)
    return _row(record) if record else None


async def take(tx: Connection, offer: UUID, account: UUID, organisation: UUID) -> None:
    await tx.execute(q.take, offer, account, organisation)


async def put(tx: Connection, offer: UUID, state: OfferState) -> None:
    await tx.execute(q.put, offer, state)


async def mark(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.mark, ticket)


async def shown(connection: Connection, row: Row, ticket: Ticket) -> Offer:
    """The offer as the pool shows it."""
    place = (await areas.places_of(connection, [ticket.area]))[ticket.area].above(FINEST)
    return _offer(row.record, ticket.category, ticket.urgent, place)


async def open_for(
    connection: Connection, organisations: Sequence[UUID], after: UUID | None, limit: int
) -> list[Offer]:
    records = await connection.fetch(q.open_for, list(organisations), after, limit)
    places = await areas.places_of(connection, [record["area"] for record in records])
    return [
        _offer(record, record["category"], record["urgent"], places[record["area"]].above(FINEST))
        for record in records
    ]


async def of_ticket(connection: Connection, ticket: UUID) -> list[DeskOffer]:
    records = await connection.fetch(q.of_ticket, ticket)
    places = await areas.places_of(connection, [record["area"] for record in records])
    return [
        DeskOffer(
            id=record["id"], state=record["state"], category=record["category"], text=record["text"],
            place=places[record["area"]].above(FINEST).label, area=places[record["area"]].above(FINEST).ids[-1],
            urgent=record["urgent"], offered_at=record["offered_at"], since=record["since"],
            organisations=[
                Named(one, name) for one, name in zip(record["organisations"], record["names"], strict=True)
            ],
            taken_by=Named(record["taken_by"], record["taken_by_name"]) if record["taken_by"] else None,
            organisation=record["organisation"],
        )
        for record in records
    ]  # fmt: skip
