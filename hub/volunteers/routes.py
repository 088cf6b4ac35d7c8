"""Volunteering over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.dependencies import Asked, Db, PageSize, Sealing, SignedIn
from hub.volunteers import actions
from hub.volunteers.types import (
    CallVolunteers,
    CancelCall,
    ComeToCall,
    ThankVolunteers,
    VolunteerCallPage,
    VolunteerCalls,
    VolunteerHours,
)


class VolunteerController(Controller):
    path = "/api/volunteer-calls"
    tags = ("volunteers",)

    @post()
    async def call(
        self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[CallVolunteers]
    ) -> VolunteerCallPage:
        """Calls for hands: staff, or people of an organisation."""
        return await actions.call(db, principal, asked, data)

    @get()
    async def coming(
        self,
        db: Db,
        principal: SignedIn,
        area: FromQuery[UUID],
        after: Annotated[str | None, QueryParameter(max_length=100)] = None,
        limit: PageSize = 50,
    ) -> VolunteerCalls:
        """What is coming for who lives in a place."""
        return await actions.coming(db, principal, area, after=after, limit=limit)

    @get("/mine")
    async def mine(
        self, db: Db, principal: SignedIn, after: FromQuery[UUID | None] = None, limit: PageSize = 50
    ) -> VolunteerCalls:
        """What I signed up for, or was at."""
        return await actions.mine(db, principal, after=after, limit=limit)

    @get("/desk")
    async def desk(
        self, db: Db, principal: SignedIn, after: FromQuery[UUID | None] = None, limit: PageSize = 50
    ) -> VolunteerCalls:
        """What I answer for."""
        return await actions.desk(db, principal, after=after, limit=limit)

    @get("/hours")
    async def hours(self, db: Db, principal: SignedIn) -> VolunteerHours:
        """My hours."""
        return await actions.hours(db, principal)

    @get("/{call:uuid}")
    async def one(self, db: Db, principal: SignedIn, call: FromPath[UUID]) -> VolunteerCallPage:
        """One call; with names and code for who called."""
        return await actions.page(db, principal, call)

    @post("/{call:uuid}/cancel", status_code=200)
    async def cancel(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        call: FromPath[UUID],
        data: JSONBody[CancelCall],
    ) -> VolunteerCallPage:
        """It does not take place."""
        return await actions.cancel(db, sealer, principal, asked, call, data)

    @post("/{call:uuid}/thank", status_code=200)
    async def thank(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        call: FromPath[UUID],
        data: JSONBody[ThankVolunteers],
    ) -> VolunteerCallPage:
        """It is done: thanks to everybody who came."""
        return await actions.thank(db, sealer, principal, asked, call, data)

    @post("/{call:uuid}/sign-up", status_code=200)
    async def sign_up(
        self, db: Db, principal: SignedIn, asked: Asked, call: FromPath[UUID]
    ) -> VolunteerCallPage:
        """I will come; in the line, when it is full."""
        return await actions.sign_up(db, principal, asked, call)

    @post("/{call:uuid}/leave", status_code=200)
    async def leave(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        call: FromPath[UUID],
    ) -> VolunteerCallPage:
        """I cannot come."""
        return await actions.leave(db, sealer, principal, asked, call)

    @post("/{call:uuid}/come", status_code=200)
    async def come(
        self, db: Db, principal: SignedIn, asked: Asked, call: FromPath[UUID], data: JSONBody[ComeToCall]
    ) -> VolunteerCallPage:
        """I am there: the code of the place."""
        return await actions.come(db, principal, asked, call, data)
