"""Single-use tickets for the socket, for clients that cannot send a cookie or a header there: 60 s, once.

They lie in PostgreSQL, as hashes: wiping Redis must not allow a replay.
"""

from datetime import timedelta
from uuid import UUID

from hub.accounts.sessions import LONGEST_TOKEN, by_hash, new_token, token_hash
from hub.accounts.store import q
from hub.accounts.types import Principal
from hub.db import Connection

TICKET_SECONDS = 60


async def issue_live_ticket(tx: Connection, session: UUID) -> str:
    """A ticket for the socket of this session."""
    ticket = new_token()
    await tx.execute(q.issue_live_ticket, token_hash(ticket), session, timedelta(seconds=TICKET_SECONDS))
    return ticket


async def redeem_live_ticket(conn: Connection, ticket: str) -> Principal | None:
    """Uses up a ticket; None when it was used, ran out, or its session is over."""
    if not 0 < len(ticket) <= LONGEST_TOKEN:
        return None
    digest = await conn.fetchval(q.redeem_live_ticket, token_hash(ticket))
    if digest is None:
        return None
    return (await by_hash(conn, [digest])).get(digest)
