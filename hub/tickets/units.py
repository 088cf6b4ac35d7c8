"""A unit that somebody names, as the holder of a ticket: the desk of an area, or an organisation that serves there."""

from uuid import UUID

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.db import Connection
from hub.errors import DomainError
from hub.tickets import policy
from hub.tickets.types import Holder, NextOwner, Ticket


async def serving(tx: Connection, principal: Principal, ticket: Ticket, identity: UUID) -> Holder:
    """An organisation that serves the ticket's place.

    Raises:
        DomainError: `organisation.unknown`, `ticket.not_serving`, `ticket.complained_about`.
    """
    found = await areas.organisation(tx, identity, principal.district)
    if found.id == ticket.complaint_about:
        raise DomainError("ticket.complained_about")
    there = await areas.organisations(tx, ticket.area)
    if all(one.id != found.id for one in there):
        raise DomainError("ticket.not_serving", name=found.name)
    return Holder("organisation", found.id, found.name)


async def desk(tx: Connection, district: UUID, area: UUID) -> Holder:
    """The desk of a district, street or community.

    Raises:
        DomainError: `area.unknown`, `area.level`.
    """
    place = await areas.place(tx, area, district)
    if place.level not in ("district", "street", "community"):
        raise DomainError("area.level", expected="社区、街道或区")
    return Holder("desk", place.ids[-1], place.names[-1])


async def named(tx: Connection, principal: Principal, ticket: Ticket, owner: NextOwner) -> Holder:
    """The unit that a command names for a ticket; never the one that the ticket complains about.

    Raises:
        DomainError: `ticket.next_missing`, `ticket.complained_about`, and those of `next_owner`.
    """
    if (owner.area is None) == (owner.organisation is None):
        raise DomainError("ticket.next_missing")
    if owner.organisation is not None and owner.organisation == ticket.complaint_about:
        raise DomainError("ticket.complained_about")
    return await next_owner(tx, principal, ticket, owner)


async def next_owner(tx: Connection, principal: Principal, ticket: Ticket, owner: NextOwner) -> Holder:
    """The unit of a `NextOwner` that has exactly one of its two.

    Raises:
        DomainError: those of `serving` and `desk`.
    """
    if owner.organisation is not None:
        return await serving(tx, principal, ticket, owner.organisation)
    assert owner.area is not None
    return await desk(tx, principal.district, owner.area)


async def own_desk(tx: Connection, principal: Principal, ticket: Ticket) -> Holder:
    """The desk as which a principal acts on a ticket: the nearest of theirs on its path, or the one that holds it."""
    desks = policy.scope(principal).desks
    nearest = next((area for area in reversed(ticket.path) if area in desks), None)
    if nearest is None:
        return ticket.holder
    place = await areas.place(tx, nearest, principal.district)
    return Holder("desk", nearest, place.names[-1])
