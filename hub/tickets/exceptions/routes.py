"""Exceptions over HTTP. No rules here."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from hub.dependencies import Asked, Db, PageSize, SignedIn
from hub.tickets.exceptions import actions
from hub.tickets.exceptions.types import Ask, Decide, RequestList
from hub.tickets.types import Ticket


class ExceptionController(Controller):
    path = "/api"
    tags = ("tickets",)

    @post("/tickets/{ticket:uuid}/requests", status_code=200)
    async def ask(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[Ask]
    ) -> Ticket:
        """Asks for more time (extend), for waiting (hang) or for not counting it (exclude)."""
        return await actions.ask(db, principal, asked, ticket, data)

    @get("/tickets/{ticket:uuid}/requests")
    async def of_ticket(self, db: Db, principal: SignedIn, ticket: FromPath[UUID]) -> RequestList:
        """All that was asked for on one ticket."""
        return RequestList(await actions.of_ticket(db, principal, ticket), None)

    @post("/tickets/{ticket:uuid}/requests/{request_id:uuid}/decision", status_code=200)
    async def decide(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], request_id: FromPath[UUID],
        data: JSONBody[Decide],
    ) -> Ticket:  # fmt: skip
        """Grants it or refuses."""
        return await actions.decide(db, principal, asked, ticket, request_id, data)

    @get("/requests")
    async def waiting(
        self,
        db: Db,
        principal: SignedIn,
        after: FromQuery[UUID | None] = None,
        limit: PageSize = 50,
    ) -> RequestList:
        """What waits for one's word, oldest first; `after` is the `next` of the page before."""
        return await actions.waiting(db, principal, after, limit)
