"""The resident's answers over HTTP. No rules here."""

from uuid import UUID

from litestar import Controller, post
from litestar.params import FromPath, JSONBody

from hub.dependencies import Asked, Db, SignedIn
from hub.tickets.closing import actions
from hub.tickets.closing.types import Rate, StillGood
from hub.tickets.types import Ticket


class ClosingController(Controller):
    path = "/api/tickets/{ticket:uuid}"
    tags = ("tickets",)

    @post("/rate", status_code=200, acting="rate")
    async def rate(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[Rate]
    ) -> Ticket:
        """She rates what was closed without a word of hers."""
        return await actions.rate(db, principal, asked, ticket, data)

    @post("/still-good", status_code=200, acting="still_good")
    async def still_good(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[StillGood]
    ) -> Ticket:
        """Four weeks later: still good, or not."""
        return await actions.still_good(db, principal, asked, ticket, data)
