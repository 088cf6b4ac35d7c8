"""A relay in a process of its own, which stops or dies at a chosen point of its work.

python relay_process.py <database url> <redis url> <point>
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from uuid import UUID

import asyncpg

from hub.db import load_queries
from hub.events import numbering, relay, sender
from hub.events.connect import Session
from hub.events.leader import Leader

q = load_queries(numbering.__file__)
POINT = sys.argv[3]


class Numbering(numbering.Numbering):
    async def number(
        self, session: Session, district: UUID, pending: numbering.Pending
    ) -> list[asyncpg.Record]:
        if POINT in ("stopped with the lock", "killed before the commit"):
            async with session.transaction():
                await session.execute(q.lock_log, district)
                await session.fetch(q.number_pending, district, 0, 1000)
                os.kill(os.getpid(), signal.SIGSTOP if POINT.startswith("stopped") else signal.SIGKILL)
                await session.fetch("SELECT 1")
        return await super().number(session, district, pending)


class Sender(sender.Sender):
    async def send(self, rows: Sequence[asyncpg.Record]) -> None:
        if POINT == "killed before XADD":
            os.kill(os.getpid(), signal.SIGKILL)
        await super().send(rows)
        if POINT == "killed after XADD":
            os.kill(os.getpid(), signal.SIGKILL)


async def main() -> None:
    await relay.Relay(
        sys.argv[1],
        sys.argv[2],
        leader=Leader(beat_every=0.1, stale_after=2.0),
        numbering=Numbering(),
        sender=Sender,
    ).run(asyncio.Event())


asyncio.run(main())
