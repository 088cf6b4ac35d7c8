"""Rosters over HTTP."""

from uuid import UUID

from litestar import Controller, get, put
from litestar.params import FromPath, JSONBody

from hub.dependencies import Asked, Db, SignedIn
from hub.duty import actions
from hub.duty.types import Edit, Roster, UnitsOnDuty


class DutyController(Controller):
    path = "/api/duty"
    tags = ("duty",)

    @get("/now")
    async def now(self, db: Db, principal: SignedIn) -> UnitsOnDuty:
        """Who has duty right now; for staff."""
        return await actions.now(db, principal)

    @get("/{unit:uuid}")
    async def roster(self, db: Db, principal: SignedIn, unit: FromPath[UUID]) -> Roster:
        """The roster of a desk (its area's id) or an organisation, with the gaps of the next seven days."""
        return await actions.roster(db, principal, unit)

    @put("/{unit:uuid}")
    async def edit(
        self, db: Db, principal: SignedIn, asked: Asked, unit: FromPath[UUID],
        data: JSONBody[Edit],
    ) -> Roster:  # fmt: skip
        """The whole roster anew."""
        return await actions.edit(db, principal, asked, unit, data)
