"""Commands that may be sent twice and act once.

A command is an HTTP request that changes something, with an `Idempotency-Key`. `once` runs its action in one
transaction together with the row that remembers the answer, so that only committed answers are ever replayed:
the same key and body again → the first answer; the same key with another body → 409; while the first is
still in flight → 409 with Retry-After.
"""

import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias, TypeVar
from uuid import UUID

import asyncpg
import msgspec

from hub import tracing
from hub.db import Connection, Database, load_queries
from hub.errors import DomainError

q = load_queries(__file__, "commands.sql")
T = TypeVar("T")

outcomes: Counter[str] = Counter()
"""How often a command of this process was not new: `replayed`, `in_flight`, `mismatch`; `hub.metrics` reads it."""

Action: TypeAlias = Callable[[Connection], Awaitable[T]]


class Around(Protocol):
    """What belongs to a command beside its action, in the same transaction: `before` may refuse it; `after` comes when
    the action has done everything."""

    async def before(self, tx: Connection) -> None: ...

    async def after(self, tx: Connection, answer: object) -> None: ...


class Command(msgspec.Struct, frozen=True):
    """Who asks for what, once: `route` is the method and path, `fingerprint` the sha256 of the body. `draft`: what
    was kept while it was written (`hub.desk`); it goes in the same transaction. `around`: for who acts for another."""

    account: UUID
    route: str
    key: str
    fingerprint: bytes
    draft: str = ""
    around: Around | None = None


def command(
    account: UUID, route: str, key: str | None, body: bytes, draft: str = "", around: Around | None = None
) -> Command:
    """Makes a command from a request.

    Raises:
        DomainError: `idempotency.missing`, `idempotency.invalid`.
    """
    if not key:
        raise DomainError("idempotency.missing")
    if len(key) > 100 or not all("!" <= letter <= "~" for letter in key):
        raise DomainError("idempotency.invalid")
    return Command(account, route, key, hashlib.sha256(body).digest(), draft, around)


def part(asked: Command, name: object) -> Command:
    """One of several commands that a command is made of: done once, however often the whole is sent."""
    key = hashlib.sha256(f"{asked.key}\n{name}".encode()).hexdigest()
    return Command(asked.account, asked.route, key, asked.fingerprint, around=asked.around)


async def answered(db: Database, asked: Command, answer_type: type[T]) -> T | None:
    """The answer of a command that has been committed before.

    Raises:
        DomainError: `idempotency.mismatch`.
    """
    async with db.connection() as connection:
        row = await connection.fetchrow(q.answered, asked.account, asked.route, asked.key)
    if row is None:
        return None
    if row["fingerprint"] != asked.fingerprint:
        outcomes["mismatch"] += 1
        raise DomainError("idempotency.mismatch")
    outcomes["replayed"] += 1
    return msgspec.json.decode(row["answer"], type=answer_type)


async def once(db: Database, asked: Command, answer_type: type[T], action: Action[T]) -> T:
    """Runs `action` in a transaction, once for each command, and gives its answer.

    Raises:
        DomainError: `idempotency.mismatch`, `idempotency.in_flight`; whatever the action raises (nothing is
            kept then: the same key may try again).
    """
    with tracing.span("command"):
        return await _once(db, asked, answer_type, action)


async def _once(db: Database, asked: Command, answer_type: type[T], action: Action[T]) -> T:
    try:
        async with db.transaction() as tx:
            if await tx.fetchval(q.claim, asked.account, asked.route, asked.key, asked.fingerprint):
                if asked.around is not None:
                    await asked.around.before(tx)
                answer = await action(tx)
                if asked.around is not None:
                    await asked.around.after(tx, answer)
                encoded = msgspec.json.encode(answer)
                await tx.execute(q.answer, asked.account, asked.route, asked.key, encoded)
                if asked.draft:
                    await tx.execute(q.drop_draft, asked.account, asked.draft)
                return answer
    except asyncpg.LockNotAvailableError:
        outcomes["in_flight"] += 1
        raise DomainError("idempotency.in_flight", retry_after=1) from None
    # A new statement, a new snapshot: the twin that we waited for has committed by now.
    given = await answered(db, asked, answer_type)
    if given is None:
        outcomes["in_flight"] += 1
        # The twin rolled back between our two statements; the client tries again.
        raise DomainError("idempotency.in_flight", retry_after=1)
    return given


async def sweep(db: Database) -> None:
    """Forgets answers older than a day."""
    async with db.connection() as connection:
        await connection.execute(q.sweep)
