"""Moderation over HTTP."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.dependencies import Asked, Counting, Db, PageSize, Sealing, SignedIn, TheSettings
from hub.media.actions import Media
from hub.moderation import blocks, cases, photos, reading, rules
from hub.moderation.types import (
    AppealCase,
    Block,
    BlockAccount,
    BlockList,
    CaseState,
    ChangeModeration,
    ChangeRules,
    DecideCase,
    LiftBlock,
    ModerationCase,
    ModerationCounts,
    ModerationDetail,
    ModerationList,
    ModerationPeople,
    ModerationRules,
    MyCase,
    MyCases,
    OpenCase,
    RedactPhoto,
    Reported,
    ReportThing,
    Target,
    TriedRules,
    TryRules,
)
from hub.rates import Limit

Things = NamedDependency[Mapping[str, Target]]

FINDS = Limit("moderation.people", 120, 600)
REPORTS = Limit("moderation.reports", 30, 3600)
"""Of an account in an hour: nobody buries a neighbour in reports."""


class ModerationController(Controller):
    path = "/api/moderation"
    tags = ("moderation",)

    @post("/reports", status_code=201)
    async def report(
        self,
        db: Db,
        targets: Things,
        rates: Counting,
        principal: SignedIn,
        asked: Asked,
        data: JSONBody[ReportThing],
    ) -> Reported:
        """Tells staff that a thing should not stand there; once an account and thing."""
        await rates.check(REPORTS, str(principal.account))
        return await cases.report(db, targets, principal, asked, data)

    @get("/mine")
    async def mine(
        self, db: Db, principal: SignedIn, after: FromQuery[UUID | None] = None, limit: PageSize = 50
    ) -> MyCases:
        """What of mine was held or hidden, and where I may not speak now."""
        return await reading.mine(db, principal, after, limit)

    @get("/mine/{case:uuid}")
    async def my_case(self, db: Db, principal: SignedIn, case: FromPath[UUID]) -> MyCase:
        """One of them: why, and what I may do."""
        return await reading.my_case(db, principal, case)

    @post("/mine/{case:uuid}/appeal", status_code=200)
    async def appeal(
        self, db: Db, principal: SignedIn, asked: Asked, case: FromPath[UUID], data: JSONBody[AppealCase]
    ) -> MyCase:
        """Asks for a second look by somebody else."""
        return await cases.appeal(db, principal, asked, case, data)

    @get("/cases")
    async def page(
        self,
        db: Db,
        principal: SignedIn,
        states: Annotated[list[CaseState] | None, QueryParameter(name="state")] = None,
        after: Annotated[str | None, QueryParameter(max_length=200)] = None,
        limit: PageSize = 50,
    ) -> ModerationList:
        """What waits where I moderate, the urgent first, then the oldest; of other states the latest first."""
        return await reading.page(db, principal, states=states, after=after, limit=limit)

    @get("/counts")
    async def counts(self, db: Db, principal: SignedIn) -> ModerationCounts:
        """How many wait where I moderate."""
        return await reading.counts(db, principal)

    @post("/cases", status_code=200)
    async def open_case(
        self, db: Db, targets: Things, principal: SignedIn, asked: Asked, data: JSONBody[OpenCase]
    ) -> ModerationCase:
        """Puts a thing on the desk that nobody reported."""
        return await cases.open_case(db, targets, principal, asked, data)

    @get("/cases/{case:uuid}")
    async def detail(
        self, db: Db, settings: TheSettings, targets: Things, principal: SignedIn, case: FromPath[UUID]
    ) -> ModerationDetail:
        """One with its thing as it stands; a look at what others do not see is written down."""
        return await reading.detail(db, settings, targets, principal, case)

    @post("/cases/{case:uuid}/decide", status_code=200)
    async def decide(
        self,
        db: Db,
        targets: Things,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        case: FromPath[UUID],
        data: JSONBody[DecideCase],
    ) -> ModerationCase:
        """Lets it through, leaves it, hides it, takes that back, or decides about an appeal."""
        return await cases.decide(db, targets, sealer, principal, asked, case, data)

    @post("/cases/{case:uuid}/photos/{photo:uuid}/redact", status_code=200)
    async def redact(
        self,
        db: Db,
        media: NamedDependency[Media],
        targets: Things,
        principal: SignedIn,
        asked: Asked,
        case: FromPath[UUID],
        photo: FromPath[UUID],
        data: JSONBody[RedactPhoto],
    ) -> ModerationCase:
        """Blacks rectangles out of a photo; what was there before is gone for everybody."""
        return await photos.redact(db, media, targets, principal, asked, case, photo, data)

    @get("/blocks")
    async def blocks(
        self,
        db: Db,
        principal: SignedIn,
        current: FromQuery[bool] = True,
        after: FromQuery[UUID | None] = None,
        limit: PageSize = 50,
    ) -> BlockList:
        """Who may not speak where I moderate; with `current=false` also what is over."""
        return await blocks.page(db, principal, current=current, after=after, limit=limit)

    @get("/people")
    async def people(
        self, db: Db, rates: Counting, principal: SignedIn, area: FromQuery[UUID],
        q: Annotated[str, QueryParameter(min_length=1, max_length=20)],
    ) -> ModerationPeople:  # fmt: skip
        """Residents of an area I moderate, by their name or the one that others see; written down."""
        await rates.check(FINDS, str(principal.account))
        return await blocks.people(db, principal, area, q.strip())

    @post("/blocks", status_code=201)
    async def block(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, data: JSONBody[BlockAccount]
    ) -> Block:
        """Keeps a resident from writing for others in an area until a day."""
        return await blocks.block(db, sealer, principal, asked, data)

    @post("/blocks/{block:uuid}/lift", status_code=200)
    async def lift(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        block: FromPath[UUID],
        data: JSONBody[LiftBlock],
    ) -> Block:
        """Ends a block before its time."""
        return await blocks.lift(db, sealer, principal, asked, block, data)

    @get("/rules")
    async def rules(self, db: Db, targets: Things, principal: SignedIn) -> ModerationRules:
        """The district's rules and how it checks."""
        return await rules.listed(db, targets, principal)

    @post("/rules", status_code=200)
    async def change_rules(
        self, db: Db, targets: Things, principal: SignedIn, asked: Asked, data: JSONBody[ChangeRules]
    ) -> ModerationRules:
        """Adds and removes rules."""
        return await rules.change(db, targets, principal, asked, data)

    @put("/settings")
    async def configure(
        self, db: Db, targets: Things, principal: SignedIn, asked: Asked, data: JSONBody[ChangeModeration]
    ) -> ModerationRules:
        """Changes how the district checks."""
        return await rules.configure(db, targets, principal, asked, data)

    @post("/rules/try", status_code=200)
    async def try_rules(
        self, db: Db, targets: Things, principal: SignedIn, data: JSONBody[TryRules]
    ) -> TriedRules:
        """What these rules would have held of the last 30 days; changes nothing."""
        return await rules.tried(db, targets, principal, data)
