"""Duplicates over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.dependencies import Asked, Db, PageSize, SignedIn
from hub.errors import DomainError
from hub.tickets.duplicates import actions, repeats, similar
from hub.tickets.duplicates.types import EstateTickets, HotPlaces, Merge, RepeatList, SimilarList, Split
from hub.tickets.types import Position, Ticket

Days = Annotated[int, QueryParameter(ge=1, le=366)]


class DuplicateController(Controller):
    path = "/api/tickets"
    tags = ("tickets",)

    @get("/similar", acting=True)
    async def similar(
        self,
        db: Db,
        principal: SignedIn,
        area: FromQuery[UUID],
        category: Annotated[str, QueryParameter(max_length=50)],
        text: Annotated[str, QueryParameter(max_length=800)] = "",
        lat: Annotated[float | None, QueryParameter(ge=-90, le=90)] = None,
        lon: Annotated[float | None, QueryParameter(ge=-180, le=180)] = None,
    ) -> SimilarList:
        """What may be the same as a report that is being written: "follow this one"."""
        if (lat is None) != (lon is None):
            raise DomainError("input.invalid", fields={"lat": "with lon", "lon": "with lat"})
        position = Position(lat, lon) if lat is not None and lon is not None else None
        return await similar.while_typing(
            db, principal, area=area, category=category, text=text, position=position
        )

    @get("/estate")
    async def of_estate(
        self,
        db: Db,
        principal: SignedIn,
        after: FromQuery[UUID | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=100)] = 30,
    ) -> EstateTickets:
        """What neighbours have reported in my estate, as far as all may know."""
        return await similar.of_estate(db, principal, after=after, limit=limit)

    @get("/repeats")
    async def repeats(
        self,
        db: Db,
        principal: SignedIn,
        by: FromQuery[Literal["place", "reporter"]] = "place",
        area: FromQuery[UUID | None] = None,
        days: Days = 90,
        after: Annotated[str | None, QueryParameter(max_length=100)] = None,
        limit: PageSize = 50,
    ) -> RepeatList:
        """Places or people that come back, the most first; for staff, of what they watch."""
        look = repeats.places if by == "place" else repeats.reporters
        return await look(db, principal, area, days, after, limit)

    @get("/hot-places")
    async def hot_places(
        self, db: Db, principal: SignedIn, area: FromQuery[UUID | None] = None, days: Days = 30
    ) -> HotPlaces:
        """The buildings with the most reports; for staff, of what they watch."""
        return await repeats.hot_places(db, principal, area, days)

    @get("/{ticket:uuid}/similar")
    async def candidates(self, db: Db, principal: SignedIn, ticket: FromPath[UUID]) -> SimilarList:
        """What a ticket may be merged with, the likeliest first; for desks."""
        return await similar.candidates(db, principal, ticket)

    @post("/{ticket:uuid}/merge", status_code=200)
    async def merge(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[Merge]
    ) -> Ticket:
        """Ends a ticket as the same as another, which goes on."""
        return await actions.merge(db, principal, asked, ticket, data)

    @post("/{ticket:uuid}/split", status_code=200)
    async def split(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[Split]
    ) -> Ticket:
        """A merged ticket is one of its own again, as it was."""
        return await actions.split(db, principal, asked, ticket, data)
