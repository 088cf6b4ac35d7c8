"""Boards over HTTP."""

from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from hub.accounts.types import Principal
from hub.boards import policy
from hub.boards.actions import Boards
from hub.boards.types import Board
from hub.db import Database
from hub.errors import DomainError

Db = NamedDependency[Database]
SignedIn = NamedDependency[Principal]


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
