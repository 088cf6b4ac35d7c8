"""Home visits over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.dependencies import Asked, Db, SignedIn
from hub.visits import actions
from hub.visits.types import AskVisit, EndVisit, HomeVisit, HomeVisits, ProposeVisit

WhoseVisits = Annotated[Literal["own", "staff"], QueryParameter(name="list")]


class VisitController(Controller):
    path = "/api/visits"
    tags = ("visits",)

    @post(status_code=201, acting="visit")
    async def ask(self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[AskVisit]) -> HomeVisit:
        """Asks somebody to come."""
        return await actions.ask(db, principal, asked, data)

    @get(acting=True)
    async def page(
        self, db: Db, principal: SignedIn, name: WhoseVisits, after: FromQuery[UUID | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=100)] = 50,
    ) -> HomeVisits:  # fmt: skip
        """Mine; or for staff what is open in my areas."""
        return await actions.page(db, principal, staff=name == "staff", after=after, limit=limit)

    @post("/{visit:uuid}/take", status_code=200)
    async def take(self, db: Db, principal: SignedIn, asked: Asked, visit: FromPath[UUID]) -> HomeVisit:
        """I go."""
        return await actions.take(db, principal, asked, visit)

    @post("/{visit:uuid}/propose", status_code=200)
    async def propose(
        self, db: Db, principal: SignedIn, asked: Asked, visit: FromPath[UUID], data: JSONBody[ProposeVisit]
    ) -> HomeVisit:
        """When I come."""
        return await actions.propose(db, principal, asked, visit, data)

    @post("/{visit:uuid}/done", status_code=200)
    async def done(
        self, db: Db, principal: SignedIn, asked: Asked, visit: FromPath[UUID], data: JSONBody[EndVisit]
    ) -> HomeVisit:
        """I was there."""
        return await actions.done(db, principal, asked, visit, data)

    @post("/{visit:uuid}/cancel", status_code=200, acting="visit_off")
    async def cancel(
        self, db: Db, principal: SignedIn, asked: Asked, visit: FromPath[UUID], data: JSONBody[EndVisit]
    ) -> HomeVisit:
        """Not any more."""
        return await actions.cancel(db, principal, asked, visit, data)
