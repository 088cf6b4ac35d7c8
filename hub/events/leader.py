"""Who numbers: one session at a time, and a stopped one is not waited for.

| state   | event                                 | next    | what is done                                  |
|---------|---------------------------------------|---------|-----------------------------------------------|
| standby | the lock is free                      | leading | take it, stamp the heartbeat: one statement   |
| standby | its holder was not seen for 3 s       | standby | end the holder's backend; the lock is free    |
| leading | every second                          | leading | stamp the heartbeat                           |
| leading | the stamp meets no row, or no session | standby | start anew with another session               |

Times are PostgreSQL's. A leader that was stopped and goes on finds its session gone: all it numbered was
committed before or not at all.
"""

import asyncio
import time

import structlog

from hub.db import load_queries
from hub.events.connect import Session

q = load_queries(__file__)
log = structlog.get_logger("events.leader")


class LeadershipLostError(Exception):
    """Another relay has taken over."""


class Leader:
    """The part of one relay in the election."""

    def __init__(self, *, stale_after: float = 3.0, beat_every: float = 1.0) -> None:
        self.stale_after = stale_after
        self.beat_every = beat_every
        self.takeovers = 0
        self._beat_due = 0.0

    async def stand(self, session: Session) -> bool:
        """Tries to lead: takes the lock, or ends its stale holder and takes it then."""
        if await session.fetchval(q.leader_take):
            self._beat_due = time.monotonic() + self.beat_every
            return True
        ended = await session.fetchrow(q.leader_end_stale, self.stale_after)
        if ended is None:
            return False
        self.takeovers += 1
        log.error("relay.stale_leader_ended", pid=ended["pid"], ended=ended["ended"])
        return bool(await session.fetchval(q.leader_take))

    async def beat(self, session: Session) -> bool:
        """Stamps the heartbeat when it is due; says whether it was.

        Raises:
            LeadershipLostError: another session leads.
        """
        if time.monotonic() < self._beat_due:
            return False
        self._beat_due = time.monotonic() + self.beat_every
        if not await session.fetchval(q.leader_beat):
            raise LeadershipLostError
        return True


async def rest(stop: asyncio.Event, seconds: float) -> None:
    """Waits, or less when all stops."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        pass
