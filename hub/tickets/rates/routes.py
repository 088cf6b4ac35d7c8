"""The three rates over HTTP. No rules here."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromQuery, JSONBody, QueryParameter

from hub.dependencies import Asked, Db, PageSize, SignedIn
from hub.tickets.lists.types import TicketList
from hub.tickets.rates import actions
from hub.tickets.rates.types import By, Define, Definition, DefinitionList, Of, Part, RateTable

First = Annotated[date, QueryParameter(name="from")]
Last = Annotated[date, QueryParameter(name="to")]


class RateController(Controller):
    path = "/api/rates"
    tags = ("tickets",)

    @get()
    async def table(
        self,
        db: Db,
        principal: SignedIn,
        area: FromQuery[UUID],
        first: First,
        last: Last,
        by: FromQuery[By] = "unit",
    ) -> RateTable:
        """Response, resolution and satisfaction of an area, for tickets received from one day to another."""
        return await actions.table(db, principal, area, first, last, by)

    @get("/tickets")
    async def behind(
        self,
        db: Db,
        principal: SignedIn,
        area: FromQuery[UUID],
        first: First,
        last: Last,
        of: FromQuery[Of],
        part: FromQuery[Part] = "of",
        unit: FromQuery[UUID | None] = None,
        category: Annotated[str | None, QueryParameter(max_length=50)] = None,
        after: Annotated[str | None, QueryParameter(max_length=50)] = None,
        limit: PageSize = 50,
    ) -> TicketList:
        """The tickets behind one number of the table."""
        return await actions.behind(
            db,
            principal,
            area,
            first,
            last,
            of=of,
            part=part,
            unit=unit,
            category=category,
            after=after,
            limit=limit,
        )

    @get("/definitions")
    async def definitions(self, db: Db, principal: SignedIn) -> DefinitionList:
        """How the rates are counted and have been, newest first."""
        return DefinitionList(await actions.definitions(db, principal))

    @post("/definitions")
    async def define(self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[Define]) -> Definition:
        """Counts otherwise from now on."""
        return await actions.define(db, principal, asked, data)
