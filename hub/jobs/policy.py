"""Who hears of dead letters."""

from collections.abc import Sequence
from uuid import UUID

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.db import Connection
from hub.errors import DomainError


async def may_subscribe(conn: Connection, principal: Principal, parts: Sequence[str]) -> bool:
    """`staff/<area>/alarms`, for the desks of that area and above and for who runs the platform."""
    match parts:
        case ["staff", area, "alarms"]:
            try:
                path = (await areas.area(conn, UUID(area))).path
            except (ValueError, DomainError):
                return False
            return principal.holds(
                "community_clerk",
                "community_secretary",
                "street_clerk",
                "district_coord",
                "platform_operator",
                path=path,
            )
    return False
