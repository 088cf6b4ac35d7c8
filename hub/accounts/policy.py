"""Who may do what here. Pure, except for the subscription check, which must look up an area's path."""

from collections.abc import Container, Sequence
from uuid import UUID

from hub.accounts.types import Principal, Role
from hub.areas import actions as areas
from hub.db import Connection

# 网格员 and the community's own people check who lives where; the street sees it.
CHECKERS: tuple[Role, ...] = ("grid_officer", "community_clerk", "community_secretary")
SEERS: tuple[Role, ...] = (*CHECKERS, "street_clerk")


def may_see_residences(principal: Principal, path: Container[UUID]) -> bool:
    """`path`: of the dwelling, or of the area whose residences are asked for."""
    return principal.kind == "staff" and principal.holds(*SEERS, path=path)


def may_check_residence(principal: Principal, path: Container[UUID]) -> bool:
    return principal.kind == "staff" and principal.holds(*CHECKERS, path=path)


def areas_seen(principal: Principal) -> list[UUID]:
    """The areas in whose subtrees this principal sees residences."""
    if principal.kind != "staff":
        return []
    return [grant.area for grant in principal.grants if grant.role in SEERS]


async def may_subscribe(conn: Connection, principal: Principal, parts: Sequence[str]) -> bool:
    """`parts`: a topic split at `/`. Ours are `own/<account>` and `staff/<area>/residences`."""
    match parts:
        case ["own", account]:
            return account == str(principal.account)
        case ["staff", area, "residences"]:
            path = await areas.topic_path(conn, principal.district, area)
            return may_see_residences(principal, path)
    return False
