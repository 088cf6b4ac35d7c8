"""Certification over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter, QueryParameter

from hub.certification import actions, attempts, consents, reviews
from hub.certification.model import (
    AddPerson,
    AgreeProxy,
    Appeal,
    AskProxy,
    Attempt,
    Attempts,
    Certified,
    Consent,
    ConsentText,
    FamilyProxies,
    FindPerson,
    PersonDetail,
    Programme,
    Programmes,
    ProxyAsked,
    PutProgramme,
    QueueCounts,
    ReviewSheet,
    ReviewVerdict,
    RosterPerson,
    RosterPersons,
    Submit,
    TryCode,
    Unmasked,
)
from hub.dependencies import Asked, Counting, Db, PageSize, Sealing, SignedIn, TheSettings
from hub.rates import Limit

PROXIES = Limit("certification.proxy", 10, 3600)
"""Who asks for others by their numbers is no guesser."""
FINDS = Limit("certification.find", 60, 3600)
"""A desk has a person before it; a list of numbers is tried elsewhere."""


class CertificationController(Controller):
    path = "/api/certification"
    tags = ("certification",)

    @get("/programmes", acting=True)
    async def programmes(self, db: Db, principal: SignedIn) -> Programmes:
        """What is certified in my district."""
        return await actions.programmes(db, principal)

    @put("/programmes/{key:str}")
    async def put_programme(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        key: Annotated[str, PathParameter(name="key", pattern="^[a-z][a-z0-9_]{0,39}$")],
        data: JSONBody[PutProgramme],
    ) -> Programme:
        """Adds or changes a programme; for the district's coordinators."""
        return await actions.put_programme(db, principal, asked, key, data)

    @get("/consent")
    async def consent_text(self, db: Db, principal: SignedIn) -> ConsentText:
        """What a person agrees to."""
        return await consents.consent_text(db, principal)

    @get("/mine", acting=True)
    async def mine(self, db: Db, sealer: Sealing, principal: SignedIn) -> RosterPersons:
        """Whom I may certify: myself, and those who agreed that I act for them."""
        return await actions.mine(db, sealer, principal)

    @get("/persons")
    async def persons(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        programme: FromQuery[UUID | None] = None,
        area: FromQuery[UUID | None] = None,
        which: FromQuery[Literal["all", "due", "overdue", "paused", "never"]] = "all",
        after: FromQuery[UUID | None] = None,
        limit: PageSize = 50,
    ) -> RosterPersons:
        """The persons of my areas, masked."""
        return await actions.within(
            db, sealer, principal, programme=programme, which=which, area=area, after=after, limit=limit
        )

    @post("/persons")
    async def add_person(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, data: JSONBody[AddPerson]
    ) -> RosterPerson:
        """Puts one person on a roster."""
        return await actions.add_person(db, sealer, principal, asked, data)

    @post("/persons/find", status_code=200)
    async def find(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        rates: Counting,
        data: JSONBody[FindPerson],
    ) -> RosterPersons:
        """Who has this number among the persons of my areas; the look is written down."""
        await rates.check(FINDS, str(principal.account))
        return await actions.find(db, sealer, principal, asked, data)

    @get("/persons/{person:uuid}", acting=True)
    async def person(
        self, db: Db, sealer: Sealing, principal: SignedIn, person: FromPath[UUID]
    ) -> PersonDetail:
        """One person and her tries."""
        return await actions.detail(db, sealer, principal, person)

    @post("/persons/{person:uuid}/leave", status_code=204)
    async def leave(self, db: Db, principal: SignedIn, asked: Asked, person: FromPath[UUID]) -> None:
        """Takes her off the roster; what was made of her face goes at once."""
        await actions.leave(db, principal, asked, person)

    @post("/persons/{person:uuid}/unmask", status_code=200)
    async def unmask(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, person: FromPath[UUID]
    ) -> Unmasked:
        """Name, number and phone in the clear; the look is written down."""
        return await actions.unmask(db, sealer, principal, asked, person)

    @post("/persons/{person:uuid}/consent", status_code=200)
    async def agree(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        person: FromPath[UUID],
        data: JSONBody[Consent],
    ) -> RosterPerson:
        """She agrees to face recognition."""
        return await consents.agree(db, sealer, principal, asked, person, data)

    @post("/persons/{person:uuid}/consent/withdraw", status_code=200)
    async def withdraw(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, person: FromPath[UUID]
    ) -> RosterPerson:
        """Withdraws it: template and photos go at once."""
        return await consents.withdraw(db, sealer, principal, asked, person)

    @post("/proxies", status_code=202)
    async def ask_proxy(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        rates: Counting,
        data: JSONBody[AskProxy],
    ) -> ProxyAsked:
        """Asks to act for somebody with my phone; she must agree."""
        await rates.check(PROXIES, str(principal.account))
        return await consents.ask_proxy(db, sealer, principal, asked, data)

    @get("/persons/{person:uuid}/proxies")
    async def proxies(self, db: Db, principal: SignedIn, person: FromPath[UUID]) -> FamilyProxies:
        """Who acts for her or asks to."""
        return await consents.proxies(db, principal, person)

    @post("/persons/{person:uuid}/proxies/{proxy:uuid}/agree", status_code=200)
    async def agree_proxy(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        person: FromPath[UUID],
        proxy: FromPath[UUID],
        data: JSONBody[AgreeProxy],
    ) -> FamilyProxies:
        """She agrees that this phone acts for her."""
        return await consents.agree_proxy(db, principal, asked, person, proxy, data)

    @post("/persons/{person:uuid}/proxies/{proxy:uuid}/end", status_code=200)
    async def end_proxy(
        self, db: Db, principal: SignedIn, asked: Asked, person: FromPath[UUID], proxy: FromPath[UUID]
    ) -> FamilyProxies:
        """This phone no longer acts for her."""
        return await consents.end_proxy(db, principal, asked, person, proxy)

    @post("/persons/{person:uuid}/code", status_code=200)
    async def code(self, db: Db, principal: SignedIn, person: FromPath[UUID]) -> TryCode:
        """Digits to write on paper for the next try."""
        return await attempts.code(db, principal, person)

    @post("/persons/{person:uuid}/attempts", status_code=201)
    async def submit(
        self, db: Db, principal: SignedIn, asked: Asked, person: FromPath[UUID], data: JSONBody[Submit]
    ) -> Attempt:
        """A photo to be looked at; the verdict comes live."""
        return await attempts.submit(db, principal, asked, person, data)

    @post("/persons/{person:uuid}/hand-over", status_code=200)
    async def hand_over(self, db: Db, principal: SignedIn, asked: Asked, person: FromPath[UUID]) -> Attempt:
        """A person shall decide instead of another photo."""
        return await attempts.hand_over(db, principal, asked, person)

    @post("/persons/{person:uuid}/in-person", status_code=201)
    async def in_person(
        self, db: Db, principal: SignedIn, asked: Asked, person: FromPath[UUID], data: JSONBody[Certified]
    ) -> Attempt:
        """Certified at the desk or at home, by an official's own eyes."""
        return await attempts.in_person(db, principal, asked, person, data)

    @post("/attempts/{attempt:uuid}/appeal", status_code=200)
    async def appeal(
        self, db: Db, principal: SignedIn, asked: Asked, attempt: FromPath[UUID], data: JSONBody[Appeal]
    ) -> Attempt:
        """Against a refusal, once."""
        return await attempts.appeal(db, principal, asked, attempt, data)

    @get("/queue")
    async def queue(
        self,
        db: Db,
        principal: SignedIn,
        waiting: Annotated[
            Literal["review", "refusing", "appealed"] | None, QueryParameter(name="state")
        ] = None,
        after: FromQuery[UUID | None] = None,
        limit: PageSize = 50,
    ) -> Attempts:
        """What waits for my decision, the oldest first."""
        return await reviews.queue(db, principal, state=waiting, after=after, limit=limit)

    @get("/queue/counts")
    async def counts(self, db: Db, principal: SignedIn) -> QueueCounts:
        """How many wait."""
        return await reviews.counts(db, principal)

    @post("/attempts/{attempt:uuid}/look", status_code=200)
    async def look(
        self,
        db: Db,
        sealer: Sealing,
        settings: TheSettings,
        principal: SignedIn,
        asked: Asked,
        attempt: FromPath[UUID],
    ) -> ReviewSheet:
        """Photo beside reference; the look is written down."""
        return await reviews.look(db, sealer, settings, principal, asked, attempt)

    @post("/attempts/{attempt:uuid}/decide", status_code=200)
    async def decide(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        attempt: FromPath[UUID],
        data: JSONBody[ReviewVerdict],
    ) -> Attempt:
        """Pass, retake or refuse; a refusal takes two."""
        return await reviews.decide(db, principal, asked, attempt, data)
