"""Linkage over HTTP. No rules here."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.dependencies import Asked, Db, PageSize, SignedIn
from hub.tickets.linkage import actions, calls, joint, refusals
from hub.tickets.linkage.types import (
    Call,
    Escalate,
    FinishPart,
    HandDown,
    JointList,
    Linkage,
    OpenTask,
    PutOn,
    ReportIn,
    SendBack,
    Settle,
    TakeOff,
    TurnDown,
)
from hub.tickets.types import Ticket


class LinkageController(Controller):
    path = "/api/tickets/{ticket:uuid}"
    tags = ("linkage",)

    @get("/linkage")
    async def linkage(self, db: Db, principal: SignedIn, ticket: FromPath[UUID]) -> Linkage:
        """Who works on it beside its holder."""
        return await actions.linkage(db, principal, ticket)

    @post("/calls", status_code=200)
    async def call(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[Call]
    ) -> Ticket:
        """Calls units together (吹哨)."""
        return await calls.call(db, principal, asked, ticket, data)

    @post("/report-in", status_code=200)
    async def report_in(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[ReportIn]
    ) -> Ticket:
        """A unit that was called is on it (报到)."""
        return await calls.report_in(db, principal, asked, ticket, data)

    @post("/turn-down", status_code=200)
    async def turn_down(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[TurnDown]
    ) -> Ticket:
        """A unit that was called is not the right one, and who is."""
        return await calls.turn_down(db, principal, asked, ticket, data)

    @post("/finish-part", status_code=200)
    async def finish_part(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[FinishPart]
    ) -> Ticket:
        """A unit has done its part."""
        return await calls.finish_part(db, principal, asked, ticket, data)

    @post("/tasks", status_code=200)
    async def open_task(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[OpenTask]
    ) -> Ticket:
        """Opens a sub-task; the answer is the ticket it belongs to."""
        return await actions.open_task(db, principal, asked, ticket, data)

    @post("/send-back", status_code=200)
    async def send_back(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[SendBack]
    ) -> Ticket:
        """Sends back this sub-task, which was reported done; the answer is the ticket it belongs to."""
        return await actions.send_back(db, principal, asked, ticket, data)

    @post("/escalate", status_code=200)
    async def escalate(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[Escalate]
    ) -> Ticket:
        """The desk that decides hands it up."""
        return await refusals.escalate(db, principal, asked, ticket, data)

    @post("/hand-down", status_code=200)
    async def hand_down(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[HandDown]
    ) -> Ticket:
        """The desk that decides gives it to a desk below."""
        return await refusals.hand_down(db, principal, asked, ticket, data)

    @post("/joint", status_code=200)
    async def put_on(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[PutOn]
    ) -> Ticket:
        """Puts it on the joint meeting's list."""
        return await joint.put_on(db, principal, asked, ticket, data)

    @post("/joint/off", status_code=200)
    async def take_off(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[TakeOff]
    ) -> Ticket:
        """Takes it off the joint meeting's list until there is a new reason."""
        return await joint.take_off(db, principal, asked, ticket, data)

    @post("/joint/outcome", status_code=200)
    async def settle(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[Settle]
    ) -> Ticket:
        """What the joint meeting said: who does what by when, all or nothing."""
        return await joint.settle(db, principal, asked, ticket, data)


class JointController(Controller):
    path = "/api/joint-meeting"
    tags = ("linkage",)

    @get()
    async def page(
        self,
        db: Db,
        principal: SignedIn,
        area: FromQuery[UUID | None] = None,
        after: Annotated[str | None, QueryParameter(max_length=50)] = None,
        limit: PageSize = 50,
    ) -> JointList:
        """What is stuck in a street or the district (联席会议); without `area`: in one's own."""
        return await joint.page(db, principal, area, after, limit)
