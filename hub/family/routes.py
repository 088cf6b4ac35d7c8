"""Mandates over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.dependencies import Asked, Counting, Db, Sealing, SignedIn
from hub.family import actions
from hub.family.types import (
    AgreeMandate,
    AskMandate,
    FamilyActs,
    FamilyMandate,
    FamilyMandates,
    FindMandates,
    MandateAsked,
    MandateCode,
    MandateList,
)
from hub.rates import Limit
from hub.sealing import normal_phone

Page = Annotated[int, QueryParameter(ge=1, le=100)]

ASKS = Limit("family.ask", 10, 3600)
ASKS_PHONE = Limit("family.phone", 5, 600)
ASKS_PHONE_DAY = Limit("family.phone.day", 10, 86_400)
"""Nobody's phone is rung all day by people who want to be her child."""
TRIES = Limit("family.code", 20, 900)
LOOKS = Limit("family.find", 60, 600)


class FamilyController(Controller):
    path = "/api/family"
    tags = ("family",)

    @post(status_code=201)
    async def ask(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, rates: Counting,
        data: JSONBody[AskMandate],
    ) -> MandateAsked:  # fmt: skip
        """Asks to act for who has this phone; a code goes there."""
        index = sealer.blind("phone", normal_phone(data.phone)).hex()
        await rates.check(ASKS, str(principal.account))
        await rates.check(ASKS_PHONE, index)
        await rates.check(ASKS_PHONE_DAY, index)
        return await actions.ask(db, sealer, principal, asked, data)

    @get()
    async def listed(self, db: Db, principal: SignedIn) -> FamilyMandates:
        """For whom I act, and who acts for me."""
        return await actions.listed(db, principal)

    @get("/desk")
    async def within(
        self, db: Db, principal: SignedIn, after: FromQuery[UUID | None] = None, limit: Page = 50
    ) -> MandateList:
        """Mandates of who lives in my areas, for staff."""
        return await actions.within(db, principal, after=after, limit=limit)

    @post("/find", status_code=200)
    async def find(
        self, db: Db, sealer: Sealing, principal: SignedIn, rates: Counting, data: JSONBody[FindMandates]
    ) -> MandateList:
        """Of who stands before me, by her phone; the look is written down."""
        await rates.check(LOOKS, str(principal.account))
        return await actions.find(db, sealer, principal, data)

    @post("/{mandate:uuid}/code", status_code=200)
    async def confirm(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, rates: Counting,
        mandate: FromPath[UUID], data: JSONBody[MandateCode],
    ) -> FamilyMandate:  # fmt: skip
        """The code that she told me: she agrees."""
        await rates.check(TRIES, str(principal.account))
        return await actions.confirm(db, sealer, principal, asked, mandate, data.code)

    @post("/{mandate:uuid}/agree", status_code=200)
    async def agree(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, mandate: FromPath[UUID],
        data: JSONBody[AgreeMandate],
    ) -> FamilyMandate:  # fmt: skip
        """I agree that this phone acts for me; or I heard her agree."""
        return await actions.agree(db, sealer, principal, asked, mandate, data)

    @post("/{mandate:uuid}/end", status_code=200)
    async def end(self, db: Db, principal: SignedIn, asked: Asked, mandate: FromPath[UUID]) -> FamilyMandate:
        """No, or no longer."""
        return await actions.end(db, principal, asked, mandate)

    @get("/{mandate:uuid}/acts")
    async def acts(
        self, db: Db, principal: SignedIn, mandate: FromPath[UUID], after: FromQuery[UUID | None] = None,
        limit: Page = 50,
    ) -> FamilyActs:  # fmt: skip
        """What was done under it."""
        return await actions.acts(db, principal, mandate, after=after, limit=limit)
