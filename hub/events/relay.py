"""The relay: numbers events and carries them to Redis. One leads, others stand by.

Two steps that fail apart. Numbering needs PostgreSQL only and commits first; sending (`sender`) runs beside
it, a task a log, and catches up by comparing. Killed anywhere between the two, the next leader compares and
goes on.
"""

import asyncio
import time
from uuid import UUID

import structlog
from redis.asyncio import Redis

from hub.db import load_queries
from hub.events import connect
from hub.events.append import CHANNEL
from hub.events.connect import POSTGRES_LOST, Session
from hub.events.epoch import ensure_log
from hub.events.leader import Leader, LeadershipLostError, rest
from hub.events.numbering import Numbering
from hub.events.sender import Sender
from hub.redis import REDIS_LOST, heed_cancel
from hub.settings import Settings

q = load_queries(__file__)
log = structlog.get_logger("events.relay")

POLL = 0.1
"""Seconds between polls when no nudge comes. An empty poll costs 0.3 ms."""
STAND = 0.5
"""Seconds between a standby's tries."""
EXTEND = 60.0
"""Seconds between looks whether empty partitions lie ahead."""


async def run_relay(settings: Settings, stop: asyncio.Event) -> None:
    """Runs a relay until `stop`; start as many as you like, one works."""
    await Relay(settings.database_url, settings.redis_url).run(stop)


class Relay:
    """One relay process's work.

    Counters to read from outside: `numbered` events, `leading`, `senders` (their `errors`, `alarms`),
    `numbering.alarms` (transactions held open), `leader.takeovers`.
    """

    def __init__(
        self,
        database_url: str,
        redis_url: str,
        *,
        leader: Leader | None = None,
        numbering: Numbering | None = None,
        sender: type[Sender] = Sender,
    ) -> None:
        self.database_url = database_url
        self.redis_url = redis_url
        self.leader = leader or Leader()
        self.numbering = numbering or Numbering()
        self.senders: dict[UUID, Sender] = {}
        self.numbered = 0
        self.leading = False
        self._sender = sender
        self._sending: list[asyncio.Task[None]] = []
        self._wake = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Stands by, leads, stands by again …, until `stop`."""
        redis = connect.redis(self.redis_url)
        nudges = asyncio.create_task(self._listen(redis))
        stopping = asyncio.create_task(self._wake_at(stop))
        try:
            while not stop.is_set():
                try:
                    await self._serve(redis, stop)
                except* (*POSTGRES_LOST, LeadershipLostError) as lost:
                    log.warning("relay.session_lost", error=repr(lost.exceptions[0]))
                    await rest(stop, STAND)
        finally:
            for task in (nudges, stopping):
                task.cancel()
            await asyncio.gather(nudges, stopping, return_exceptions=True)
            await redis.aclose()

    async def _serve(self, redis: Redis, stop: asyncio.Event) -> None:
        """One session: waits for leadership, then leads until the session or the leadership is lost."""
        session = await connect.postgres(self.database_url, "relay")
        try:
            while not await self.leader.stand(session):
                await rest(stop, STAND)
                if stop.is_set():
                    return
            log.info("relay.leading")
            self.leading = True
            async with asyncio.TaskGroup() as senders:
                lead = senders.create_task(self._lead(session, redis, stop, senders))
                await asyncio.wait([lead])
                for sending in self._sending:
                    sending.cancel()
        finally:
            self.leading = False
            self.senders.clear()
            await connect.hang_up(session)

    async def _lead(
        self, session: Session, redis: Redis, stop: asyncio.Event, group: asyncio.TaskGroup
    ) -> None:
        self._sending = []
        self.numbering.floor = 0  # another session, perhaps another server: nothing is known
        for row in await session.fetch(q.logs_all):
            self._open(group, redis, row["district"], row["epoch"], row["head"])
        extend_due = 0.0
        while not stop.is_set():
            self._wake.clear()
            if await self.leader.beat(session):
                for row in await session.fetch(q.logs_all):
                    if row["district"] in self.senders:
                        self.senders[row["district"]].renew(row["epoch"])
            if time.monotonic() >= extend_due:
                extend_due = time.monotonic() + EXTEND
                await session.execute(q.extend)
            pending = await self.numbering.peek(session)
            for district in pending.districts:
                if district not in self.senders:
                    await ensure_log(session, district)
                    state = await session.fetchrow(q.log_state, district, 0)
                    assert state is not None
                    self._open(group, redis, district, state["epoch"], state["head"])
                rows = await self.numbering.number(session, district, pending)
                self.numbered += len(rows)
                self.senders[district].put(rows)
            self.numbering.settle(pending)
            if not pending.districts:
                await rest(self._wake, POLL)

    def _open(self, group: asyncio.TaskGroup, redis: Redis, district: UUID, epoch: str, base: int) -> None:
        sender = self.senders[district] = self._sender(self.database_url, redis, district, epoch, base)
        self._sending.append(group.create_task(sender.run()))

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake.set()

    async def _listen(self, redis: Redis) -> None:
        """Wakes the numbering at each nudge. While Redis is away the poll alone does."""
        while True:
            listener = redis.pubsub()
            try:
                await listener.subscribe(CHANNEL)
                while True:
                    if await listener.get_message(ignore_subscribe_messages=True, timeout=1.0):
                        self._wake.set()
                    heed_cancel()
            except REDIS_LOST:
                await asyncio.sleep(STAND)
            finally:
                await listener.aclose()  # type: ignore[no-untyped-call]
