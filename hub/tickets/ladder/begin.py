"""Setting the first rung; apart from climbing, which takes steps itself."""

from uuid import UUID

from hub.db import Connection, load_queries

q = load_queries(__file__)

LADDER = "ladder"


async def begin(tx: Connection, ticket: UUID) -> None:
    """From the first rung on."""
    await tx.execute(q.begin, ticket)
