"""Sends searches to the workers, and turns their hits into questions for reviewers."""

from typing import Final
from uuid import UUID

import msgspec
import structlog
from asyncpg import Record

from hub.certification import store
from hub.certification.changing import locked, tell
from hub.certification.types import SEARCH, Candidates, SearchAsked, SearchResult
from hub.db import Connection, Database, load_queries
from hub.jobs.actions import enqueue
from hub.jobs.kinds import Kind
from hub.jobs.types import Job
from hub.media.objects import Objects
from hub.rounds import rounds

q = load_queries(__file__)
log = structlog.get_logger("certification")

LOOK: Final = 5.0


class Searches:
    """The searches of one district; one in every hub process."""

    def __init__(self, db: Database, district: UUID, objects: Objects) -> None:
        self.db, self.district, self.objects = db, district, objects

    async def run(self) -> None:
        """Sends until cancelled."""
        await rounds("searches", self.next, LOOK)

    async def next(self) -> bool:
        """Sends one search; False when none waits."""
        async with self.db.connection() as connection:
            # The list's row first: whatever happens next, the sweep knows of the object.
            row = await connection.fetchrow(q.take, self.district)
            if row is None:
                return False
            name = await store.new_object(connection, self.district, None, "list")
            found = await connection.fetch(q.candidates, row["person"])
        listed = Candidates(tuple(one["template"].bytes for one in found))
        if found:
            await self.objects.put(name, "list", msgspec.msgpack.encode(listed))
        async with self.db.transaction() as tx:
            await self._send(tx, row["id"], name, bool(found))
        return True

    async def _send(self, tx: Connection, search: UUID, name: UUID, some: bool) -> None:
        row = await tx.fetchrow(q.take, self.district)
        on = row is not None and await tx.fetchval(q.switched_on, row["person"], row["template"])
        if row is None or row["id"] != search or not (on and some):
            await tx.execute(store.q.drop_object, name)
            if row is not None and row["id"] == search:
                await tx.execute(q.end, search)
            return
        asked = SearchAsked(template=row["template"], candidates=name)
        job = await enqueue(tx, district=self.district, kind=SEARCH, payload=asked)
        await tx.execute(q.sent, search, job, name)


async def found(tx: Connection, job: Job, result: SearchResult) -> None:
    """The likest other identity becomes a question to a reviewer."""
    row = await _end(tx, job)
    if row is None or not result.hits:
        return
    twin: UUID | None = await tx.fetchval(q.of_template, job.district, result.hits[0].template)
    asked = job.asked(SearchAsked)
    if twin is None or not await tx.fetchval(q.switched_on, row["person"], asked.template):
        return
    person = await locked(tx, job.district, row["person"])
    waiting = person.standing.attempt
    if waiting is not None:
        tried = await store.attempt(tx, job.district, waiting)
        if tried is None or tried.attempt.state in ("checking", "asking"):
            await tx.execute(store.q.search, job.district, row["person"], asked.template)  # once that is over
            return
        await tx.execute(q.also, waiting, twin)
        attempt, was = waiting, tried.attempt.state
    else:
        by = await tx.fetchval(q.last_by, row["person"])
        path = list(person.standing.path)
        attempt = await tx.fetchval(q.question, job.district, row["person"], path, by, twin)
        was = None
    await tx.execute(store.q.bump, row["person"])
    await tell(tx, "same_face", row["person"], job.district, attempt=attempt, was=was)


async def given_up(tx: Connection, job: Job) -> None:
    """The machine could not; the dead letter's alarm says so."""
    await _end(tx, job)


async def _end(tx: Connection, job: Job) -> Record | None:
    row = await tx.fetchrow(q.of_job, job.id)
    if row is not None:
        await tx.execute(store.q.drop_object, row["list"])
        await tx.execute(q.end, row["id"])
    return row


KINDS = (Kind(SEARCH, SearchResult, found, given_up),)
"""What the hub's intake must know of this part."""
