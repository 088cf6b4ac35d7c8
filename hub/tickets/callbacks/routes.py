"""Call-backs over HTTP. No rules here."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.dependencies import Asked, Db, PageSize, SignedIn
from hub.tickets.callbacks import actions
from hub.tickets.callbacks.types import CallBack, CalledList, ToCallList
from hub.tickets.types import Ticket


class CallBackController(Controller):
    path = "/api"
    tags = ("tickets",)

    @get("/call-backs")
    async def waiting(
        self,
        db: Db,
        principal: SignedIn,
        area: FromQuery[UUID],
        after: Annotated[str | None, QueryParameter(max_length=50)] = None,
        limit: PageSize = 50,
    ) -> ToCallList:
        """What one can call back about in an area; `after` is the `next` of the page before."""
        return await actions.waiting(db, principal, area, after, limit)

    @get("/tickets/{ticket:uuid}/call-backs")
    async def of_ticket(self, db: Db, principal: SignedIn, ticket: FromPath[UUID]) -> CalledList:
        """The calls about one ticket."""
        return CalledList(await actions.of_ticket(db, principal, ticket))

    @post("/tickets/{ticket:uuid}/call-backs", status_code=200)
    async def call_back(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[CallBack]
    ) -> Ticket:
        """Writes down a call-back: reached or not, done or not, how satisfied."""
        return await actions.call_back(db, principal, asked, ticket, data)
