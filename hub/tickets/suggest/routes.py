"""Suggestions over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get
from litestar.params import FromQuery, QueryParameter

from hub.dependencies import Db, SignedIn
from hub.tickets.suggest import actions
from hub.tickets.suggest.types import Suggestions

Words = Annotated[str, QueryParameter(max_length=800)]


class SuggestController(Controller):
    path = "/api/tickets/suggest"
    tags = ("tickets",)

    @get(acting=True)
    async def suggest(
        self, db: Db, principal: SignedIn, area: FromQuery[UUID],
        text: Words = "",
    ) -> Suggestions:  # fmt: skip
        """The likeliest categories for a report at a place, at most six."""
        return await actions.suggest(db, principal, area, text)
