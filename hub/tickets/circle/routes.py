"""Organisations' work over HTTP. No rules here: routes take apart and hand on."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.dependencies import Asked, Db, PageSize, SignedIn
from hub.tickets.circle import actions, directory
from hub.tickets.circle.types import Accept, Arrive, Circle, FiguresList, Lane, LaneList
from hub.tickets.types import Ticket

Cursor = Annotated[str | None, QueryParameter(max_length=60)]
Days = Annotated[int, QueryParameter(ge=1, le=366)]


class CircleController(Controller):
    path = "/api"
    tags = ("circle",)

    @get("/organisations/{organisation:uuid}/tickets")
    async def lane(
        self,
        db: Db,
        principal: SignedIn,
        organisation: FromPath[UUID],
        lane: FromQuery[Lane],
        after: Cursor = None,
        limit: PageSize = 50,
    ) -> LaneList:
        """A page of one of an organisation's lanes, with the counts of all."""
        return await actions.lane(db, principal, organisation, lane, after, limit)

    @get("/areas/{area:uuid}/handlers")
    async def figures(
        self, db: Db, principal: SignedIn, area: FromPath[UUID], days: Days = 30
    ) -> FiguresList:
        """How organisations do with what they were given in an area: overdue, time to accept, to finish."""
        return await actions.figures(db, principal, area, days)

    @get("/areas/{area:uuid}/circle")
    async def circle(self, db: Db, principal: SignedIn, area: FromPath[UUID]) -> Circle:
        """Who serves a place; what an estate lacks, and who takes over."""
        return await directory.circle(db, principal, area)

    @post("/tickets/{ticket:uuid}/accept", status_code=200)
    async def accept(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[Accept]
    ) -> Ticket:
        """The organisation takes it up."""
        return await actions.accept(db, principal, asked, ticket, data)

    @post("/tickets/{ticket:uuid}/arrive", status_code=200)
    async def arrive(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[Arrive]
    ) -> Ticket:
        """Somebody is there."""
        return await actions.arrive(db, principal, asked, ticket, data)
