"""Following over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from hub.dependencies import Asked, Db, PageSize, SignedIn
from hub.tickets.follows import actions
from hub.tickets.follows.types import Follow
from hub.tickets.lists.types import TicketList
from hub.tickets.types import Ticket


class FollowController(Controller):
    path = "/api/tickets"
    tags = ("tickets",)

    @get("/following", acting=True)
    async def page(
        self,
        db: Db,
        principal: SignedIn,
        after: Annotated[str | None, QueryParameter(max_length=50)] = None,
        limit: PageSize = 50,
    ) -> TicketList:
        """What I follow, newest first; without words, names and doors."""
        return await actions.page(db, principal, after=after, limit=limit)

    @post("/{ticket:uuid}/follow", status_code=200, acting="follow")
    async def follow(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        ticket: FromPath[UUID],
        data: JSONBody[Follow],
    ) -> Ticket:
        """Follows what somebody else reported; words and photos join it."""
        return await actions.follow(db, principal, asked, ticket, data)

    @delete("/{ticket:uuid}/follow", status_code=200, acting="unfollow")
    async def unfollow(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        ticket: FromPath[UUID],
    ) -> Ticket:
        """Follows it no more."""
        return await actions.unfollow(db, principal, asked, ticket)
