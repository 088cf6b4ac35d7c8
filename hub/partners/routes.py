"""Offers of partner organisations over HTTP."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from hub.dependencies import Asked, Db, PageSize, Sealing, SignedIn
from hub.partners import actions
from hub.partners.types import (
    AskPartner,
    CloseOffer,
    GivePartner,
    HandOverPartner,
    OfferResource,
    PartnerOfferPage,
    PartnerOffers,
    RefusePartner,
    ThankPartner,
    WithdrawPartner,
)


class PartnerController(Controller):
    path = "/api/partner-offers"
    tags = ("partners",)

    @post()
    async def offer(
        self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[OfferResource]
    ) -> PartnerOfferPage:
        """Offers something for an organisation."""
        return await actions.offer(db, principal, asked, data)

    @get()
    async def running(
        self,
        db: Db,
        principal: SignedIn,
        area: FromQuery[UUID],
        after: FromQuery[UUID | None] = None,
        limit: PageSize = 50,
    ) -> PartnerOffers:
        """What is offered to who lives in a place."""
        return await actions.running(db, principal, area, after=after, limit=limit)

    @get("/desk")
    async def desk(
        self, db: Db, principal: SignedIn, after: FromQuery[UUID | None] = None, limit: PageSize = 50
    ) -> PartnerOffers:
        """What is offered in my areas, or by my organisations."""
        return await actions.desk(db, principal, after=after, limit=limit)

    @get("/{partner_offer:uuid}")
    async def one(self, db: Db, principal: SignedIn, partner_offer: FromPath[UUID]) -> PartnerOfferPage:
        """One offer; with what was asked of it, for the two sides."""
        return await actions.page(db, principal, partner_offer)

    @post("/{partner_offer:uuid}/close", status_code=200)
    async def close(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        partner_offer: FromPath[UUID],
        data: JSONBody[CloseOffer],
    ) -> PartnerOfferPage:
        """Nothing more is given."""
        return await actions.close(db, principal, asked, partner_offer, data)

    @post("/{partner_offer:uuid}/asks")
    async def ask(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        partner_offer: FromPath[UUID],
        data: JSONBody[AskPartner],
    ) -> PartnerOfferPage:
        """The community asks for some of it."""
        return await actions.ask(db, principal, asked, partner_offer, data)


class PartnerAskController(Controller):
    path = "/api/partner-asks"
    tags = ("partners",)

    @post("/{partner_ask:uuid}/give", status_code=200)
    async def give(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        partner_ask: FromPath[UUID],
        data: JSONBody[GivePartner],
    ) -> PartnerOfferPage:
        """The organisation promises it, or a part of it."""
        return await actions.give(db, principal, asked, partner_ask, data)

    @post("/{partner_ask:uuid}/refuse", status_code=200)
    async def refuse(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        partner_ask: FromPath[UUID],
        data: JSONBody[RefusePartner],
    ) -> PartnerOfferPage:
        """The organisation cannot, and why."""
        return await actions.refuse(db, principal, asked, partner_ask, data)

    @post("/{partner_ask:uuid}/hand-over", status_code=200)
    async def hand_over(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        partner_ask: FromPath[UUID],
        data: JSONBody[HandOverPartner],
    ) -> PartnerOfferPage:
        """It has changed hands."""
        return await actions.hand_over(db, principal, asked, partner_ask, data)

    @post("/{partner_ask:uuid}/thank", status_code=200)
    async def thank(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        partner_ask: FromPath[UUID],
        data: JSONBody[ThankPartner],
    ) -> PartnerOfferPage:
        """Thanks for what was handed over."""
        return await actions.thank(db, sealer, principal, asked, partner_ask, data)

    @post("/{partner_ask:uuid}/withdraw", status_code=200)
    async def withdraw(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        partner_ask: FromPath[UUID],
        data: JSONBody[WithdrawPartner],
    ) -> PartnerOfferPage:
        """The community does not need it any more."""
        return await actions.withdraw(db, principal, asked, partner_ask, data)
