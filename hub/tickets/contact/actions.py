"""Calling the reporter, and looking at who it is."""

from datetime import timedelta
from uuid import UUID

from hub import audit
from hub.accounts.contacts import contact_of
from hub.accounts.types import Principal
from hub.commands import Command
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.notify import actions as notify
from hub.sealing import Sealer
from hub.tickets import policy, store
from hub.tickets.callers import actions as callers
from hub.tickets.changes import Change
from hub.tickets.contact.types import Look, Phone, Seen, Spoke
from hub.tickets.steps import step
from hub.tickets.types import Ticket, Versioned

RINGS = timedelta(minutes=5)
"""A call that could not be made by then is not made: nobody expects it any more."""


async def phone(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, ticket: UUID, given: Phone
) -> Ticket:
    """Connects who asks with the reporter.

    Raises:
        DomainError: `ticket.no_phone`, and those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        _check_complaint(principal, before)
        other: UUID | str | None = before.reporter.id if before.reporter else None
        if other is None:
            other = (await callers.known(tx, sealer, principal.district, before.id)).phone
        elif not (await contact_of(tx, sealer, before.reporter.id)).phone:  # type: ignore[union-attr]
            other = None
        if not other:
            raise DomainError("ticket.no_phone")
        await notify.send(
            tx, sealer, district=principal.district, template="ticket.connect", params={"number": before.number},
            account=principal.account, channel="voice", valid=RINGS, connect=other,
        )  # fmt: skip
        await _written(tx, principal, before, "ticket.phoned", {})
        await store.phoned(tx, before.id)
        return Change(audience="internal")

    return await step(db, principal, asked, ticket, "phone", Versioned(version=given.version), change)


async def spoke(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Spoke) -> Ticket:
    """Who asked to be called has been, with another phone: she waits for no call any more.

    Raises:
        DomainError: those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        _check_complaint(principal, before)
        await _written(tx, principal, before, "ticket.phoned", {"self": True})
        await store.phoned(tx, before.id)
        return Change(audience="internal", text=given.note.strip())

    return await step(db, principal, asked, ticket, "spoke", Versioned(version=given.version), change)


async def look(db: Database, sealer: Sealer, principal: Principal, ticket: UUID, given: Look) -> Seen:
    """Name and phone of who reported it, for a desk. Every look is one more entry in the audit log, also a repeated
    one; its answer is not kept for repeats, because it holds the number.

    Raises:
        DomainError: `not_found`, `ticket.not_allowed`.
    """
    async with db.transaction() as tx:
        found = await store.ticket(tx, principal.district, ticket)
        stands = policy.relation(principal, found) if found else None
        if found is None or stands is None or not stands.sees:
            raise DomainError("not_found")
        if not stands.desk:
            raise DomainError("ticket.not_allowed")
        known = await callers.known(tx, sealer, principal.district, ticket)
        if not known.phone and found.reporter is not None:
            contact = await contact_of(tx, sealer, found.reporter.id)
            known = callers.Known(contact.name, contact.phone or "")
        await _written(tx, principal, found, "ticket.phone_seen", {"reason": given.reason})
    return Seen(known.name, known.phone)


def _check_complaint(principal: Principal, ticket: Ticket) -> None:
    if ticket.complaint_about is not None and not policy.relation(principal, ticket).desk:
        raise DomainError("ticket.not_allowed")


async def _written(
    tx: Connection, principal: Principal, ticket: Ticket, action: str, detail: dict[str, object]
) -> None:
    await audit.record(
        tx, district=principal.district, actor=principal.account, action=action,
        subject=ticket.reporter.id if ticket.reporter else None, detail={"ticket": ticket.id} | detail,
    )  # fmt: skip
