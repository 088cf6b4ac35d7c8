"""The pool over HTTP. No rules here: routes take apart and hand on."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from hub.dependencies import Asked, Db, PageSize, SignedIn
from hub.tickets.pool import actions
from hub.tickets.pool.types import DeskOffers, GiveBack, MakeOffer, Offers, Take, WithdrawOffer
from hub.tickets.types import Ticket


class PoolController(Controller):
    path = "/api"
    tags = ("pool",)

    @get("/offers")
    async def pool(
        self, db: Db, principal: SignedIn, after: FromQuery[UUID | None] = None, limit: PageSize = 50
    ) -> Offers:
        """What my organisations may take; changes come as `offer.changed` on `org/<id>/pool`."""
        return await actions.pool(db, principal, after, limit)

    @post("/offers/{offer:uuid}/take", status_code=200)
    async def take(
        self, db: Db, principal: SignedIn, asked: Asked, offer: FromPath[UUID], data: JSONBody[Take]
    ) -> Ticket:
        """It is mine; 409 `offer.taken` says since when another has it."""
        return await actions.take(db, principal, asked, offer)

    @get("/tickets/{ticket:uuid}/offers")
    async def of_ticket(self, db: Db, principal: SignedIn, ticket: FromPath[UUID]) -> DeskOffers:
        """To whom a ticket was offered and who took it, for its desks."""
        return await actions.of_ticket(db, principal, ticket)

    @post("/tickets/{ticket:uuid}/offer", status_code=200)
    async def offer(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[MakeOffer]
    ) -> Ticket:
        """Volunteers and party members may take it."""
        return await actions.offer(db, principal, asked, ticket, data)

    @post("/tickets/{ticket:uuid}/withdraw-offer", status_code=200)
    async def withdraw(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[WithdrawOffer]
    ) -> Ticket:
        """Nobody may take it any more."""
        return await actions.withdraw(db, principal, asked, ticket, data)

    @post("/tickets/{ticket:uuid}/give-back", status_code=200)
    async def give_back(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[GiveBack]
    ) -> Ticket:
        """Whoever took it cannot do it: open for others again."""
        return await actions.give_back(db, principal, asked, ticket, data)
