"""Boards over HTTP."""

from datetime import date
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from hub.boards import policy
from hub.boards.actions import Boards
from hub.boards.types import Board, Day
from hub.dependencies import Db, SignedIn
from hub.errors import DomainError


class BoardController(Controller):
    path = "/api/boards"
    tags = ("boards",)

    @get("/{area:uuid}")
    async def board(
        self,
        db: Db,
        principal: SignedIn,
        boards: NamedDependency[Boards],
        area: FromPath[UUID],
    ) -> Board:
        """The counts of a district, street or community."""
        async with db.connection() as connection:
            if not await policy.may_see(connection, principal, area):
                raise DomainError("area.unknown")
        return boards.board(area)

    @get("/{area:uuid}/day")
    async def day(
        self,
        db: Db,
        principal: SignedIn,
        boards: NamedDependency[Boards],
        area: FromPath[UUID],
        on: FromQuery[date | None] = None,
    ) -> Day:
        """How the tickets of an area stood every five minutes of a day of the last month; today without `on`."""
        async with db.connection() as connection:
            if not await policy.may_see(connection, principal, area):
                raise DomainError("area.unknown")
        return await boards.days.day(boards.tree, area, on)
