"""What happens to a ticket when a time comes: warnings, the ladder, reviews, asking again.

`put` and `cancel` belong to a step's transaction. `Watch` finds what is due by PostgreSQL's clock and has it done:
each timer in a transaction of its own, under its ticket's row lock and after the row of the timer is gone, so that
it happens once, however many hubs look. What fails is tried again later, with an ever longer pause; nothing is
dropped.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

import msgspec
import structlog

from hub.db import Connection, Database, load_queries
from hub.errors import DomainError
from hub.rounds import rounds
from hub.sealing import Sealer

q = load_queries(__file__, "timers.sql")
log = structlog.get_logger("tickets")

PAGE = 50
LOOK = 1.0
"""Seconds between looks: warnings and ladders count in minutes."""


class Timer(NamedTuple):
    """What is due. `params`: what `put` was given, as JSON."""

    ticket: UUID
    kind: str
    district: UUID
    due_at: datetime
    params: Mapping[str, Any]


class Context(NamedTuple):
    """What a handler may need beyond its transaction. `present`: whether an account has a ticket open now, in any
    hub process."""

    sealer: Sealer
    present: Callable[[UUID, UUID], bool] = lambda ticket, account: False


Handler: TypeAlias = Callable[[Connection, Context, Timer], Awaitable[None]]


async def put(
    tx: Connection, ticket: UUID, kind: str, due_at: datetime, params: Mapping[str, object] | None = None
) -> None:
    """Sets the ticket's timer of a kind; one that is set already moves."""
    await tx.execute(q.put, ticket, kind, due_at, msgspec.json.encode(params or {}).decode())


async def cancel(tx: Connection, ticket: UUID, *kinds: str) -> None:
    """What is no longer wanted."""
    await tx.execute(q.cancel, ticket, list(kinds))


class Watch:
    """Does what is due; one in every hub process."""

    def __init__(
        self, db: Database, district: UUID, context: Context, handlers: Mapping[str, Handler]
    ) -> None:
        self.db = db
        self.district = district
        self.context = context
        self.handlers = handlers
        self.done: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()

    async def run(self) -> None:
        """Looks until cancelled, through every loss of PostgreSQL."""
        await rounds("timers", self.look, LOOK)

    async def look(self) -> bool:
        """Does one page of what is due; whether there may be more."""
        async with self.db.connection() as connection:
            rows = await connection.fetch(q.due, self.district, list(self.handlers), PAGE)
        for row in rows:
            timer = Timer(
                row["ticket"], row["kind"], self.district, row["due_at"], msgspec.json.decode(row["params"])
            )
            try:
                await self._do(timer)
            except DomainError as error:
                if error.code == "unavailable":
                    raise
                await self._put_off(timer, error)
            except Exception as error:
                await self._put_off(timer, error)
        return len(rows) == PAGE

    async def _do(self, timer: Timer) -> None:
        async with self.db.transaction() as tx:
            # The ticket's row first, as every step does: two who want both never wait for each other.
            if not await tx.fetchval(q.lock, timer.ticket):
                return  # another is at it
            due_at = await tx.fetchval(q.take, timer.ticket, timer.kind)
            if due_at is None:
                return  # done, moved or no longer wanted
            await self.handlers[timer.kind](tx, self.context, timer._replace(due_at=due_at))
        self.done[timer.kind] += 1

    async def _put_off(self, timer: Timer, error: Exception) -> None:
        self.failed[timer.kind] += 1
        log.error("timer failed", kind=timer.kind, ticket=str(timer.ticket), exc_info=error)
        async with self.db.connection() as connection:
            await connection.execute(q.put_off, timer.ticket, timer.kind, timedelta(seconds=5))
