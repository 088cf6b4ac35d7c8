"""Notice and proposals over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.certification.benefits import actions
from hub.certification.benefits.types import (
    DecideProposal,
    Proposal,
    ProposalDetail,
    Proposals,
    ProposalState,
    ProposePause,
)
from hub.certification.model import RosterPerson, Unmasked
from hub.dependencies import Asked, Db, PageSize, Sealing, SignedIn


class BenefitController(Controller):
    path = "/api/certification"
    tags = ("certification",)

    @post("/persons/{person:uuid}/notice", status_code=200)
    async def notice(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, person: FromPath[UUID]
    ) -> RosterPerson:
        """Tells her that a pause may be proposed."""
        return await actions.notice(db, sealer, principal, asked, person)

    @post("/persons/{person:uuid}/proposals", status_code=201)
    async def propose(
        self, db: Db, principal: SignedIn, asked: Asked, person: FromPath[UUID], data: JSONBody[ProposePause]
    ) -> Proposal:
        """Proposes a pause to the authority."""
        return await actions.propose(db, principal, asked, person, data)

    @get("/proposals")
    async def page(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        waiting: Annotated[ProposalState | None, QueryParameter(name="state")] = None,
        after: FromQuery[UUID | None] = None,
        limit: PageSize = 50,
    ) -> Proposals:
        """What my department decides on, or what was proposed in my areas."""
        return await actions.page(db, sealer, principal, state=waiting, after=after, limit=limit)

    @get("/proposals/{proposal:uuid}")
    async def one(
        self, db: Db, sealer: Sealing, principal: SignedIn, proposal: FromPath[UUID]
    ) -> ProposalDetail:
        """One of them, with whom it is about, masked."""
        return await actions.one(db, sealer, principal, proposal)

    @post("/proposals/{proposal:uuid}/unmask", status_code=200)
    async def unmask(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, proposal: FromPath[UUID]
    ) -> Unmasked:
        """Whom it is about, in the clear; the look is written down."""
        return await actions.unmask(db, sealer, principal, asked, proposal)

    @post("/proposals/{proposal:uuid}/decide", status_code=200)
    async def decide(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        proposal: FromPath[UUID],
        data: JSONBody[DecideProposal],
    ) -> Proposal:
        """The authority accepts or declines."""
        return await actions.decide(db, principal, asked, proposal, data)
