"""Who may see the sums of an area: staff and officials whose grant covers it."""

from uuid import UUID

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.db import Connection
from hub.errors import DomainError

BOARD_ROLES = frozenset(
    {
        "community_clerk", "community_secretary", "street_clerk", "district_coord", "official_viewer",
        "grid_officer", "dept_handler",
    }
)  # fmt: skip


async def may_see(connection: Connection, principal: Principal, area: UUID) -> bool:
    """Whether a grant covers the area."""
    covered = [grant.area for grant in principal.grants if grant.role in BOARD_ROLES]
    if area in covered:
        return True
    try:
        place = await areas.place(connection, area, principal.district)
    except DomainError:
        return False
    return any(ancestor in covered for ancestor in place.ids)


async def may_subscribe(connection: Connection, principal: Principal, parts: list[str]) -> bool:
    """Topic `board/<area>`."""
    try:
        return len(parts) == 2 and await may_see(connection, principal, UUID(parts[1]))
    except ValueError:
        return False
