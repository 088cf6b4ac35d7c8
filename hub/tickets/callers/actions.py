"""Filing for a caller and among staff; what staff see of a caller."""

from typing import NamedTuple
from uuid import UUID

from hub.accounts.actions import clean_name
from hub.accounts.contacts import resident_with_phone
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.sealing import Sealer, mask_phone, normal_phone
from hub.tickets import policy
from hub.tickets import store as tickets
from hub.tickets.actions import file
from hub.tickets.callers import store
from hub.tickets.callers.types import Caller, CallerGiven, FileAmongStaff, FileFor
from hub.tickets.types import Actor, Create, Ticket


async def on_behalf(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, report: FileFor
) -> Ticket:
    """Stores what a caller said. Their phone's resident, if there is one, is the reporter.

    Raises:
        DomainError: `ticket.not_allowed` (not staff of the place), `phone.invalid`, `input.invalid` (the name),
            and those of `tickets.actions.create`.
    """
    given = report.caller or CallerGiven()
    name = clean_name(given.name) if given.name.strip() else ""
    phone = normal_phone(given.phone) if given.phone.strip() else ""

    async def act(tx: Connection) -> Ticket:
        reporter = await resident_with_phone(tx, sealer, principal.district, phone) if phone else None

        async def settle(tx: Connection, ticket: Ticket) -> None:
            await store.settle(
                tx, ticket.id, origin=report.origin, filed_by=principal.account, reporter=reporter,
                staff_only=False,
            )  # fmt: skip
            await store.put(tx, sealer, ticket.id, principal.district, name, phone)

        by = await _clerk(tx, principal, report)
        filed, _ = await file(tx, principal, report, by, by_reporter=False, settle=settle)
        return policy.for_staff(filed)

    return await once(db, asked, Ticket, act)


async def among_staff(db: Database, principal: Principal, asked: Command, report: FileAmongStaff) -> Ticket:
    """Stores a report that no resident sees. Raises as `on_behalf`."""

    async def settle(tx: Connection, ticket: Ticket) -> None:
        await store.settle(
            tx, ticket.id, origin="staff", filed_by=principal.account, reporter=None, staff_only=True
        )

    async def act(tx: Connection) -> Ticket:
        by = await _clerk(tx, principal, report)
        if report.call_me:
            raise DomainError("ticket.no_phone")  # there is nobody to call
        filed, _ = await file(tx, principal, report, by, by_reporter=False, settle=settle)
        return policy.for_staff(filed)

    return await once(db, asked, Ticket, act)


async def settle_post(tx: Connection, ticket: UUID, filed_by: UUID, author: UUID) -> None:
    """Says of a new report that staff made it of what a resident had posted; she is its reporter."""
    await store.settle(tx, ticket, origin="post", filed_by=filed_by, reporter=author, staff_only=False)


async def _clerk(tx: Connection, principal: Principal, report: Create) -> Actor:
    """Who files, under the name of the unit that sees this place."""
    place = await areas.place(tx, report.area, principal.district)
    watched = policy.scope(principal).watched
    units = [name for area, name in zip(place.ids, place.names, strict=True) if area in watched]
    if not units:
        raise DomainError("ticket.not_allowed")
    return Actor(principal.name, units[-1])


async def caller(db: Database, sealer: Sealer, principal: Principal, ticket: UUID) -> Caller:
    """Who called about a ticket, for staff who see it; the phone masked.

    Raises:
        DomainError: `not_found` (also when nobody called), `ticket.not_allowed`.
    """
    async with db.connection() as connection:
        found = await tickets.ticket(connection, principal.district, ticket)
        stands = policy.relation(principal, found) if found else None
        if stands is None or not stands.sees:
            raise DomainError("not_found")
        assert found is not None
        if not (stands.staff if found.complaint_about is None else stands.desk):
            raise DomainError("ticket.not_allowed")
        known = await store.caller(connection, sealer, ticket, principal.district)
    if known is None:
        raise DomainError("not_found")
    return Caller(known.name, mask_phone(known.phone) if known.phone else "", known.reporter is not None)


class Known(NamedTuple):
    """What a caller said of themselves, opened; either may be empty."""

    name: str = ""
    phone: str = ""

    def __repr__(self) -> str:
        return "Known(…)"


async def known(tx: Connection, sealer: Sealer, district: UUID, ticket: UUID) -> Known:
    """Who called about a ticket. The caller of this has made sure that they may know, and writes it down."""
    found = await store.caller(tx, sealer, ticket, district)
    return Known(found.name, found.phone) if found else Known()
