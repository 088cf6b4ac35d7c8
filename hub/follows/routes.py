"""Follows, what one was told, and digests over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from hub.dependencies import Asked, Db, Sealing, SignedIn
from hub.follows import actions, reading
from hub.follows.types import (
    DigestChoice,
    DigestStanding,
    FollowedThings,
    Following,
    FollowKind,
    ReadTold,
    ToldChoices,
    ToldPage,
    ToldUnread,
)
from hub.sight import Sights

Seeing = NamedDependency[Sights]
After = Annotated[str | None, QueryParameter(max_length=100)]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class DigestController(Controller):
    path = "/api/digest"
    tags = ("follows",)

    @get()
    async def standing(self, db: Db, principal: SignedIn) -> DigestStanding:
        """At which hour I get one message a day, if at all."""
        return await actions.standing(db, principal)

    @put()
    async def choose(
        self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[DigestChoice]
    ) -> DigestStanding:
        """One message a day at this hour, when there is something to tell; or none."""
        return await actions.choose(db, principal, asked, data)


class ToldController(Controller):
    path = "/api/told"
    tags = ("follows",)

    @get()
    async def told(
        self, db: Db, sealer: Sealing, sights: Seeing, principal: SignedIn, after: After = None,
        limit: Limit = 30,
    ) -> ToldPage:  # fmt: skip
        """What I was told, notices among it, the newest first."""
        return await reading.told(db, sealer, sights, principal, after, limit)

    @post("/read", status_code=200)
    async def read(self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[ReadTold]) -> ToldUnread:
        """I have read these, or all."""
        return await actions.read(db, principal, asked, data)

    @get("/choices")
    async def choices(self, db: Db, principal: SignedIn) -> ToldChoices:
        """When messages reach me."""
        return await actions.choices(db, principal)

    @put("/choices")
    async def choose(
        self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[ToldChoices]
    ) -> ToldChoices:
        """Quiet hours, and whether a message goes out when somebody speaks to me."""
        return await actions.choose_times(db, principal, asked, data)


class FollowsController(Controller):
    path = "/api/follows"
    tags = ("follows",)

    @get()
    async def followed(
        self, db: Db, sights: Seeing, principal: SignedIn, after: After = None, limit: Limit = 50
    ) -> FollowedThings:
        """The posts and places I follow, the latest first."""
        return await reading.followed(db, sights, principal, after, limit)

    @get("/{kind:str}/{thing:uuid}")
    async def following(
        self, db: Db, sights: Seeing, principal: SignedIn, kind: FromPath[FollowKind], thing: FromPath[UUID]
    ) -> Following:
        """Whether I follow it."""
        return await reading.following(db, sights, principal, kind, thing)

    @put("/{kind:str}/{thing:uuid}")
    async def follow(
        self, db: Db, sights: Seeing, principal: SignedIn, asked: Asked, kind: FromPath[FollowKind],
        thing: FromPath[UUID],
    ) -> Following:  # fmt: skip
        """Follows it: what happens there stands in my list, and in the digest."""
        return await actions.follow(db, sights, principal, asked, kind, thing)

    @delete("/{kind:str}/{thing:uuid}", status_code=200)
    async def unfollow(
        self, db: Db, principal: SignedIn, asked: Asked, kind: FromPath[FollowKind], thing: FromPath[UUID]
    ) -> Following:
        """Follows it no more."""
        return await actions.unfollow(db, principal, asked, kind, thing)
