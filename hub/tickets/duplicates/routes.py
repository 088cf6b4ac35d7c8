"""Duplicates over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.tickets.duplicates import similar
from hub.tickets.duplicates.types import SimilarList
from hub.tickets.types import Position

Db = NamedDependency[Database]
SignedIn = NamedDependency[Principal]


class DuplicateController(Controller):
    path = "/api/tickets"
    tags = ("tickets",)

    @get("/similar")
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

    @get("/{ticket:uuid}/similar")
    async def candidates(self, db: Db, principal: SignedIn, ticket: FromPath[UUID]) -> SimilarList:
        """What a ticket may be merged with, the likeliest first; for desks."""
        return await similar.candidates(db, principal, ticket)
