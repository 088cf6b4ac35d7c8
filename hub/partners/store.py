"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from hub.db import Connection, load_queries
from hub.partners.types import AskPartner, OfferResource, PartnerAsk, PartnerOffer

q = load_queries(__file__)


class KeptOffer(NamedTuple):
    """An offer with where it is read. `paths`: its areas and all above them."""

    offer: PartnerOffer
    district: UUID
    paths: tuple[UUID, ...]


class KeptAsk(NamedTuple):
    """An ask with who answers it."""

    ask: PartnerAsk
    organisation: UUID


def _offer(row: asyncpg.Record) -> KeptOffer:
    values = {name: row[name] for name in PartnerOffer.__struct_fields__}
    lists = {"areas": tuple(row["areas"]), "area_names": tuple(row["area_names"])}
    return KeptOffer(PartnerOffer(**values | lists), row["district"], tuple(row["paths"]))


def _ask(row: asyncpg.Record) -> KeptAsk:
    values = {name: row[name] for name in PartnerAsk.__struct_fields__}
    return KeptAsk(PartnerAsk(**values | {"path": tuple(row["path"])}), row["organisation"])


async def now(connection: Connection) -> datetime:
    moment: datetime = await connection.fetchval(q.now)
    return moment


async def add(
    tx: Connection, district: UUID, given: OfferResource, paths: Sequence[UUID], *, title: str, text: str,
    unit: str, by: UUID,
) -> UUID:  # fmt: skip
    identity: UUID = await tx.fetchval(
        q.add, district, given.kind, title, text, unit, given.total, given.organisation,
        list(dict.fromkeys(given.areas)), list(paths), given.ends_at, by,
    )  # fmt: skip
    return identity


async def lock(tx: Connection, district: UUID, offer: UUID) -> datetime | None:
    """Takes the row; the transaction's time, or None when there is no such offer."""
    moment: datetime | None = await tx.fetchval(q.lock, district, offer)
    return moment


async def one(connection: Connection, district: UUID, offer: UUID) -> KeptOffer | None:
    row = await connection.fetchrow(q.one, district, offer)
    return _offer(row) if row else None


async def ask_of(connection: Connection, district: UUID, ask: UUID) -> KeptAsk | None:
    row = await connection.fetchrow(q.ask_of, district, ask)
    return _ask(row) if row else None


async def touch(tx: Connection, offer: UUID, ask: UUID | None = None) -> None:
    await tx.execute(q.touch, offer)
    if ask is not None:
        await tx.execute(q.touch_ask, ask)


async def close(tx: Connection, offer: UUID, reason: str) -> list[UUID]:
    """Closes an offer; the asks that waited."""
    await tx.execute(q.close, offer, reason)
    return [row["id"] for row in await tx.fetch(q.refuse_waiting, offer, reason)]


async def ask(
    tx: Connection, offer: UUID, given: AskPartner, path: Sequence[UUID], purpose: str, by: UUID
) -> UUID:
    identity: UUID = await tx.fetchval(
        q.ask, offer, given.area, list(path), purpose, given.wish, given.amount, by
    )
    return identity


async def give(tx: Connection, kept: KeptAsk, amount: int, answer: str) -> bool:
    """Promises so much; False: there is not so much left, nothing is changed."""
    if await tx.fetchval(q.book, kept.ask.offer, amount) is None:
        return False
    await tx.execute(q.give, kept.ask.id, amount, answer)
    return True


async def hand_over(tx: Connection, kept: KeptAsk, note: str) -> None:
    await tx.execute(q.hand_over, kept.ask.id, note)


async def thank(tx: Connection, kept: KeptAsk, text: str) -> None:
    await tx.execute(q.thank, kept.ask.id, text)


async def refuse(tx: Connection, kept: KeptAsk, reason: str) -> None:
    await tx.execute(q.unbook, kept.ask.offer, kept.ask.id)
    await tx.execute(q.refuse, kept.ask.id, reason)


async def withdraw(tx: Connection, kept: KeptAsk) -> None:
    await tx.execute(q.unbook, kept.ask.offer, kept.ask.id)
    await tx.execute(q.withdraw, kept.ask.id)


async def running(
    connection: Connection, district: UUID, path: Sequence[UUID], after: UUID | None, limit: int
) -> list[PartnerOffer]:
    rows = await connection.fetch(q.running, district, list(path), after, limit)
    return [_offer(row).offer for row in rows]


async def of_desk(
    connection: Connection, district: UUID, areas: Sequence[UUID], above: Sequence[UUID],
    organisations: Sequence[UUID], after: UUID | None, limit: int,
) -> list[PartnerOffer]:  # fmt: skip
    rows = await connection.fetch(
        q.of_desk, district, list(areas), list(above), list(organisations), after, limit
    )
    return [_offer(row).offer for row in rows]


async def asks(connection: Connection, offer: UUID, areas: Sequence[UUID], *, every: bool) -> list[KeptAsk]:
    return [_ask(row) for row in await connection.fetch(q.asks, offer, list(areas), every)]


async def asks_by_id(connection: Connection, asks: Sequence[UUID]) -> list[KeptAsk]:
    return [_ask(row) for row in await connection.fetch(q.asks_by_id, list(asks))]
