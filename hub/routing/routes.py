"""Rules over HTTP."""

from uuid import UUID

from litestar import Controller, get, post, put
from litestar.params import FromPath, JSONBody

from hub.dependencies import Asked, Db, SignedIn
from hub.routing import actions
from hub.routing.types import AreaRules, Draft, OfDraft, Rehearsal, Rehearse, RuleSets


class RoutingController(Controller):
    path = "/api/routing/{area:uuid}"
    tags = ("routing",)

    @get()
    async def rules(self, db: Db, principal: SignedIn, area: FromPath[UUID]) -> AreaRules:
        """What is in force for a district, street or community, its draft, and what could not be followed lately."""
        return await actions.rules(db, principal, area)

    @get("/versions")
    async def versions(self, db: Db, principal: SignedIn, area: FromPath[UUID]) -> RuleSets:
        """What has been in force, the newest first."""
        return await actions.versions(db, principal, area)

    @put("/draft")
    async def put_draft(
        self, db: Db, principal: SignedIn, asked: Asked, area: FromPath[UUID], data: JSONBody[Draft]
    ) -> AreaRules:
        """The whole draft anew."""
        return await actions.put_draft(db, principal, asked, area, data)

    @post("/rehearse", status_code=200)
    async def rehearse(
        self, db: Db, principal: SignedIn, area: FromPath[UUID], data: JSONBody[Rehearse]
    ) -> Rehearsal:
        """What rules would have done with past tickets; changes nothing, so it needs no key."""
        return await actions.rehearse(db, principal, area, data)

    @post("/publish", status_code=200)
    async def publish(
        self, db: Db, principal: SignedIn, asked: Asked, area: FromPath[UUID], data: JSONBody[OfDraft]
    ) -> AreaRules:
        """The draft is in force."""
        return await actions.publish(db, principal, asked, area, data)

    @post("/discard", status_code=200)
    async def discard(
        self, db: Db, principal: SignedIn, asked: Asked, area: FromPath[UUID], data: JSONBody[OfDraft]
    ) -> AreaRules:
        """The draft is thrown away."""
        return await actions.discard(db, principal, asked, area, data)
