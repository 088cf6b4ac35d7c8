"""A log's identity: made when the district is first heard of, replaced when its history is."""

from uuid import UUID

from hub.db import Connection, load_queries

q = load_queries(__file__)


async def ensure_log(conn: Connection, district: UUID) -> None:
    """Makes the district's log if it has none."""
    await conn.execute(q.log_ensure, district)


async def new_epoch(
    conn: Connection, district: UUID, *, unless_changed_from: str | None = None
) -> str | None:
    """Declares the log another one: every client fetches its state again.

    `shequ restore` calls it, and whoever finds a stream or a ring ahead of the table, naming the epoch it
    found so: of several that find it together only the first replaces it; the others get None.
    """
    epoch: str | None = await conn.fetchval(q.log_renew, district, unless_changed_from)
    return epoch
