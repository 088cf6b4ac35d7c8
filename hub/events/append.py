"""Writing an event in the transaction that changed something, and waking the relay after it.

`append` comes last: after every row lock and every read of its transaction, so that the order of events of
a row is the order of its versions (appended first, 116 of 2,400 went backwards). A command that is one
statement does the same in SQL, reading the new version from the update itself:

    WITH changed AS (UPDATE tickets SET … WHERE … RETURNING *)
    INSERT INTO events (district, type, subject, area, topics, text, marked)
    SELECT district, 'ticket.changed', id, area, ARRAY[…], json_build_object(…)::text, '{}' FROM changed

The table checks what `append` checks, and refuses the transaction.
"""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec
from redis.asyncio import Redis

from hub.db import Connection, load_queries
from hub.errors import DomainError
from hub.redis import REDIS_LOST

q = load_queries(__file__)

LIMIT = 8192
"""Most bytes of an event's JSON."""

CHANNEL = "shequ:nudge"
"""Where hubs tell the relay that something was committed."""

Data = msgspec.Struct | bytes


class Draft(NamedTuple):
    """An event to be appended. `data` is a struct or a ready JSON object; `marked` JSON pointers into it."""

    type: str
    subject: UUID
    area: UUID | None
    topics: Sequence[str]
    data: Data
    marked: Sequence[str] = ()


async def append(
    tx: Connection,
    *,
    district: UUID,
    type: str,
    subject: UUID,
    area: UUID | None,
    data: Data,
    topics: Sequence[str],
    marked: Sequence[str] = (),
) -> None:
    """Writes one event. The caller has taken all row locks and done all reads of the transaction.

    Raises:
        DomainError: `event.too_large`, when the JSON has more than 8 KiB.
    """
    await tx.execute(q.append, district, type, subject, area, topics, _text(data), marked)


async def append_many(tx: Connection, district: UUID, drafts: Sequence[Draft]) -> None:
    """Writes several events in one round trip, in their order.

    Raises:
        DomainError: `event.too_large`; nothing is written then.
    """
    await tx.executemany(
        q.append,
        [
            (district, one.type, one.subject, one.area, one.topics, _text(one.data), one.marked)
            for one in drafts
        ],
    )


async def nudge(redis: Redis, district: UUID) -> None:
    """Tells the relay, after the commit, that there is something to number.

    Returns at once: the message goes out from a task of its own, one for all the commands that commit while
    it is under way. When Redis does not take it, the relay finds the event at its next poll.
    """
    nudger = _nudgers.get(redis)
    if nudger is None:
        nudger = _nudgers[redis] = _Nudger()
    nudger.kick(redis, district)


class _Nudger:
    """Sends nudges through one client, never two at a time."""

    def __init__(self) -> None:
        self.again = False
        self.task: asyncio.Task[None] | None = None

    def kick(self, redis: Redis, district: UUID) -> None:
        self.again = True  # also when one is under way: it may have left before this commit
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._send(redis, district))

    async def _send(self, redis: Redis, district: UUID) -> None:
        while self.again:
            self.again = False
            try:
                async with asyncio.timeout(1):
                    await redis.publish(CHANNEL, str(district))
            except REDIS_LOST:
                return


_nudgers: WeakKeyDictionary[Redis, _Nudger] = WeakKeyDictionary()


def _text(data: Data) -> str:
    encoded = data if isinstance(data, bytes) else msgspec.json.encode(data)
    if len(encoded) > LIMIT:
        raise DomainError("event.too_large", limit=LIMIT)
    return encoded.decode()
