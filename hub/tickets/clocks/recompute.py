"""Holidays published, hours edited, a unit switched to another calendar: the open promises of every ticket that goes by
such a calendar or should from now on, computed again, and by when organisations must accept what they were given.

Each ticket in a transaction of its own; who was cut off begins again and moves nothing twice. Several hubs may do it
at once: what one has moved, another finds in place.
"""

from uuid import UUID

import structlog

from hub.db import Connection, Database
from hub.rounds import rounds
from hub.tickets import store as tickets
from hub.tickets.changes import Change
from hub.tickets.circle.reactions import move_accept
from hub.tickets.clocks import running, store
from hub.tickets.steps import service_step

log = structlog.get_logger("tickets")

LOOK = 5.0
"""Seconds between looks; one small query when nothing was edited."""
PAGE = 200


class Recompute:
    """The background look of a hub process. `moved`: tickets told of new promises since it began."""

    def __init__(self, db: Database, district: UUID) -> None:
        self.db = db
        self.district = district
        self.moved = 0

    async def run(self) -> None:
        """Looks until cancelled, through every loss of PostgreSQL."""
        await rounds("promises", self.look, LOOK)

    async def look(self) -> None:
        async with self.db.connection() as connection:
            behind = await store.behind(connection, self.district)
        for calendar, version in behind:
            after: UUID | None = None
            while True:
                async with self.db.connection() as connection:
                    page = await store.open_by(connection, calendar, after, PAGE)
                for ticket in page:
                    await self._compute(ticket)
                if len(page) < PAGE:
                    break
                after = page[-1]
            await self._turns(calendar)
            async with self.db.transaction() as tx:
                await store.computed(tx, calendar, version)

    async def _turns(self, calendar: UUID) -> None:
        """By when organisations must accept what they were given."""
        after: UUID | None = None
        while True:
            async with self.db.connection() as connection:
                page = await store.turns_by(connection, calendar, after, PAGE)
            for _, ticket in page:
                async with self.db.transaction() as tx:
                    if await tickets.lock(tx, self.district, ticket) is None:
                        continue
                    await self._accept(tx, ticket)
            if len(page) < PAGE:
                return
            after = page[-1][0]

    async def _accept(self, tx: Connection, ticket: UUID) -> None:
        if (accept_by := await move_accept(tx, ticket)) is not None:
            change = Change(audience="internal", due=accept_by)
            await service_step(tx, self.district, ticket, "rescheduled", change)

    async def _compute(self, ticket: UUID) -> None:
        async with self.db.transaction() as tx:
            now = await tickets.lock(tx, self.district, ticket)
            if now is None:
                return
            switched = await store.go_by(tx, ticket)
            moved = await store.compute(tx, ticket)
            if moved:
                await running.look_on(tx, ticket, now)
                found = await tickets.ticket(tx, self.district, ticket)
                assert found is not None
                await service_step(tx, self.district, ticket, "rescheduled", Change(due=found.resolve_by))
            if (
                switched
            ):  # a turn that goes by the ticket's calendar is no longer among those of the former one
                await self._accept(tx, ticket)
        self.moved += moved
