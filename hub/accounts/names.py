"""How staff are called: for presence, which travels as ids."""

from collections.abc import Sequence
from uuid import UUID

from hub.accounts.store import q
from hub.db import Connection


async def staff_names(conn: Connection, district: UUID, accounts: Sequence[UUID]) -> dict[UUID, str]:
    """The names of those who are staff of the district; others are left out."""
    return {row["id"]: row["name"] for row in await conn.fetch(q.staff_names, district, list(accounts))}
