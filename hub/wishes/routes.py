"""Wishes over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.dependencies import Asked, Db, PageSize, Sealing, SignedIn, TheSettings
from hub.wishes import actions, claims, lists, reviews
from hub.wishes.types import (
    AskWish,
    AskWishFor,
    ClaimWish,
    DeskWishes,
    EditWish,
    FulfilWish,
    MyWishes,
    PublishWish,
    TakenWishes,
    ThankWish,
    WallState,
    WishContact,
    WishCounts,
    WishKind,
    WishPage,
    WishReason,
    WishRules,
    WishSeen,
    WishState,
    WishVersion,
    WishWall,
)


class WishController(Controller):
    path = "/api/wishes"
    tags = ("wishes",)

    @post()
    async def ask(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, data: JSONBody[AskWish]
    ) -> WishSeen:
        """Asks for something; staff read it first."""
        return await actions.ask(db, sealer, principal, asked, data)

    @post("/for")
    async def ask_for(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, data: JSONBody[AskWishFor]
    ) -> WishSeen:
        """Staff ask for somebody who agreed to it."""
        return await actions.ask_for(db, sealer, principal, asked, data)

    @get("/wall")
    async def wall(
        self,
        db: Db,
        principal: SignedIn,
        area: FromQuery[UUID],
        states: Annotated[list[WallState] | None, QueryParameter(name="state")] = None,
        kind: FromQuery[WishKind | None] = None,
        after: FromQuery[UUID | None] = None,
        limit: PageSize = 50,
    ) -> WishWall:
        """The wall of a place, the newest first; `after` is the `next` of the page before."""
        return await lists.wall(db, principal, area, states=states, kind=kind, after=after, limit=limit)

    @get("/mine")
    async def mine(
        self, db: Db, principal: SignedIn, after: FromQuery[UUID | None] = None, limit: PageSize = 50
    ) -> MyWishes:
        """What I asked."""
        return await lists.mine(db, principal, after=after, limit=limit)

    @get("/taken")
    async def taken(
        self, db: Db, principal: SignedIn, after: FromQuery[UUID | None] = None, limit: PageSize = 50
    ) -> TakenWishes:
        """What I, or an organisation of mine, have claimed or granted."""
        return await lists.taken(db, principal, after=after, limit=limit)

    @get("/desk")
    async def desk(
        self,
        db: Db,
        principal: SignedIn,
        states: Annotated[list[WishState] | None, QueryParameter(name="state")] = None,
        kind: FromQuery[WishKind | None] = None,
        raised: FromQuery[bool] = False,
        after: FromQuery[UUID | None] = None,
        limit: PageSize = 50,
    ) -> DeskWishes:
        """What I see as staff; `raised`: only what nobody granted in its community."""
        return await lists.desk(
            db, principal, states=states, kind=kind, raised=raised, after=after, limit=limit
        )

    @get("/counts")
    async def counts(self, db: Db, principal: SignedIn) -> WishCounts:
        """How many of each state I see as staff."""
        return await lists.counts(db, principal)

    @get("/rules")
    async def rules(self, db: Db, principal: SignedIn) -> WishRules:
        """How long things take, and how much one may have at once."""
        return await lists.rules(db, principal)

    @put("/rules")
    async def put_rules(
        self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[WishRules]
    ) -> WishRules:
        """Changes that for the district."""
        return await lists.put_rules(db, principal, asked, data)

    @get("/{wish:uuid}")
    async def one(self, db: Db, settings: TheSettings, principal: SignedIn, wish: FromPath[UUID]) -> WishPage:
        """One wish, with photos and what may be done."""
        return await lists.page(db, settings, principal, wish)

    @post("/{wish:uuid}/edit", status_code=200)
    async def edit(
        self, db: Db, principal: SignedIn, asked: Asked, wish: FromPath[UUID], data: JSONBody[EditWish]
    ) -> WishSeen:
        """Better words, to be read again."""
        return await actions.edit(db, principal, asked, wish, data)

    @post("/{wish:uuid}/publish", status_code=200)
    async def publish(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        wish: FromPath[UUID],
        data: JSONBody[PublishWish],
    ) -> WishSeen:
        """Hangs it on the wall, in words that do not say who asked."""
        return await reviews.publish(db, sealer, principal, asked, wish, data)

    @post("/{wish:uuid}/give-back", status_code=200)
    async def give_back(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        wish: FromPath[UUID],
        data: JSONBody[WishReason],
    ) -> WishSeen:
        """Back to who asked, with advice."""
        return await reviews.give_back(db, sealer, principal, asked, wish, data)

    @post("/{wish:uuid}/refuse", status_code=200)
    async def refuse(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        wish: FromPath[UUID],
        data: JSONBody[WishReason],
    ) -> WishSeen:
        """It cannot be, and why."""
        return await reviews.refuse(db, sealer, principal, asked, wish, data)

    @post("/{wish:uuid}/take-back", status_code=200)
    async def take_back(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        wish: FromPath[UUID],
        data: JSONBody[WishReason],
    ) -> WishSeen:
        """Takes it from who claimed it."""
        return await reviews.take_back(db, sealer, principal, asked, wish, data)

    @post("/{wish:uuid}/claim", status_code=200)
    async def claim(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        wish: FromPath[UUID],
        data: JSONBody[ClaimWish],
    ) -> WishSeen:
        """I will see to it, or an organisation of mine will."""
        return await claims.claim(db, sealer, principal, asked, wish, data)

    @post("/{wish:uuid}/contacted", status_code=200)
    async def contacted(
        self, db: Db, principal: SignedIn, asked: Asked, wish: FromPath[UUID], data: JSONBody[WishVersion]
    ) -> WishSeen:
        """I have spoken with her."""
        return await claims.contacted(db, principal, asked, wish, data)

    @post("/{wish:uuid}/release", status_code=200)
    async def release(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        wish: FromPath[UUID],
        data: JSONBody[WishReason],
    ) -> WishSeen:
        """I cannot do it after all."""
        return await claims.release(db, sealer, principal, asked, wish, data)

    @post("/{wish:uuid}/fulfil", status_code=200)
    async def fulfil(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        wish: FromPath[UUID],
        data: JSONBody[FulfilWish],
    ) -> WishSeen:
        """It is done."""
        return await claims.fulfil(db, sealer, principal, asked, wish, data)

    @post("/{wish:uuid}/not-yet", status_code=200)
    async def not_yet(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        wish: FromPath[UUID],
        data: JSONBody[WishReason],
    ) -> WishSeen:
        """It is not done yet."""
        return await actions.not_yet(db, sealer, principal, asked, wish, data)

    @post("/{wish:uuid}/thank", status_code=200)
    async def thank(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        wish: FromPath[UUID],
        data: JSONBody[ThankWish],
    ) -> WishSeen:
        """It is granted; thanks."""
        return await actions.thank(db, sealer, principal, asked, wish, data)

    @post("/{wish:uuid}/withdraw", status_code=200)
    async def withdraw(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        wish: FromPath[UUID],
        data: JSONBody[WishVersion],
    ) -> WishSeen:
        """Not needed any more."""
        return await actions.withdraw(db, sealer, principal, asked, wish, data)

    @post("/{wish:uuid}/contact", status_code=200)
    async def contact(
        self, db: Db, sealer: Sealing, principal: SignedIn, wish: FromPath[UUID]
    ) -> WishContact:
        """Who asked, and where; every look is written down."""
        return await claims.contact(db, sealer, principal, wish)
