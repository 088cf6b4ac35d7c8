"""Who may call, who sees the names, who may subscribe. Pure, but for the look at an area's path."""

from collections.abc import Container, Sequence
from uuid import UUID

from hub.accounts.types import FIRM_ROLES, Principal, Role
from hub.areas import actions as areas
from hub.db import Connection

STAFF: tuple[Role, ...] = (
    "community_clerk", "community_secretary", "street_clerk", "district_coord", "grid_officer",
)  # fmt: skip


def is_staff(principal: Principal, path: Container[UUID]) -> bool:
    return principal.kind == "staff" and principal.holds(*STAFF, path=path)


def staff_areas(principal: Principal) -> list[UUID]:
    """The areas in whose subtrees this principal sees calls with their names."""
    return [grant.area for grant in principal.grants if principal.kind == "staff" and grant.role in STAFF]


def may_call(principal: Principal, path: Container[UUID], organisation: UUID | None) -> bool:
    """Staff of the place; people of an organisation, where they act for it."""
    if organisation is None:
        return is_staff(principal, path)
    return any(
        grant.organisation == organisation and grant.role in FIRM_ROLES and grant.area in path
        for grant in principal.grants
    )


def may_manage(principal: Principal, path: Container[UUID], organisation: UUID | None) -> bool:
    """Sees names and code, and cancels."""
    return is_staff(principal, path) or (organisation is not None and organisation in principal.firms)


async def may_subscribe(connection: Connection, principal: Principal, parts: Sequence[str]) -> bool:
    """Topics `public/<area>/volunteering`, `staff/<area>/volunteering`, `org/<id>/volunteering`."""
    match parts:
        case ["org", identity, "volunteering"]:
            return identity in map(str, principal.firms)
        case ["public" | "staff" as audience, identity, "volunteering"]:
            path = await areas.topic_path(connection, principal.district, identity)
            return bool(path) if audience == "public" else is_staff(principal, path)
    return False
