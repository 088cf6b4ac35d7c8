"""The Redis side of the relay: one log's numbered events onto its stream.

The numbering never waits for Redis: events queue here, a bounded number. After any error, and when the queue
lost some, the stream is compared with PostgreSQL: what it lacks is sent, at most the newest N (older ones
every tail fetches by itself). A batch is one MULTI, so that it stops at its first failure: at full memory
Redis refuses the whole of it.
"""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from uuid import UUID

import asyncpg
import structlog
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from hub import tracing
from hub.db import load_queries
from hub.events import entry
from hub.events.connect import POSTGRES_LOST, hang_up, postgres, stream_key
from hub.events.epoch import new_epoch
from hub.redis import REDIS_LOST, heed_cancel

q = load_queries(__file__)
log = structlog.get_logger("events.sender")

NEWEST = 1000
"""Most events sent again after a gap."""
CHUNK = 128
"""Events a MULTI: half a millisecond of Redis."""
QUEUE = 5000
"""Most events kept while Redis is away; beyond, PostgreSQL is read again."""
STREAM_MOST = 20_000
"""Entries a stream keeps at most (about); hubs read within milliseconds, and older is in PostgreSQL."""
STREAM_SECONDS = 3600
"""Age at which an entry leaves the stream (about); a stream without news, or of an old epoch, ends whole."""
RETRY = 0.5
"""Seconds between tries while Redis is away."""
REWRITE_EVERY = 60.0
"""Seconds between rewrites of Redis's append-only file after erasures."""


class Sender:
    """One log's stream.

    `base` is the log's highest number when this relay began to lead, before it numbered anything: nobody can
    have sent more, so a stream beyond it holds a history that the table lost.
    """

    def __init__(self, database_url: str, redis: Redis, district: UUID, epoch: str, base: int) -> None:
        self.database_url = database_url
        self.redis = redis
        self.district = district
        self.epoch = epoch
        self.key = stream_key(district, epoch)
        self.sent: int | None = None
        self.errors = 0
        self.alarms = 0
        self._base: int | None = base
        self._queue: deque[asyncpg.Record] = deque(maxlen=QUEUE)
        self._wake = asyncio.Event()
        self._hours: deque[tuple[float, int]] = deque()
        self._rewrite_due: float | None = None
        self._rewritten_at = -REWRITE_EVERY

    def put(self, rows: Sequence[asyncpg.Record]) -> None:
        """Takes events that have just been numbered and committed."""
        self._queue.extend(rows)  # pushes the oldest out when full; the gap shows when they are sent
        self._wake.set()

    def renew(self, epoch: str) -> None:
        """Goes on in another epoch, on another stream."""
        if epoch != self.epoch:
            self.epoch = epoch
            self.key = stream_key(self.district, epoch)
            self.sent = None
            self._base = None
            self._hours.clear()
            self._wake.set()

    async def run(self) -> None:
        """Sends, until cancelled."""
        while True:
            try:
                if self.sent is None:
                    await self._compare()
                while self.sent is not None and (rows := self._next()):
                    if rows[0]["seq"] == self.sent + 1:
                        await self.send(rows)
                    else:
                        self.sent = None
                if self.sent is None:
                    heed_cancel()
                    continue
                await self._rewrite()
            except (*REDIS_LOST, *POSTGRES_LOST) as error:
                self.sent = None
                self.errors += 1
                if self.errors == 1 or self.errors % 100 == 0:
                    log.warning("relay.stream_refused", key=self.key, errors=self.errors, error=repr(error))
                await asyncio.sleep(RETRY)
                continue
            heed_cancel()
            await self._rest()

    def _next(self) -> list[asyncpg.Record]:
        """The next chunk of the queue, without what a comparison has sent already."""
        queue, sent = self._queue, self.sent or 0
        while queue and queue[0]["seq"] <= sent:
            queue.popleft()
        return [queue.popleft() for _ in range(min(CHUNK, len(queue)))]

    async def send(self, rows: Sequence[asyncpg.Record]) -> None:
        """Appends one chunk, all of it or none: Redis checks its memory when it queues a MULTI's commands.

        The only entries it can refuse later are those it has already, and they leave no hole.
        """
        key = self.key
        pipe = self.redis.pipeline(transaction=True)
        spans: list[tracing.Span] = []
        for row in rows:
            trace = row["trace"] or ""
            if trace and tracing.on():
                spans.append(
                    tracing.Span("relay", trace, **{"shequ.event": row["type"], "shequ.seq": row["seq"]})
                )
                trace = spans[-1].traceparent
            pipe.execute_command("XADD", key, "MAXLEN", "~", STREAM_MOST, *entry.to_stream(row, trace))
            if row["type"] == "redacted":
                seqs = entry.redacted_in_text(row["text"])
                pipe.execute_command("XDEL", key, *[f"{seq}-0" for seq in seqs])
                self._rewrite_due = self._rewritten_at + REWRITE_EVERY
        pipe.expire(key, STREAM_SECONDS)
        now = time.monotonic()
        while self._hours and self._hours[0][0] < now - STREAM_SECONDS:
            pipe.execute_command("XTRIM", key, "MINID", "~", f"{self._hours.popleft()[1]}-0")
        try:
            await pipe.execute()
        finally:
            for span in spans:
                span.end()
        if key != self.key:
            return  # renewed meanwhile: what was sent went to the old stream
        last: int = rows[-1]["seq"]
        self.sent = last
        if not self._hours or self._hours[-1][0] < now - 60:
            self._hours.append((now, last))

    async def _compare(self) -> None:
        """Brings the stream level with the table."""
        key = self.key
        last = await self._last(key)  # Redis first: while it is away nothing else is asked
        session = await postgres(self.database_url, "relay-reader")
        try:
            rows = await session.fetch(q.log_newest, self.district, last, NEWEST)
            if not rows:
                raise asyncpg.InterfaceError(f"no log of {self.district}")
            epoch, head = rows[0]["epoch"], rows[0]["head"]
            self.renew(epoch)
            if key != self.key:
                return
            if last > (head if self._base is None else self._base):
                self.alarms += 1
                log.error("relay.stream_ahead", key=key, stream=last, table=head)
                renewed = await new_epoch(session, self.district, unless_changed_from=epoch)
                if renewed:
                    self.renew(renewed)
                return
        finally:
            await hang_up(session)
        self._base = None
        if head - last > NEWEST and last:
            # What lies before the gap is of no use to any tail, and a redaction in the gap would pass it by.
            await self.redis.xtrim(key, maxlen=0, approximate=False)
        if key != self.key:
            return
        self.sent = last
        if head > last:
            for start in range(0, len(rows), CHUNK):
                await self.send(rows[start : start + CHUNK])
        self.errors = 0

    async def _last(self, key: str) -> int:
        """The highest number ever sent on this stream, also when its entry is deleted."""
        try:
            answer = await self.redis.xinfo_stream(key)
        except ResponseError as error:
            if "no such key" in str(error):
                return 0
            raise
        identity = answer["last-generated-id"]
        return entry.seq_of(identity if isinstance(identity, bytes) else identity.encode())

    async def _rewrite(self) -> None:
        """After an erasure the append-only file still holds what was deleted: have it rewritten."""
        if self._rewrite_due is None or time.monotonic() < self._rewrite_due:
            return
        self._rewrite_due = None
        self._rewritten_at = time.monotonic()
        if not (await self.redis.info("persistence")).get("aof_enabled"):
            return
        try:
            await self.redis.bgrewriteaof()
        except ResponseError:  # one is running: it may have read too early
            self._rewrite_due = time.monotonic() + REWRITE_EVERY

    async def _rest(self) -> None:
        timeout = None if self._rewrite_due is None else max(0.0, self._rewrite_due - time.monotonic())
        try:
            async with asyncio.timeout(timeout):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()
