"""The hub's reader of the log: every event, once, in order, into the ring and to the listeners.

Two sources. The stream is fast and not believed: only the event after the head is taken from it. PostgreSQL
is asked about twice a second what its highest number is, whatever Redis says, and gives what the stream did
not (ten times a second while it does not). With Redis gone the log goes on.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from uuid import UUID

import asyncpg
import structlog

from hub.db import load_queries
from hub.events import connect
from hub.events.connect import POSTGRES_LOST, Session, stream_key
from hub.events.entry import Entry, from_row, from_stream, redacted_in_frame, seq_of
from hub.events.epoch import ensure_log, new_epoch
from hub.events.line import StreamLine
from hub.events.ring import Ring
from hub.redis import REDIS_LOST, heed_cancel

q = load_queries(__file__)
log = structlog.get_logger("events.tail")

COMPARE = 0.5
"""Seconds between comparisons with PostgreSQL."""
COMPARE_SOON = 0.1
"""The same after one that found events which the stream had not brought."""
PAGE = 1000
"""Events a query; the stream is read in halves of that."""

Listener = Callable[[Sequence[Entry]], None]
EpochListener = Callable[[str], None]


class Tail:
    """Follows one log.

    `listeners` are called in the loop with each batch, after the ring has it; they must not block. What they
    raise is logged and does not stop the log. `epoch_listeners` are called when the log became another one:
    the ring then holds the new one, and no event of before follows.

    `progress_at` is the `time.monotonic()` of the last moment at which the ring was level with PostgreSQL.
    """

    def __init__(self, database_url: str, redis_url: str, district: UUID, ring: Ring | None = None) -> None:
        self.database_url = database_url
        self.redis_url = redis_url
        self.district = district
        self.ring = Ring() if ring is None else ring  # an empty one is false
        self.listeners: list[Listener] = []
        self.epoch_listeners: list[EpochListener] = []
        self.progress_at = time.monotonic()
        self.table_head = 0
        """The highest `seq` of the table when it was last asked: what lies between it and the ring is behind."""
        self.from_stream = 0
        self.from_postgres = 0
        self.alarms = 0
        self._key = "", b""
        """An epoch, and its stream's name."""
        self._ready = asyncio.Event()
        self._hole = asyncio.Event()
        self._compared = asyncio.Event()
        self._thinned = False

    async def ready(self) -> None:
        """Returns once the ring is filled: before that the hub does not open its port."""
        await self._ready.wait()

    async def run(self) -> None:
        """Follows the log until cancelled, through every loss of PostgreSQL and Redis."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._compare_forever())
            group.create_task(self._read_forever())

    # PostgreSQL

    async def _compare_forever(self) -> None:
        while True:
            session = None
            try:
                session = await connect.postgres(self.database_url, "tail")
                await ensure_log(session, self.district)
                while True:
                    self._hole.clear()
                    found = await self._compare(session)
                    self._tell_compared()
                    if found < PAGE:
                        await self._pause(COMPARE_SOON if found else COMPARE)
            except POSTGRES_LOST as error:
                log.warning("tail.postgres_lost", error=repr(error))
                self._tell_compared()
                await asyncio.sleep(COMPARE)
            except Exception:  # a hub without its tail is worse than one that repeats an error in its logs
                log.exception("tail.failed")
                self._tell_compared()
                await asyncio.sleep(COMPARE)
            finally:
                if session is not None:
                    await connect.hang_up(session)

    async def _compare(self, session: Session) -> int:
        """Compares the ring with the table and takes what it lacks; returns how many events that was."""
        ring = self.ring
        asked = ring.head
        rows = await session.fetch(q.log_after, self.district, asked, PAGE)
        if not rows:
            raise asyncpg.InterfaceError(f"the log of {self.district} is gone")
        epoch, head = rows[0]["epoch"], rows[0]["head"]
        self.table_head = head
        if epoch != ring.epoch:
            await self._start(session)
            return 0
        if head < asked:
            self.alarms += 1
            log.error("tail.ring_ahead", district=str(self.district), ring=asked, table=head)
            await new_epoch(session, self.district, unless_changed_from=epoch)
            await self._start(session)
            return 0
        # The stream may have brought some while the query ran; the rows follow `asked` without a hole.
        entries = [from_row(row) for row in rows if row["seq"] is not None and row["seq"] > ring.head]
        if entries:
            self.from_postgres += len(entries)
            self._take(entries)
        if ring.head >= head:
            self.progress_at = time.monotonic()
        if self._thinned:
            await self._refill(session)
        return len(entries)

    async def _start(self, session: Session) -> None:
        """Fills the ring anew, aside, and puts it in place in one step."""
        rows = await session.fetch(q.log_newest, self.district, 0, self.ring.most)
        epoch, head = rows[0]["epoch"], rows[0]["head"]
        entries = [from_row(row) for row in rows if row["seq"] is not None]
        changed = bool(self.ring.epoch)
        self.ring.replace(epoch, entries[0].seq - 1 if entries else head, head, entries)
        self._thinned = False
        self.progress_at = time.monotonic()
        self._ready.set()
        if changed:
            log.error("tail.new_epoch", district=str(self.district), epoch=epoch, head=head)
            for listener in self.epoch_listeners:
                try:
                    listener(epoch)
                except Exception:
                    log.exception("tail.listener_failed")

    async def _refill(self, session: Session) -> None:
        """Reads back, blanked, what a redaction took out of the ring."""
        ring = self.ring
        top = ring.floor
        floor = max(ring.head - ring.most, 0)
        rows = await session.fetch(q.log_after, self.district, floor, max(top - floor, 0))
        if rows[0]["epoch"] == ring.epoch and top == ring.floor:
            older = [from_row(row) for row in rows if row["seq"] is not None and row["seq"] <= top]
            ring.extend_back(min(floor, top), older)
            self._thinned = False

    async def _pause(self, seconds: float) -> None:
        """Until the next comparison: a hole in the stream does not wait for it."""
        try:
            async with asyncio.timeout(seconds):
                await self._hole.wait()
        except TimeoutError:
            pass

    def _tell_compared(self) -> None:
        self._compared.set()
        self._compared = asyncio.Event()

    # Redis

    async def _read_forever(self) -> None:
        await self._ready.wait()
        redis = connect.redis(self.redis_url)
        lost = False
        while True:
            line = None
            try:
                line = await StreamLine.open(redis)
                heed_cancel()
                while True:
                    await self._read(line)
                    lost = False
            except REDIS_LOST as error:
                if not lost:
                    log.warning("tail.redis_lost", error=repr(error))
                lost = True
                await asyncio.sleep(COMPARE)
            except Exception:
                log.exception("tail.failed")
                await asyncio.sleep(COMPARE)
            finally:
                if line is not None:
                    await line.close()

    async def _read(self, line: StreamLine) -> None:
        """One blocking read, from the head on."""
        ring = self.ring
        epoch = ring.epoch
        if epoch != self._key[0]:
            self._key = epoch, stream_key(self.district, epoch).encode()
        answer = await line.read(self._key[1], b"%d-0" % ring.head, PAGE // 2, 1000)
        if not answer or ring.epoch != epoch:
            return
        batch: list[Entry] = []
        following = ring.head + 1
        hole = False
        try:
            for identity, fields in answer:
                seq = seq_of(identity)
                if seq < following:
                    continue
                if seq > following:
                    hole = True
                    break
                batch.append(from_stream(identity, fields))
                following += 1
        except ValueError:  # not an entry of ours: PostgreSQL knows what belongs here
            hole = True
        if batch:
            self.from_stream += len(batch)
            self._take(batch)
        if hole:
            compared = self._compared
            self._hole.set()
            await compared.wait()

    # both

    def _take(self, entries: list[Entry]) -> None:
        """Takes the events after the head: ring first, then everybody who listens."""
        for entry in entries:
            if entry.type == "redacted":
                self._scrub(entry)
        self.ring.extend(entries)
        for listener in self.listeners:
            try:
                listener(entries)
            except Exception:
                log.exception("tail.listener_failed")

    def _scrub(self, entry: Entry) -> None:
        seqs = redacted_in_frame(entry.frame)
        inside = [seq for seq in seqs if self.ring.floor < seq <= self.ring.head]
        if inside:
            self.ring.scrub(max(inside))
            self._thinned = True
