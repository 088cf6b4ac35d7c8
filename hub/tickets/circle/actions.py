"""What organisations do with what they are given, and what they and the desks see of it."""

from datetime import timedelta
from uuid import UUID

from hub import cursors
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.media import actions as media
from hub.tickets import policy as tickets_policy
from hub.tickets import store as tickets
from hub.tickets.changes import Change
from hub.tickets.circle import policy, store
from hub.tickets.circle.types import Accept, Arrive, FiguresList, Lane, LaneList, LaneTicket
from hub.tickets.steps import step
from hub.tickets.types import Ticket
from hub.tickets.words import line

FURTHEST = timedelta(days=60)
"""A promise to come that lies further ahead is a slip of the pen."""


async def accept(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Accept) -> Ticket:
    """The organisation takes it up, and may say when somebody will be there.

    Raises:
        DomainError: `ticket.arrival_invalid`, and those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        if given.arrive_by is not None:
            now = await tickets.now(tx)
            if not now < given.arrive_by < now + FURTHEST:
                raise DomainError("ticket.arrival_invalid")
        await store.accept(tx, before.id, given.arrive_by)
        return Change(text=line(given.note), due=given.arrive_by)

    return await step(db, principal, asked, ticket, "accept", given, change)


async def arrive(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Arrive) -> Ticket:
    """Somebody is there, with a picture of how it looks before.

    Raises:
        DomainError: `ticket.evidence_missing`, `photo.unknown`, and those of every step.
    """
    if not given.photos:
        raise DomainError("ticket.evidence_missing")

    async def change(tx: Connection, before: Ticket) -> Change:
        await media.attach(tx, principal, given.photos)
        await tickets.add_photos(tx, before.id, given.photos, "before")
        return Change(text=line(given.note))

    return await step(db, principal, asked, ticket, "arrive", given, change)


async def lane(
    db: Database, principal: Principal, organisation: UUID, name: Lane, after: str | None, limit: int
) -> LaneList:
    """One page of a lane of an organisation, as one of its people sees it.

    Raises:
        DomainError: `organisation.unknown` (also: not the principal's), `cursor.invalid`.
    """
    view = policy.view(principal, organisation)
    if view is None:
        raise DomainError("organisation.unknown")
    place = cursors.read(after, None)
    async with db.connection() as connection:
        rows = await store.lane(connection, organisation, view.only, name, place, limit + 1)
        shown = rows[:limit]
        held = await store.tickets(connection, [row.ticket for row in shown if row.turn.ended_at is None])
        told = await store.told(
            connection, organisation, [row.ticket for row in shown if row.turn.ended_at is not None]
        )
        counts = await store.counts(connection, organisation, view.only)
    found: list[LaneTicket] = []
    for row in shown:
        last = told.get(row.ticket)
        ticket = held.get(row.ticket) or (last.ticket if last else None)
        if ticket is None:
            continue  # erased since
        found.append(
            LaneTicket(
                ticket=tickets_policy.for_organisation(ticket), turn=row.turn, lane=row.lane, overdue=row.overdue,
                confirmed=row.confirmed, step=last.step if last else None,
            )
        )  # fmt: skip
    return LaneList(
        found, counts, cursors.at(rows[limit - 1].due, rows[limit - 1].id) if len(rows) > limit else None
    )


async def figures(db: Database, principal: Principal, area: UUID, days: int) -> FiguresList:
    """How the organisations do that were given something in an area; for the desks of it and above.

    Raises:
        DomainError: `area.unknown`, also when it is not the principal's.
    """
    async with db.connection() as connection:
        place = await areas.place(connection, area, principal.district)
        if not policy.may_see_figures(principal, place.ids):
            raise DomainError("area.unknown")
        return FiguresList(await store.figures(connection, area, days), days)
