"""What a ticket's page shows of linkage."""

from uuid import UUID

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.tickets import policy
from hub.tickets import store as tickets
from hub.tickets.linkage import store
from hub.tickets.linkage.types import Linkage


async def linkage(db: Database, principal: Principal, identity: UUID) -> Linkage:
    """Who works on a ticket beside its holder; for those who see it in office.

    Raises:
        DomainError: `not_found`, `ticket.not_allowed` (the resident).
    """
    async with db.connection() as connection:
        ticket = await tickets.ticket(connection, principal.district, identity)
        stands = policy.relation(principal, ticket) if ticket else None
        if ticket is None or stands is None or not stands.sees:
            raise DomainError("not_found")
        if not stands.in_office:
            raise DomainError("ticket.not_allowed")
        return Linkage(calls=await store.calls(connection, identity))
