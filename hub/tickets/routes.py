"""Tickets over HTTP. No rules here: routes take apart and hand on."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.areas import actions as areas
from hub.dependencies import Asked, Db, PageSize, SignedIn, TheSettings
from hub.errors import DomainError
from hub.tickets import actions
from hub.tickets.lists import actions as lists
from hub.tickets.lists.types import Counts, Filter, ListName, Sort, TicketList
from hub.tickets.types import (
    Acknowledge,
    CategoryList,
    Confirm,
    Create,
    Created,
    Dispatch,
    Note,
    Reject,
    Reopen,
    Resolve,
    Start,
    State,
    Ticket,
    TicketDetail,
)  # fmt: skip

Words = Annotated[str | None, QueryParameter(max_length=50)]


class CategoryController(Controller):
    path = "/api/ticket-categories"
    tags = ("tickets",)

    @get()
    async def categories(self, db: Db, district: FromQuery[UUID | None] = None) -> CategoryList:
        """What can be reported, with its times; public. Without `district`: the only one."""
        if district is None:
            async with db.connection() as connection:
                districts = await areas.children(connection, None)
            if not districts:
                raise DomainError("area.unknown")
            district = districts[0].id
        return CategoryList(await actions.categories(db, district))


class TicketController(Controller):
    path = "/api/tickets"
    tags = ("tickets",)

    @post(acting="report")
    async def create(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        data: JSONBody[Create],
    ) -> Created:
        """Reports something; the answer says what to do first in an emergency."""
        return await actions.create(db, principal, asked, data)

    @get(acting=True)
    async def page(
        self,
        db: Db,
        principal: SignedIn,
        list_name: Annotated[ListName, QueryParameter(name="list")],
        sort: FromQuery[Sort | None] = None,
        states: Annotated[list[State] | None, QueryParameter(name="state")] = None,
        category: Words = None,
        area: FromQuery[UUID | None] = None,
        q: Words = None,
        number: Annotated[int | None, QueryParameter(ge=0, le=10**15)] = None,
        assignee: FromQuery[Literal["me", "none"] | None] = None,
        overdue: FromQuery[bool | None] = None,
        urgent: FromQuery[bool | None] = None,
        waiting: FromQuery[bool | None] = None,
        hung: FromQuery[bool | None] = None,
        to_call: FromQuery[bool | None] = None,
        after: Words = None,
        limit: PageSize = 50,
    ) -> TicketList:
        """A page of one of the lists, by the next deadline or the newest first; `after` is the `next` of the page
        before. `q`: words of text or place, or a number."""
        asked = Filter(
            states=states or None, category=category, area=area, words=q or None, number=number, assignee=assignee,
            overdue=overdue, urgent=urgent, waiting=waiting, hung=hung, to_call=to_call,
        )  # fmt: skip
        return await lists.page(db, principal, list_name, asked, sort=sort, after=after, limit=limit)

    @get("/counts")
    async def counts(self, db: Db, principal: SignedIn) -> Counts:
        """How many tickets each list has, how many of them are late, in nobody's hands, waiting, …"""
        return await lists.counts(db, principal)

    @get("/{ticket:uuid}", acting=True)
    async def detail(
        self,
        db: Db,
        principal: SignedIn,
        settings: TheSettings,
        ticket: FromPath[UUID],
    ) -> TicketDetail:
        """One ticket with photos, timeline and what may be done."""
        return await actions.detail(db, principal, ticket, settings)

    @post("/{ticket:uuid}/acknowledge", status_code=200)
    async def acknowledge(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        ticket: FromPath[UUID],
        data: JSONBody[Acknowledge],
    ) -> Ticket:
        """The desk has seen it."""
        return await actions.acknowledge(db, principal, asked, ticket, data)

    @post("/{ticket:uuid}/dispatch", status_code=200)
    async def dispatch(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        ticket: FromPath[UUID],
        data: JSONBody[Dispatch],
    ) -> Ticket:
        """Hands the work to an organisation or a colleague."""
        return await actions.dispatch(db, principal, asked, ticket, data)

    @post("/{ticket:uuid}/start", status_code=200)
    async def start(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        ticket: FromPath[UUID],
        data: JSONBody[Start],
    ) -> Ticket:
        """Someone is on it."""
        return await actions.start(db, principal, asked, ticket, data)

    @post("/{ticket:uuid}/notes", status_code=200, acting="note")
    async def note(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        ticket: FromPath[UUID],
        data: JSONBody[Note],
    ) -> Ticket:
        """Words on it, internal or to the resident."""
        return await actions.note(db, principal, asked, ticket, data)

    @post("/{ticket:uuid}/resolve", status_code=200)
    async def resolve(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        ticket: FromPath[UUID],
        data: JSONBody[Resolve],
    ) -> Ticket:
        """Done, with evidence."""
        return await actions.resolve(db, principal, asked, ticket, data)

    @post("/{ticket:uuid}/confirm", status_code=200, acting="confirm")
    async def confirm(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        ticket: FromPath[UUID],
        data: JSONBody[Confirm],
    ) -> Ticket:
        """The reporter agrees that it is fixed."""
        return await actions.confirm(db, principal, asked, ticket, data)

    @post("/{ticket:uuid}/reopen", status_code=200, acting="reopen")
    async def reopen(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        ticket: FromPath[UUID],
        data: JSONBody[Reopen],
    ) -> Ticket:
        """It is not fixed."""
        return await actions.reopen(db, principal, asked, ticket, data)

    @post("/{ticket:uuid}/reject", status_code=200)
    async def reject(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        ticket: FromPath[UUID],
        data: JSONBody[Reject],
    ) -> Ticket:
        """Not ours, and whose instead."""
        return await actions.reject(db, principal, asked, ticket, data)
