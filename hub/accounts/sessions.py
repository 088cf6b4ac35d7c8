"""Sessions: opaque 256-bit tokens, of which only the sha256 is stored.

A session slides with use and ends unused: residents after 30 days, at the latest after 180; staff after 12
hours, at the latest after 24 (NIST 800-63B: sign in once a day at this level). The slide is written at most
once in five minutes.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from hub.accounts.store import q
from hub.accounts.types import Grant, Kind, Principal, Transport
from hub.db import Connection

LONGEST_TOKEN = 100  # characters; ours have 43


class Lifetime(NamedTuple):
    """Over when unused for `idle`, and whatever happens after `whole`."""

    idle: timedelta
    whole: timedelta


LIFETIMES: dict[Kind, Lifetime] = {
    "resident": Lifetime(timedelta(days=30), timedelta(days=180)),
    "staff": Lifetime(timedelta(hours=12), timedelta(hours=24)),
}

_grants = msgspec.json.Decoder(tuple[Grant, ...])


class Started(NamedTuple):
    """A fresh session; the token exists only here and at the client. `seconds`: until it ends at the latest."""

    id: UUID
    token: str
    expires_at: datetime
    seconds: int


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def start(
    tx: Connection, district: UUID, account: UUID, kind: Kind, transport: Transport, *, binding: bool = False
) -> Started:
    """Begins a session. `binding`: one that may do nothing but bind a second factor."""
    token = new_token()
    life = LIFETIMES[kind]
    await tx.execute(q.forget_sessions, account)
    row = await tx.fetchrow(
        q.start_session, district, account, token_hash(token), transport, life.idle, life.whole, binding
    )
    assert row is not None
    return Started(row["id"], token, row["expires_at"], int(life.whole.total_seconds()))


async def start_opened(tx: Connection, opener: UUID) -> Started | None:
    """Begins a page's session with a ticket of `opener`; None when that one is over."""
    token = new_token()
    row = await tx.fetchrow(q.start_opened, opener, token_hash(token))
    return None if row is None else Started(row["id"], token, row["expires_at"], row["seconds"])


async def end(tx: Connection, session: UUID) -> list[UUID]:
    """Ends one session and the pages' sessions that it opened; which, none when it was over already."""
    if await tx.fetchrow(q.end_session, session) is None:
        return []
    return [session, *[row["id"] for row in await tx.fetch(q.end_opened, session)]]


async def bound(tx: Connection, session: UUID, account: UUID) -> None:
    """A second factor was bound in this session: it is whole now, and the account's others end."""
    await tx.execute(q.bound, session)
    await tx.execute(q.end_other_sessions, account, session)


async def end_all(tx: Connection, account: UUID) -> None:
    """Ends all sessions of an account."""
    await tx.execute(q.end_sessions, account)


async def principals(conn: Connection, tokens: Sequence[str]) -> dict[str, Principal]:
    """Who is behind each token, in one query; a token that is unknown, ended or expired is left out."""
    hashes = {token_hash(token): token for token in tokens if 0 < len(token) <= LONGEST_TOKEN}
    if not hashes:
        return {}
    found = await by_hash(conn, list(hashes))
    return {hashes[digest]: principal for digest, principal in found.items()}


async def by_hash(conn: Connection, hashes: list[bytes]) -> dict[bytes, Principal]:
    """The same by token hash, for who holds no token."""
    return {row["token_hash"]: _principal(row) for row in await _look(conn, hashes, [])}


async def by_session(conn: Connection, sessions: Sequence[UUID]) -> dict[UUID, Principal]:
    """The same by session: who is behind it now; one that has ended is left out."""
    return {row["session"]: _principal(row) for row in await _look(conn, [], sessions)}


async def _look(conn: Connection, hashes: Sequence[bytes], sessions: Sequence[UUID]) -> list[asyncpg.Record]:
    try:
        return await conn.fetch(q.principals, hashes, sessions, True)
    except asyncpg.DiskFullError:  # nothing can be written, and reading goes on
        return await conn.fetch(q.principals, hashes, sessions, False)


def _principal(row: asyncpg.Record) -> Principal:
    return Principal(
        account=row["account"],
        session=row["session"],
        district=row["district"],
        kind=row["kind"],
        name=row["name"],
        practice=row["practice"],
        locale=row["locale"],
        grants=_grants.decode(row["grants"]) if row["grants"] else (),
        expires_at=row["expires_at"],
        binding=row["binding"],
    )
