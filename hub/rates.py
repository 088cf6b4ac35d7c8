"""Rates: how often one account or address may do a thing, counted across processes in Redis.

`check(limit, key)` counts one and raises `too_many` (429 with Retry-After) past the limit. Each process also
counts for itself, first: what it alone already refuses costs no round trip, and while Redis is away the
process's own count still holds, from the start of its window. So nobody is blocked because Redis is away,
and nothing is ever unlimited.

Keys are made of ids, addresses and blind indexes. Never of a phone number or a user name as typed.
"""

import ipaddress
import math
import time
from collections import Counter
from typing import NamedTuple

from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.asyncio import BlockingConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from hub.errors import DomainError
from hub.redis import REDIS_LOST

REDIS_TIMEOUT = 0.25  # seconds; a count that takes longer is not worth making a person wait
REDIS_PAUSE = 1.0  # seconds without asking Redis again after it failed
MOST_KEYS = 100_000  # of a process's own count, about 20 MB


class Limit(NamedTuple):
    """At most `amount` in `seconds`, a window that starts with its first hit."""

    name: str
    amount: int
    seconds: int


# Every unsafe request. A street's office shares one address, so an address gets more than a person.
WRITE_ACCOUNT = Limit("write.account", 120, 60)
WRITE_ADDRESS = Limit("write.address", 1200, 60)


class Rates:
    """The counts. One a process; `close` it at the end."""

    def __init__(self, redis_url: str) -> None:
        # redis-py's own retries would hold a request for up to a minute.
        pool = BlockingConnectionPool.from_url(
            redis_url,
            max_connections=8,
            timeout=REDIS_TIMEOUT,
            socket_timeout=REDIS_TIMEOUT,
            socket_connect_timeout=REDIS_TIMEOUT,
            retry=Retry(NoBackoff(), 0),
        )
        self._pool = pool
        storage = RedisStorage(
            f"async+{redis_url}",
            implementation="redispy",
            key_prefix="rates",
            connection_pool=pool,  # type: ignore[arg-type]  # passed through to redis-py
        )
        self._limiter = FixedWindowRateLimiter(storage)
        self._own = Window()
        self._away_until = 0.0
        self.refused: Counter[str] = Counter()
        """How often each limit said no; `hub.metrics` reads it."""

    async def check(self, limit: Limit, *key: str) -> None:
        """Counts one.

        Raises:
            DomainError: `too_many`, with the seconds until the window ends.
        """
        wait = self._own.hit(limit, key, time.monotonic())
        if wait is None and time.monotonic() >= self._away_until:
            try:
                wait = await self._shared(limit, key)
            except REDIS_LOST:
                self._away_until = time.monotonic() + REDIS_PAUSE
        if wait is not None:
            self.refused[limit.name] += 1
            raise DomainError("too_many", retry_after=max(1, math.ceil(wait)))

    async def forget(self, limit: Limit, *key: str) -> None:
        """Forgets what was counted, e.g. after a sign-in that was right. Other processes keep their own count."""
        self._own.forget(limit, key)
        try:
            await self._limiter.clear(_item(limit), *key)
        except REDIS_LOST:
            self._away_until = time.monotonic() + REDIS_PAUSE

    async def close(self) -> None:
        await self._pool.disconnect()

    async def _shared(self, limit: Limit, key: tuple[str, ...]) -> float | None:
        item = _item(limit)
        if await self._limiter.hit(item, *key):
            return None
        reset_at, _ = await self._limiter.get_window_stats(item, *key)
        return reset_at - time.time()


class Window:
    """A process's own count: (limit, key) → when the window ends, how many. Oldest first, bounded."""

    def __init__(self, most: int = MOST_KEYS) -> None:
        self._most = most
        self._counts: dict[tuple[str, tuple[str, ...]], tuple[float, int]] = {}

    def hit(self, limit: Limit, key: tuple[str, ...], now: float) -> float | None:
        """Counts one at `now` (seconds); the seconds to wait when it is one too many."""
        place = (limit.name, key)
        ends, count = self._counts.get(place, (0.0, 0))
        if ends <= now:
            self._counts.pop(place, None)  # so that a new window goes to the end of the order
            ends, count = now + limit.seconds, 0
            self._make_room(now)
        self._counts[place] = (ends, count + 1)
        return ends - now if count >= limit.amount else None

    def forget(self, limit: Limit, key: tuple[str, ...]) -> None:
        self._counts.pop((limit.name, key), None)

    def _make_room(self, now: float) -> None:
        if len(self._counts) < self._most:
            return
        self._counts = {place: state for place, state in self._counts.items() if state[0] > now}
        # Still full: a flood from many addresses. The oldest windows are the nearest to their end.
        for place in list(self._counts)[: max(0, len(self._counts) - self._most * 9 // 10)]:
            del self._counts[place]


def address_key(address: str) -> str:
    """What one address is for counting: an IPv4 address, or the /64 that one IPv6 subscriber gets."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False).network_address)
    return str(ip)


def _item(limit: Limit) -> RateLimitItemPerSecond:
    return RateLimitItemPerSecond(limit.amount, limit.seconds, limit.name)
