"""Question and answer over HTTP. No rules here."""

from uuid import UUID

from litestar import Controller, post
from litestar.params import FromPath, JSONBody

from hub.dependencies import Asked, Db, SignedIn
from hub.tickets.clocks import actions
from hub.tickets.clocks.types import Answer, Question
from hub.tickets.types import Ticket


class ClockController(Controller):
    path = "/api/tickets/{ticket:uuid}"
    tags = ("tickets",)

    @post("/question", status_code=200)
    async def question(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[Question]
    ) -> Ticket:
        """The holder asks the resident something; the clocks stand still."""
        return await actions.question(db, principal, asked, ticket, data)

    @post("/answer", status_code=200, acting="answer")
    async def answer(
        self, db: Db, principal: SignedIn, asked: Asked, ticket: FromPath[UUID], data: JSONBody[Answer]
    ) -> Ticket:
        """The answer; the clocks go on."""
        return await actions.answer(db, principal, asked, ticket, data)
