"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from uuid import UUID

from hub.db import Connection, load_queries
from hub.routing.types import Reason

q = load_queries(__file__)


async def flag(tx: Connection, ticket: UUID, skipped: Sequence[tuple[UUID, Reason]]) -> None:
    if skipped:
        await tx.executemany(q.flag, [(rule, ticket, reason) for rule, reason in skipped])
