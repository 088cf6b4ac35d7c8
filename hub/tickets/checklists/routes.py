"""Checklists over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post, put
from litestar.params import FromPath, JSONBody, PathParameter

from hub.dependencies import Asked, Db, SignedIn
from hub.tickets.checklists import actions
from hub.tickets.checklists.types import Checklist, ItemList, PutItems, Tick
from hub.tickets.types import Ticket

Key = Annotated[str, PathParameter(pattern="^[a-z0-9_]{1,50}$")]


class ChecklistController(Controller):
    path = "/api/tickets/{ticket:uuid}/checklist"
    tags = ("tickets",)

    @get()
    async def checklist(self, db: Db, principal: SignedIn, ticket: FromPath[UUID]) -> Checklist:
        """What is to be done on it, and by whom it was ticked."""
        return await actions.checklist(db, principal, ticket)

    @post("/{item:uuid}", status_code=200)
    async def tick(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        ticket: FromPath[UUID],
        item: FromPath[UUID],
        data: JSONBody[Tick],
    ) -> Ticket:
        """Ticks an item, or takes the tick back."""
        return await actions.tick(db, principal, asked, ticket, item, data)


class CategoryChecklistController(Controller):
    path = "/api/ticket-categories/{category:str}/checklist"
    tags = ("tickets",)

    @get()
    async def items(self, db: Db, principal: SignedIn, category: Key) -> ItemList:
        """What a category asks for."""
        return await actions.items(db, principal, category)

    @put()
    async def put_items(
        self, db: Db, principal: SignedIn, asked: Asked, category: Key, data: JSONBody[PutItems]
    ) -> ItemList:
        """Changes it, as a whole; for the district."""
        return await actions.put_items(db, principal, asked, category, data)
