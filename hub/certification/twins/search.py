"""Sends searches to the workers, a page of templates a job, and keeps their hits for reviewers."""

from typing import Final
from uuid import UUID

import msgspec
import structlog
from asyncpg import Record

from hub.certification import store
from hub.certification.changing import locked
from hub.certification.twins import questions
from hub.certification.twins.questions import q
from hub.certification.types import SEARCH, Candidates, SearchAsked, SearchResult
from hub.db import Connection, Database
from hub.jobs.actions import enqueue
from hub.jobs.kinds import Kind
from hub.jobs.types import Job
from hub.media.objects import Objects
from hub.rounds import rounds

log = structlog.get_logger("certification")

LOOK: Final = 5.0
PAGE: Final = 50_000
"""Templates of one job: a list of 0.8 MB, some eight seconds of a worker."""


class Searches:
    """The searches of one district; one in every hub process."""

    def __init__(self, db: Database, district: UUID, objects: Objects, page: int = PAGE) -> None:
        self.db, self.district, self.objects, self.page = db, district, objects, page

    async def run(self) -> None:
        """Sends until cancelled."""
        await rounds("searches", self.next, LOOK)

    async def next(self) -> bool:
        """Sends a page of one search; False when none waits."""
        async with self.db.connection() as connection:
            # The list's row first: whatever happens next, the sweep knows of the object.
            row = await connection.fetchrow(q.take, self.district)
            if row is None:
                return False
            name = await store.new_object(connection, self.district, None, "list")
            found = await connection.fetch(q.candidates, row["person"], row["past"], self.page)
        listed = Candidates(tuple(one["template"].bytes for one in found))
        if found:
            await self.objects.put(name, "list", msgspec.msgpack.encode(listed))
        upto = found[-1]["id"] if len(found) == self.page else None
        async with self.db.transaction() as tx:
            await self._send(tx, row, name, some=bool(found), upto=upto)
        return True

    async def _send(
        self, tx: Connection, wanted: Record, name: UUID, *, some: bool, upto: UUID | None
    ) -> None:
        row = await tx.fetchrow(q.take, self.district)
        mine = row is not None and (row["id"], row["past"]) == (wanted["id"], wanted["past"])
        on = mine and await tx.fetchval(q.switched_on, wanted["person"], wanted["template"])
        if not (on and some):
            await tx.execute(store.q.drop_object, name)
            if mine:
                await tx.execute(q.end, wanted["id"])
            return
        asked = SearchAsked(template=wanted["template"], candidates=name)
        job = await enqueue(tx, district=self.district, kind=SEARCH, payload=asked)
        await tx.execute(q.sent, wanted["id"], job, name, upto)


async def found(tx: Connection, job: Job, result: SearchResult) -> None:
    """Every other identity that was found is kept; the likest becomes a question to a reviewer, the others after it."""
    row = await _row(tx, job)
    if row is None:
        return
    asked = job.asked(SearchAsked)
    on = await tx.fetchval(q.switched_on, row["person"], asked.template)
    await tx.execute(q.go_on if on and row["upto"] is not None else q.end, row["id"])
    if not (on and result.hits):
        return
    if result.above > len(result.hits):
        log.warning("more look alike than are asked about", person=str(row["person"]), above=result.above)
    alike = {hit.template: hit.similarity for hit in result.hits}
    await locked(tx, job.district, row["person"])
    for one in await tx.fetch(q.of_templates, job.district, list(alike)):
        await tx.execute(q.hit, row["person"], one["id"], alike[one["template"]])
    opened = await questions.ask(tx, job.district, row["person"])
    await questions.announce(tx, job.district, row["person"], opened)


async def given_up(tx: Connection, job: Job) -> None:
    """The machine could not; the dead letter's alarm says so."""
    row = await _row(tx, job)
    if row is not None:
        await tx.execute(q.end, row["id"])


async def _row(tx: Connection, job: Job) -> Record | None:
    """The search of a job; its list is freed."""
    row = await tx.fetchrow(q.of_job, job.id)
    if row is not None:
        await tx.execute(store.q.drop_object, row["list"])
    return row


KINDS = (Kind(SEARCH, SearchResult, found, given_up),)
"""What the hub's intake must know of this part."""
