"""The other hub processes of a district, for presence: Redis pub/sub, its own connections, no patience.

In: `say(bytes)`. Out: `hear(bytes)` for what is said, our own too. Nothing is kept and nothing repeated: while
Redis is away each process is by itself, and what was said meanwhile is lost. Nobody waits for it.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

import structlog
from redis.asyncio import Redis

from hub.events import connect
from hub.redis import REDIS_LOST, heed_cancel

log = structlog.get_logger("live")

QUEUE: Final = 64
"""Messages that may wait to be sent; then the oldest goes."""
PAUSE: Final = 0.5
"""Seconds between tries while Redis is away."""


class Neighbours:
    """`channel` is theirs; `run` until cancelled. `said` and `heard` count messages, `lost` losses of Redis."""

    def __init__(self, redis_url: str, channel: str, hear: Callable[[bytes], None]) -> None:
        self.said = self.heard = self.lost = 0
        self.listening = asyncio.Event()
        """Set while messages of the others arrive."""
        self._redis_url = redis_url
        self._channel = channel
        self._hear = hear
        self._queue: deque[bytes] = deque(maxlen=QUEUE)
        self._wake = asyncio.Event()

    def say(self, message: bytes) -> None:
        self._queue.append(message)
        self._wake.set()

    async def run(self) -> None:
        redis = connect.redis(self._redis_url)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._speak(redis))
                group.create_task(self._listen(redis))
        finally:
            await redis.aclose()

    async def _speak(self, redis: Redis) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                while self._queue:
                    await redis.publish(self._channel, self._queue.popleft())
                    self.said += 1
            except REDIS_LOST:
                self._queue.clear()  # it will be said again, or has become untrue
                await asyncio.sleep(PAUSE)
            heed_cancel()

    async def _listen(self, redis: Redis) -> None:
        while True:
            listener = redis.pubsub()
            try:
                await listener.subscribe(self._channel)
                self.listening.set()
                while True:
                    # The timeout is less than the socket's: silence is no error.
                    message = await listener.get_message(ignore_subscribe_messages=True, timeout=1.0)
                    if message is not None:
                        self.heard += 1
                        self._hear(message["data"])
                    heed_cancel()
            except REDIS_LOST as error:
                if self.listening.is_set():
                    log.warning("presence.redis_lost", error=repr(error))
                    self.lost += 1
                self.listening.clear()
                await asyncio.sleep(PAUSE)
            finally:
                await listener.aclose()  # type: ignore[no-untyped-call]
