"""Events of the past from PostgreSQL, for a reader whom the ring no longer covers."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from hub.db import Connection, load_queries
from hub.events.entry import Entry, from_row

q = load_queries(__file__)


class Replay(msgspec.Struct, frozen=True):
    """What was found.

    epoch, head: of the log, at the moment of the read; the reader goes on from the ring at head + 1.
    expired: the first event after `after` is older than the 7 days for which replay is promised: reset.
    ahead: `after` is higher than the log's highest number: a forged or lost history: reset.
    cut: there are more than `limit` events on these topics: reset. `entries` is empty in all three cases.
    """

    epoch: str
    head: int
    entries: list[Entry]
    expired: bool = False
    ahead: bool = False
    cut: bool = False


async def read_after(
    conn: Connection, district: UUID, topics: Sequence[str], after: int, limit: int = 1000
) -> Replay:
    """Reads the events on any of `topics` after number `after`, up to the head, each once, in order.

    Raises:
        LookupError: the district has no log.
    """
    async with conn.transaction(readonly=True):
        # Topics differ by a factor of a million in how often they occur: a plan is made for these.
        await conn.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        state = await conn.fetchrow(q.log_state, district, after)
        if state is None:
            raise LookupError(district)
        epoch, head = state["epoch"], state["head"]
        if after > head:
            return Replay(epoch, head, [], ahead=True)
        if state["expired"]:
            return Replay(epoch, head, [], expired=True)
        if after == head or not topics:
            return Replay(epoch, head, [])
        rows = await conn.fetch(q.replay, district, topics, after, head, limit + 1)
    if len(rows) > limit:
        return Replay(epoch, head, [], cut=True)
    return Replay(epoch, head, [from_row(row) for row in rows])
