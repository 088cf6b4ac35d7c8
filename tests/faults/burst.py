"""Events straight into the log, as many a second as wanted: a committed row, a nudge, relay, Redis, hub."""

import asyncio
import time
from collections.abc import Sequence
from uuid import UUID, uuid4

from redis.asyncio import Redis

from hub.events import nudge
from tests.faults.rig import Rig


class Burst:
    """Writes events of about `size` bytes; each says when it was written."""

    def __init__(self, rig: Rig, size: int) -> None:
        self._rig = rig
        self._size = size
        self._redis: Redis = Redis.from_url(rig.valkey.url)

    async def close(self) -> None:
        await self._redis.aclose()

    async def run(self, topic: str, count: int, rate: float, *, beside: Sequence[UUID] = ()) -> None:
        """So many events on a topic. Every 50 of them, one small event for each account in `beside`: then no two
        readers are sent the same bytes, and what waits for one of them waits for it alone."""
        start = time.monotonic()
        for done in range(0, count, 50):
            await asyncio.sleep(max(0.0, start + done / rate - time.monotonic()))
            rows = [(topic, self._text()) for _ in range(min(50, count - done))]
            rows += [(f"own/{account}", "{}") for account in beside]
            await (await self._rig.owner()).executemany(
                "INSERT INTO events (district, type, subject, area, topics, text) "
                "VALUES ($1, 'test.burst', $2, $1, ARRAY[$3], $4)",
                [(self._rig.place.district, uuid4(), *row) for row in rows],
            )
            await nudge(self._redis, self._rig.place.district)

    def _text(self) -> str:
        return f'{{"sent":"{time.monotonic_ns():019}","x":"{"x" * (self._size - 190)}"}}'


async def numbers(rig: Rig, topics: Sequence[str]) -> list[int]:
    """What a reader of these topics must have been sent from the beginning."""
    rows = await rig.fetch(
        "SELECT seq FROM events WHERE district = $1 AND topics && $2::text[] AND seq IS NOT NULL ORDER BY seq",
        rig.place.district, list(topics),
    )  # fmt: skip
    return [row["seq"] for row in rows]


async def head(rig: Rig) -> int:
    """The log's highest number, when everything has one; 0 before."""
    [row] = await rig.fetch("SELECT max(seq) AS head, bool_and(seq IS NOT NULL) AS whole FROM events")
    return int(row["head"]) if row["whole"] else 0
