"""Who may change the first page, and who hears of it."""

from collections.abc import Container, Sequence
from uuid import UUID

from hub.accounts.types import Principal, Role
from hub.db import Connection

RUNNING: tuple[Role, ...] = ("platform_operator", "district_coord")
DOORS: tuple[Role, ...] = (*RUNNING, "street_clerk", "community_clerk", "community_secretary", "grid_officer")


def may_change(principal: Principal, path: Container[UUID]) -> bool:
    return principal.holds(*RUNNING, path=path)


def may_hang(principal: Principal, path: Container[UUID]) -> bool:
    """Codes at the doors of a place."""
    return principal.holds(*DOORS, path=path)


async def may_subscribe(connection: Connection, principal: Principal, parts: Sequence[str]) -> bool:
    """Topic `public/<district>/home`; `parts` is the topic split at /."""
    match parts:
        case ["public", identity, "home"]:
            return identity == str(principal.district)
    return False
