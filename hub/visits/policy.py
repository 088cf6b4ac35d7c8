"""Who goes to see people, and who may subscribe. Pure, but for the look at an area's path."""

from collections.abc import Container, Sequence
from uuid import UUID

import msgspec

from hub.accounts.types import Principal, Role
from hub.areas import actions as areas
from hub.db import Connection
from hub.visits.types import HomeVisit

VISITORS: tuple[Role, ...] = ("grid_officer", "community_clerk", "community_secretary")


def visits(principal: Principal, path: Container[UUID]) -> bool:
    return principal.kind == "staff" and principal.holds(*VISITORS, path=path)


def areas_of(principal: Principal) -> list[UUID]:
    if principal.kind != "staff":
        return []
    return [grant.area for grant in principal.grants if grant.role in VISITORS]


def for_resident(visit: HomeVisit) -> HomeVisit:
    """She learns that somebody comes and when, not which single clerk took it."""
    return msgspec.structs.replace(visit, visitor="")


async def may_subscribe(connection: Connection, principal: Principal, parts: Sequence[str]) -> bool:
    """Topic `staff/<area>/visits`; `parts` is the topic split at /."""
    match parts:
        case ["staff", identity, "visits"]:
            path = await areas.topic_path(connection, principal.district, identity)
            return visits(principal, path)
    return False
