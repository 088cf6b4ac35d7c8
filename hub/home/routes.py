"""The first page over HTTP."""

from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from hub.dependencies import Asked, Db, SignedIn
from hub.home import actions, doors
from hub.home.types import Door, DoorSheet, MakeDoor, MakeDoors, PutSection, Sections


class HomeController(Controller):
    path = "/api/home"
    tags = ("home",)

    @get()
    async def shown(self, db: Db, area: FromQuery[UUID]) -> Sections:
        """The sections residents of an area see, in their order; public."""
        return await actions.shown(db, area)

    @get("/{area:uuid}/sections")
    async def every(self, db: Db, principal: SignedIn, area: FromPath[UUID]) -> Sections:
        """All sections of an area, hidden ones too, for who runs the service."""
        return await actions.every(db, principal, area)

    @put("/{area:uuid}/sections/{key:str}")
    async def put(
        self, db: Db, principal: SignedIn, asked: Asked, area: FromPath[UUID], key: FromPath[str],
        data: JSONBody[PutSection],
    ) -> Sections:  # fmt: skip
        """Shows a section as this area wants it."""
        return await actions.put(db, principal, asked, area, key, data)

    @delete("/{area:uuid}/sections/{key:str}", status_code=200)
    async def drop(
        self, db: Db, principal: SignedIn, asked: Asked, area: FromPath[UUID], key: FromPath[str]
    ) -> Sections:
        """Shows it as the area above does."""
        return await actions.drop(db, principal, asked, area, key)


class DoorController(Controller):
    path = "/api/doors"
    tags = ("home",)

    @post(status_code=200)
    async def make(self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[MakeDoor]) -> Door:
        """A code for a door, for staff of the place; always the same one."""
        return await doors.make(db, principal, asked, data.area)

    @post("/sheet", status_code=200)
    async def sheet(self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[MakeDoors]) -> DoorSheet:
        """Codes for an estate, its buildings and its units, to be printed; those that hang stay good."""
        return await doors.sheet(db, principal, asked, data.estate)

    @get("/{code:str}")
    async def door(self, db: Db, code: FromPath[str]) -> Door:
        """Where a code hangs; public, like the tree."""
        return await doors.door(db, code)
