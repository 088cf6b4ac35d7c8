"""Giving numbers: what waits in a log gets the next ones, in the order of insertion.

The floor keeps a poll cheap. Every transaction older than the oldest one still running has ended; once its
rows are numbered, no poll needs to look before that point again. It is taken from the snapshot of the poll
that found what was then numbered whole, so it never passes a row that could still appear.
"""

import time
from collections.abc import Sequence
from uuid import UUID

import asyncpg
import structlog

from hub.db import load_queries
from hub.events.connect import Session

q = load_queries(__file__)
log = structlog.get_logger("events.numbering")


class Pending:
    """What a poll found: districts with events to number, and where the next poll may start."""

    def __init__(self, districts: Sequence[UUID], xmin: int) -> None:
        self.districts = districts
        self.xmin = xmin
        self.cut = False


class Numbering:
    """Numbers the logs of one database through the session that holds leadership.

    Args:
        batch: most events a transaction numbers; a batch of 1,000 takes some 20 ms, far from the heartbeat's.
        held_open: seconds after which a transaction that keeps events from being seen raises an alarm.
    """

    def __init__(self, *, batch: int = 1000, held_open: float = 60.0) -> None:
        self.batch = batch
        self.held_open = held_open
        self.floor = 0
        self.alarms = 0
        self._xmin = 0
        self._since = 0.0

    async def peek(self, session: Session) -> Pending:
        """Looks for events without a number."""
        row = await session.fetchrow(q.peek, self.floor)
        assert row is not None
        await self._watch(session, row["xmin"], row["xmax"])
        return Pending(row["districts"], row["xmin"])

    async def number(self, session: Session, district: UUID, pending: Pending) -> list[asyncpg.Record]:
        """Numbers the next batch of one log and returns it, committed, in order."""
        async with session.transaction():
            await session.execute(q.lock_log, district)
            rows = await session.fetch(q.number_pending, district, self.floor, self.batch)
            if rows and rows[-1]["seq"] - rows[0]["seq"] + 1 != len(rows):
                # A row vanished between the reading and the writing of this statement: roll back, look again.
                raise asyncpg.SerializationError(f"numbers of {district} are not consecutive")
        if len(rows) >= self.batch:
            pending.cut = True
        return rows

    def settle(self, pending: Pending) -> None:
        """Moves the floor, when all that the poll found has been numbered."""
        if not pending.cut:
            self.floor = pending.xmin

    async def _watch(self, session: Session, xmin: int, xmax: int) -> None:
        now = time.monotonic()
        if xmin != self._xmin or xmin >= xmax:
            self._xmin, self._since = xmin, now
        elif now - self._since >= self.held_open:
            self._since = now  # again after as long
            self.alarms += 1
            holder = await session.fetchrow(q.held_by, xmin)
            log.error(
                "relay.transaction_held_open",
                tx=xmin,
                behind=xmax - xmin,
                holder=dict(holder) if holder else None,
            )
