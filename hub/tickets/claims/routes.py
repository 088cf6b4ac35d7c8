"""Claims over HTTP."""

from uuid import UUID

from litestar import Controller, post
from litestar.params import FromPath, JSONBody

from hub.dependencies import Asked, Db, SignedIn
from hub.tickets.claims import actions
from hub.tickets.claims.types import Claim, HandBack, TakeOver
from hub.tickets.types import Ticket


class ClaimController(Controller):
    path = "/api/tickets/{ticket:uuid}"
    tags = ("tickets",)

    @post("/claim", status_code=200)
    async def claim(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[Claim]
    ) -> Ticket:
        """I have it, if nobody has; 409 `ticket.claimed` says who has, and since when."""
        return await actions.claim(db, principal, asked, ticket, data)

    @post("/hand-back", status_code=200)
    async def hand_back(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[HandBack]
    ) -> Ticket:
        """Not mine any more: my unit's again."""
        return await actions.hand_back(db, principal, asked, ticket, data)

    @post("/take-over", status_code=200)
    async def take_over(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[TakeOver]
    ) -> Ticket:
        """A colleague has it and it cannot wait: mine now, with a reason."""
        return await actions.take_over(db, principal, asked, ticket, data)
