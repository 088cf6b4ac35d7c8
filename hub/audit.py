"""The audit log: who saw or changed what of whom. Append-only, hash-chained, one chain a district.

`record(tx, …)` goes into the transaction that does the thing, after its row locks and before
`events.append`, at the same place everywhere: it holds the district's chain until the commit. The database
function behind it chooses number, time and hash; the serving role can neither insert, change nor delete.

`verify` walks a chain and names the first entry that was altered, removed or slipped in. A cut-off end shows
only against a head noted elsewhere, so `verify` returns the head and takes one to expect.

Details are ids, names of fields and counts: never a phone number, an ID number or a free text.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec

from hub.db import Connection, Database, load_queries
from hub.errors import DomainError
from hub.settings import Settings

q = load_queries(__file__, "audit.sql")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Verdict(msgspec.Struct, frozen=True):
    """What a walk over a chain found: how many entries are whole, the head, and the first broken entry."""

    entries: int
    head: bytes
    broken: int | None = None
    reason: str | None = None


async def require_append_only(connection: Connection) -> None:
    """Nothing is served by a role that could rewrite what it did.

    Raises:
        DomainError: `audit.writable`.
    """
    if await connection.fetchval(q.audit_is_ours):
        raise DomainError("audit.writable")


async def record(
    tx: Connection,
    *,
    district: UUID,
    actor: UUID | None,
    action: str,
    subject: UUID | None,
    detail: Mapping[str, object] | None = None,
) -> int:
    """Appends an entry and returns its number.

    `action` is dotted (`"residence.verified"`), `actor` is None for the command line and the system itself.
    """
    text = msgspec.json.encode(dict(detail or {})).decode()
    number: int = await tx.fetchval(q.audit_append, district, actor, action, subject, text)
    return number


async def verify(conn: Connection, district: UUID, *, expect_head: bytes | None = None) -> Verdict:
    """Walks the chain of a district from its first entry. The connection must be in a transaction."""
    head, number = b"", 0
    async for row in conn.cursor(q.audit_entries, district, prefetch=1000):
        if row["number"] != number + 1:
            return Verdict(number, head, number + 1, "missing")
        if _hash(head, district, row) != row["hash"]:
            return Verdict(number, head, row["number"], "altered")
        head, number = row["hash"], row["number"]
    if expect_head is not None and head != expect_head:
        if await conn.fetchval(q.audit_has_hash, district, expect_head):
            return Verdict(number, head)  # it grew since that head was noted
        return Verdict(number, head, number + 1, "cut off")
    return Verdict(number, head)


async def verify_all(settings: Settings, noted: Iterable[str] = ()) -> list[tuple[UUID, Verdict]]:
    """The chain of every district, as `shequ audit verify` prints them. `noted`: lines of an earlier run.

    Raises:
        DomainError: `unavailable`, or a line is none of ours.
    """
    try:
        heads = {
            UUID(words[0]): bytes.fromhex(words[2]) for words in (line.split() for line in noted) if words
        }
    except (ValueError, IndexError):
        raise DomainError("input.invalid", fields={"noted": "input.invalid"}) from None
    db = await Database.open(settings.database_url, max_size=1)
    try:
        async with db.transaction() as tx:
            districts = {row["district"] for row in await tx.fetch(q.audit_districts)} | heads.keys()
            return [(one, await verify(tx, one, expect_head=heads.get(one))) for one in sorted(districts)]
    finally:
        await db.close()


def _hash(previous: bytes, district: UUID, row: asyncpg.Record) -> bytes:
    """What `audit_append` in 0003_accounts.sql computes."""
    fields = (
        district,
        row["number"],
        (row["at"] - _EPOCH) // timedelta(microseconds=1),
        row["actor"] or "",
        row["action"],
        row["subject"] or "",
        row["detail"],
    )
    return hashlib.sha256(previous + "\x1f".join(map(str, fields)).encode()).digest()
