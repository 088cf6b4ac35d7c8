"""Who hears of dead letters."""

from collections.abc import Sequence

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.db import Connection


async def may_subscribe(conn: Connection, principal: Principal, parts: Sequence[str]) -> bool:
    """`staff/<area>/alarms`, for the desks of that area and above and for who runs the platform."""
    match parts:
        case ["staff", area, "alarms"]:
            path = await areas.topic_path(conn, principal.district, area)
            return principal.holds(
                "community_clerk",
                "community_secretary",
                "street_clerk",
                "district_coord",
                "platform_operator",
                path=path,
            )
    return False
