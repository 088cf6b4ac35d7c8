"""Random interleavings: sessions change rows and tell of it; polls happen at any moment between."""

import asyncio
import os
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import asyncpg
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from hub.events import connect
from hub.events.connect import Session
from hub.events.numbering import Numbering
from tests.hub.events.support import Owner, said, write


@dataclass
class Writer:
    """A session and the steps it still has to take; it may wait for another's row lock inside one."""

    number: int
    transactions: list[tuple[list[int], bool]]
    go: asyncio.Queue[None] = field(default_factory=asyncio.Queue)

    async def run(self, session: Session, district: UUID, rows: Sequence[UUID]) -> None:
        for touched, commit in self.transactions:
            await self.go.get()
            transaction = session.transaction()
            await transaction.start()
            for index in touched:
                await self.go.get()
                version = await session.fetchval(
                    "UPDATE things SET version = version + 1 WHERE id = $1 RETURNING version", rows[index]
                )
                await self.go.get()
                await write(session, district, version, subject=rows[index])
            await self.go.get()
            await (transaction.commit() if commit else transaction.rollback())

    @property
    def steps(self) -> int:
        return sum(2 + 2 * len(touched) for touched, _ in self.transactions)


# Rows are touched in ascending order, as rooms must, or they deadlock.
touches = st.lists(st.integers(0, 2), min_size=1, max_size=2, unique=True).map(sorted)
transactions = st.lists(st.tuples(touches, st.integers(0, 4).map(bool)), min_size=1, max_size=3)
POLL = -1


@st.composite
def schedules(draw: st.DrawFn) -> tuple[list[Writer], list[int]]:
    writers = [
        Writer(number, work)
        for number, work in enumerate(draw(st.lists(transactions, min_size=2, max_size=4)))
    ]
    steps = [writer.number for writer in writers for _ in range(writer.steps)]
    polls = [POLL] * draw(st.integers(1, 8))
    return writers, draw(st.permutations(steps + polls))


@examples(
    max_examples=int(os.environ.get("INTERLEAVINGS", "40")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(schedule=schedules())
async def test_any_interleaving_gives_every_event_in_order(
    database_url: str, owner: Owner, schedule: tuple[list[Writer], list[int]]
) -> None:
    writers, order = schedule
    district = uuid4()
    await owner.execute(
        """CREATE TABLE IF NOT EXISTS things (id uuid PRIMARY KEY, version int NOT NULL DEFAULT 0);
           GRANT SELECT, UPDATE ON things TO shequ_serving"""
    )
    rows = [uuid4() for _ in range(3)]
    await owner.executemany("INSERT INTO things VALUES ($1)", [(row,) for row in rows])
    sent: list[asyncpg.Record] = []
    work = Numbering(batch=3)

    async with AsyncExitStack() as stack:
        sessions = []
        for _ in range(len(writers) + 1):
            opened = await connect.postgres(database_url, "test")
            stack.push_async_callback(opened.close)
            sessions.append(opened)
        *theirs, relay = sessions

        async def poll() -> int:
            pending = await work.peek(relay)
            rows = [row for one in pending.districts for row in await work.number(relay, one, pending)]
            work.settle(pending)
            sent.extend(row for row in rows if row)
            return len(rows)

        tasks = [
            asyncio.create_task(writer.run(session, district, rows))
            for writer, session in zip(writers, theirs, strict=True)
        ]
        for step in order:
            if step == POLL:
                await poll()
            else:
                writers[step].go.put_nowait(None)
                await asyncio.sleep(0)
        while not all(task.done() for task in tasks):
            await asyncio.wait(tasks, timeout=0.005)
            await poll()
        for task in tasks:
            task.result()
        while await poll():
            pass

        stored = await relay.fetch(
            "SELECT seq, subject::text, text FROM events WHERE district = $1 ORDER BY seq", district
        )
        fresh = {
            str(row["id"]): row["version"]
            for row in await relay.fetch("SELECT * FROM things WHERE id = ANY($1)", rows)
        }
    assert [row["seq"] for row in stored] == list(range(1, len(stored) + 1)), "every event has a number"
    assert [row["seq"] for row in sent] == [row["seq"] for row in stored], "and was sent once, in order"
    replayed = dict.fromkeys(fresh, 0)
    for row in sent:
        assert said(row) == replayed[row["subject"]] + 1, "versions grow by one"
        replayed[row["subject"]] = said(row)
    assert replayed == fresh, "old state + events = fresh fetch"
