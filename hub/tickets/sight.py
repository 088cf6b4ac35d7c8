"""Tickets as other residents may know them: by number and category."""

from collections.abc import Sequence
from uuid import UUID

from hub.accounts.types import Principal
from hub.db import Connection
from hub.tickets import policy, store
from hub.tickets.follows import store as follows


class TicketSight:
    kind = "ticket"

    async def seen(
        self, connection: Connection, principal: Principal, subjects: Sequence[UUID]
    ) -> dict[UUID, str]:
        found = {}
        names: dict[str, str] = {}
        for subject in subjects:
            ticket = await store.ticket(connection, principal.district, subject)
            if ticket is None or ticket.practice != principal.practice:
                continue
            if policy.relation(principal, ticket).sees or await follows.public(connection, ticket):
                if not names:
                    names = {
                        one.key: one.name for one in await store.categories(connection, principal.district)
                    }
                number = f"{ticket.number // 1000} {ticket.number % 1000:03}"
                found[subject] = f"{names.get(ticket.category, ticket.category)}（{number}）"
        return found
