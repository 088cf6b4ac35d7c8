"""Reaching the reporter, over HTTP."""

from uuid import UUID

from litestar import Controller, post
from litestar.params import FromPath, JSONBody

from hub.dependencies import Asked, Db, Sealing, SignedIn
from hub.tickets.contact import actions
from hub.tickets.contact.types import Look, Phone, Seen, Spoke
from hub.tickets.types import Ticket


class ContactController(Controller):
    path = "/api/tickets"
    tags = ("tickets",)

    @post("/{ticket:uuid}/call", status_code=200)
    async def call(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked,
        ticket: FromPath[UUID], data: JSONBody[Phone],
    ) -> Ticket:  # fmt: skip
        """Connects who asks with the reporter; neither learns the other's number."""
        return await actions.phone(db, sealer, principal, asked, ticket, data)

    @post("/{ticket:uuid}/spoke", status_code=200)
    async def spoke(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID],
        data: JSONBody[Spoke],
    ) -> Ticket:  # fmt: skip
        """Who asked to be called has been called with another phone (已回电)."""
        return await actions.spoke(db, principal, asked, ticket, data)

    @post("/{ticket:uuid}/phone", status_code=200)
    async def phone(
        self, db: Db, sealer: Sealing, principal: SignedIn, ticket: FromPath[UUID],
        data: JSONBody[Look],
    ) -> Seen:  # fmt: skip
        """Name and phone of the reporter, for a desk; every look is written down."""
        return await actions.look(db, sealer, principal, ticket, data)
