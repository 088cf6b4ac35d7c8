"""Filing on behalf, over HTTP."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody

from hub.dependencies import Asked, Db, Sealing, SignedIn
from hub.tickets.callers import actions
from hub.tickets.callers.types import Caller, FileAmongStaff, FileFor
from hub.tickets.types import Ticket


class CallerController(Controller):
    path = "/api/tickets"
    tags = ("tickets",)

    @post("/on-behalf")
    async def on_behalf(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, data: JSONBody[FileFor]
    ) -> Ticket:  # fmt: skip
        """Staff write down what somebody says who calls, comes or was passed on by the hotline."""
        return await actions.on_behalf(db, sealer, principal, asked, data)

    @post("/among-staff")
    async def among_staff(
        self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[FileAmongStaff]
    ) -> Ticket:
        """A report that no resident sees."""
        return await actions.among_staff(db, principal, asked, data)

    @get("/{ticket:uuid}/caller")
    async def caller(self, db: Db, sealer: Sealing, principal: SignedIn, ticket: FromPath[UUID]) -> Caller:
        """Who called about it, the phone masked; for staff."""
        return await actions.caller(db, sealer, principal, ticket)
