"""Who reads a roster, who edits it, who subscribes. A unit is known by its path: an organisation's is its district."""

from collections.abc import Container
from uuid import UUID

from hub.accounts.types import Principal, Role
from hub.areas import actions as areas
from hub.db import Connection
from hub.duty.types import UnitKind
from hub.errors import DomainError

DESKS: tuple[Role, ...] = ("community_clerk", "community_secretary", "street_clerk", "district_coord")
OVERALL: tuple[Role, ...] = ("district_coord", "platform_operator")
MEMBERS: tuple[Role, ...] = ("dept_handler", "property_dispatcher", "committee")


def may_read(principal: Principal, kind: UnitKind, unit: UUID, path: Container[UUID]) -> bool:
    """Desks read those below and above them, and organisations; organisations their own."""
    if principal.kind != "staff":
        return False
    if kind == "organisation":
        return any(g.organisation == unit or g.role in (*DESKS, *OVERALL) for g in principal.grants)
    staff = [g for g in principal.grants if g.role in (*DESKS, *OVERALL, "grid_officer")]
    return any(grant.area in path or unit in grant.path for grant in staff)


def may_edit(principal: Principal, kind: UnitKind, unit: UUID, path: Container[UUID]) -> bool:
    if principal.kind != "staff":
        return False
    if kind == "organisation":
        own = any(grant.organisation == unit and grant.role in MEMBERS for grant in principal.grants)
        return own or principal.holds(*OVERALL, path=path)
    return principal.holds(*DESKS, *OVERALL, path=path)


def areas_of(principal: Principal) -> list[UUID]:
    """In whose subtrees this principal sees who has duty now."""
    return [g.area for g in principal.grants if g.role in (*DESKS, *OVERALL, "grid_officer")]


async def may_subscribe(connection: Connection, principal: Principal, parts: list[str]) -> bool:
    """`staff/<area>/duty` and `org/<id>/duty`; `parts` is the topic split at /."""
    match parts:
        case ["staff" | "org" as scope, identity, "duty"]:
            try:
                unit = UUID(identity)
                if scope == "org":
                    return may_read(principal, "organisation", unit, ())
                path = (await areas.area(connection, unit)).path
            except (ValueError, DomainError):
                return False
            return path[0] == principal.district and may_read(principal, "desk", unit, path)
    return False
