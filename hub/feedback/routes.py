"""Feedback over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.dependencies import Asked, Db, PageSize, Sealing, SignedIn
from hub.feedback import actions
from hub.feedback.types import (
    Answer,
    Callback,
    Close,
    Feedback,
    FeedbackCounts,
    FeedbackList,
    Kind,
    ListName,
    Say,
    State,
)


class FeedbackController(Controller):
    path = "/api/feedback"
    tags = ("feedback",)

    @post()
    async def say(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, data: JSONBody[Say]
    ) -> Feedback:
        """Says something about the service."""
        return await actions.say(db, sealer, principal, asked, data)

    @get()
    async def page(
        self,
        db: Db,
        principal: SignedIn,
        list_name: Annotated[ListName, QueryParameter(name="list")],
        states: Annotated[list[State] | None, QueryParameter(name="state")] = None,
        kind: FromQuery[Kind | None] = None,
        after: FromQuery[UUID | None] = None,
        limit: PageSize = 50,
    ) -> FeedbackList:
        """What I wrote (`own`) or what I answer for (`staff`), the newest first."""
        return await actions.page(
            db, principal, list_name, states=states, kind=kind, after=after, limit=limit
        )

    @get("/counts")
    async def counts(self, db: Db, principal: SignedIn) -> FeedbackCounts:
        """How many of each state I answer for."""
        return await actions.counts(db, principal)

    @get("/{feedback:uuid}")
    async def one(self, db: Db, principal: SignedIn, feedback: FromPath[UUID]) -> Feedback:
        """One of them."""
        return await actions.one(db, principal, feedback)

    @post("/{feedback:uuid}/answer", status_code=200)
    async def answer(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        asked: Asked,
        feedback: FromPath[UUID],
        data: JSONBody[Answer],
    ) -> Feedback:
        """Answers who wrote, who hears it live and by message."""
        return await actions.answer(db, sealer, principal, asked, feedback, data)

    @post("/{feedback:uuid}/close", status_code=200)
    async def close(
        self, db: Db, principal: SignedIn, asked: Asked, feedback: FromPath[UUID], data: JSONBody[Close]
    ) -> Feedback:
        """Puts it away."""
        return await actions.close(db, principal, asked, feedback, data)

    @post("/{feedback:uuid}/callback", status_code=200)
    async def callback(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, feedback: FromPath[UUID]
    ) -> Callback:
        """The phone that was left; the look is written down."""
        return await actions.callback(db, sealer, principal, asked, feedback)
