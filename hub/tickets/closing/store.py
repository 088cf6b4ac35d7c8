"""Rows of closing. Connection first; never commits."""

from datetime import datetime
from uuid import UUID

from hub.db import Connection, load_queries

q = load_queries(__file__)


async def evidence(tx: Connection, district: UUID, category: str) -> str:
    wanted: str = await tx.fetchval(q.evidence, district, category)
    return wanted


async def comes_back(tx: Connection, ticket: UUID) -> bool:
    return bool(await tx.fetchval(q.comes_back, ticket))


async def category_name(tx: Connection, district: UUID, category: str, reader: UUID) -> str:
    """In the language of the account `reader`."""
    row = await tx.fetchrow(q.category_names, district, category)
    assert row is not None
    locale = await tx.fetchval(q.locale, reader)
    return str(row["name_en" if locale == "en" else "name"])


async def asked(tx: Connection, ticket: UUID) -> bool:
    """Whether this is the first time since it was resolved."""
    return bool(await tx.fetchval(q.asked, ticket))


async def asked_twice(tx: Connection, ticket: UUID) -> bool:
    """Whether this is the first time ever; the question is open then."""
    if not await tx.fetchval(q.asked_twice, ticket):
        return False
    await tx.execute(q.open_question, ticket)
    return True


async def answer(tx: Connection, ticket: UUID, good: bool) -> None:
    await tx.execute(q.close_question, ticket)
    await tx.execute(q.answer, ticket, good)


async def reopened(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.reopened, ticket)


async def given_to(tx: Connection, ticket: UUID, organisation: UUID) -> None:
    await tx.execute(q.given_to, ticket, organisation)


async def contacted(tx: Connection, ticket: UUID, promised: datetime) -> None:
    await tx.execute(q.contacted, ticket, promised)


async def worded(tx: Connection, ticket: UUID, promised: datetime) -> None:
    await tx.execute(q.worded, ticket, promised)


async def said(tx: Connection, ticket: UUID, done: bool) -> None:
    await tx.execute(q.said, ticket, done)


async def hand(tx: Connection, ticket: UUID, account: UUID) -> None:
    await tx.execute(q.hand, ticket, account)
