"""Who reads and edits the rules of an area, by its path; who subscribes."""

from collections.abc import Container
from uuid import UUID

from hub.accounts.types import Principal, Role
from hub.areas import actions as areas
from hub.db import Connection

EDITORS: tuple[Role, ...] = ("platform_operator", "district_coord", "street_clerk", "community_secretary")
READERS: tuple[Role, ...] = (*EDITORS, "community_clerk")


def may_read(principal: Principal, path: Container[UUID]) -> bool:
    return principal.kind == "staff" and principal.holds(*READERS, path=path)


def may_edit(principal: Principal, path: Container[UUID]) -> bool:
    return principal.kind == "staff" and principal.holds(*EDITORS, path=path)


async def may_subscribe(connection: Connection, principal: Principal, parts: list[str]) -> bool:
    """`staff/<area>/routing`; `parts` is the topic split at /."""
    match parts:
        case ["staff", identity, "routing"]:
            path = await areas.topic_path(connection, principal.district, identity)
            return may_read(principal, path)
    return False
