"""The tree over HTTP. Area names are public; they need no sign-in."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get
from litestar.params import FromPath, FromQuery, QueryParameter

from hub.areas import actions
from hub.areas.types import (
    AreaDetail,
    AreaList,
    FoundAreas,
    Level,
    OrganisationKind,
    OrganisationList,
    Resolved,
)
from hub.dependencies import Db
from hub.errors import DomainError

Words = Annotated[str, QueryParameter(min_length=1, max_length=50)]
PlaceText = Annotated[str, QueryParameter(max_length=200)]


class AreaController(Controller):
    path = "/api"
    tags = ("areas",)

    @get("/areas")
    async def children(self, db: Db, parent: FromQuery[UUID | None] = None) -> AreaList:
        """The areas right below `parent`; without it, the districts."""
        async with db.connection() as connection:
            return AreaList(await actions.children(connection, parent))

    @get("/areas/search")
    async def search(
        self,
        db: Db,
        q: Words,
        level: FromQuery[Level | None] = None,
        district: FromQuery[UUID | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=50)] = 20,
    ) -> FoundAreas:
        """Areas whose name contains `q`."""
        async with db.connection() as connection:
            if district is None:
                districts = await actions.children(connection, None)
                if not districts:
                    raise DomainError("area.unknown")
                district = districts[0].id
            return FoundAreas(await actions.search(connection, district, q, level, limit))

    @get("/areas/resolve")
    async def resolve(self, db: Db, estate: FromQuery[UUID], text: PlaceText = "") -> Resolved:
        """Reads "12栋3单元1-6" inside an estate."""
        async with db.connection() as connection:
            return await actions.resolve(connection, estate, text)

    @get("/areas/{area:uuid}")
    async def area(self, db: Db, area: FromPath[UUID]) -> AreaDetail:
        """One area with the names above it."""
        async with db.connection() as connection:
            return await actions.area(connection, area)

    @get("/organisations")
    async def organisations(
        self,
        db: Db,
        area: FromQuery[UUID],
        kind: FromQuery[OrganisationKind | None] = None,
        inside: FromQuery[bool] = False,
    ) -> OrganisationList:
        """The organisations that serve an area; `inside`: also those that serve only a part of it."""
        async with db.connection() as connection:
            return OrganisationList(await actions.organisations(connection, area, kind, inside))
