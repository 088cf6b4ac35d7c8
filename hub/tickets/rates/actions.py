"""Counting, looking behind a number, and saying how is counted."""

from datetime import date, timedelta
from uuid import UUID

from hub import audit, cursors
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.tickets import policy as tickets
from hub.tickets.lists.types import TicketList
from hub.tickets.rates import policy, store
from hub.tickets.rates.types import By, Define, Definition, Of, Part, RateRow, RateTable
from hub.tickets.words import words

LONGEST = timedelta(days=400)
KEPT = 50
"""Definitions shown."""


async def table(db: Database, principal: Principal, area: UUID, first: date, last: date, by: By) -> RateTable:
    """The three rates of an area.

    Raises:
        DomainError: `not_found` for who may not see sums there, `rates.period`.
    """
    async with db.connection() as connection:
        place = await _place(connection, principal, area, first, last)
        rows = await store.rates(connection, principal.district, area, first, last, by)
        definition = (await store.definitions(connection, principal.district, 1))[0]
    return RateTable(
        area=area, area_name=place.names[-1], first=first, last=last, by=by, definition=definition,
        total=rows[0] if rows else store.nothing(), rows=rows[1:],
    )  # fmt: skip


async def by_area(connection: Connection, district: UUID, first: date, last: date) -> dict[UUID, RateRow]:
    """The three rates of a district and of every street and community in it, for the boards. Areas in which nothing
    was received are left out."""
    rows = await store.rates(connection, district, district, first, last, "level")
    return {row.id: row for row in rows if row.id is not None}


async def behind(
    db: Database, principal: Principal, area: UUID, first: date, last: date, *, of: Of, part: Part,
    unit: UUID | None, category: str | None, after: str | None, limit: int,
) -> TicketList:  # fmt: skip
    """The tickets behind one number; for desks on the area.

    Raises:
        DomainError: `not_found`, `rates.sums_only` for who sees sums but no single tickets, `rates.period`,
            `cursor.invalid`.
    """
    before = cursors.number(after)
    async with db.connection() as connection:
        place = await _place(connection, principal, area, first, last)
        if not policy.sees_tickets(principal, place.ids):
            raise DomainError("rates.sums_only")
        found = await store.behind(
            connection, principal.district, area, first, last, of=of, part=part, unit=unit, category=category,
            before=before, limit=limit + 1,
        )  # fmt: skip
    shown = [tickets.view(one, tickets.relation(principal, one)) for one in found[:limit]]
    return TicketList(shown, str(shown[-1].number) if len(found) > limit else None)


async def definitions(db: Database, principal: Principal) -> list[Definition]:
    """How this one's district counts, and has counted.

    Raises:
        DomainError: `not_found` for who sees no sums at all.
    """
    if not any(grant.role in policy.SUMS for grant in principal.grants):
        raise DomainError("not_found")
    async with db.connection() as connection:
        return await store.definitions(connection, principal.district, KEPT)


async def define(db: Database, principal: Principal, asked: Command, given: Define) -> Definition:
    """Counts otherwise from now on, past periods too; the table says which version it shows.

    Raises:
        DomainError: `not_found`, `rates.not_yours`, `rates.stale`, `ticket.text_empty`.
    """
    if not any(grant.role in policy.SUMS for grant in principal.grants):
        raise DomainError("not_found")
    if not policy.defines(principal):
        raise DomainError("rates.not_yours")

    async def act(tx: Connection) -> Definition:
        reason = words(given.reason)
        made = await store.define(
            tx, principal.district, given.version, given.choice, reason, principal.account
        )
        if made is None:
            raise DomainError("rates.stale")
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="rates.defined", subject=None,
            detail={"version": made.version},
        )  # fmt: skip
        return made

    return await once(db, asked, Definition, act)


async def _place(
    connection: Connection, principal: Principal, area: UUID, first: date, last: date
) -> areas.Place:
    place = await areas.place(connection, area, principal.district)
    if not policy.sees_sums(principal, place.ids):
        raise DomainError("not_found")
    if not timedelta(0) <= last - first <= LONGEST:
        raise DomainError("rates.period", days=LONGEST.days)
    return place
