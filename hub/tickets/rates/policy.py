"""Who sees sums, who sees the tickets behind them, who says how is counted."""

from collections.abc import Container
from uuid import UUID

from hub.accounts.types import Principal, Role
from hub.tickets.policy import DESK_ROLES

SUMS: tuple[Role, ...] = (
    "community_clerk", "community_secretary", "street_clerk", "district_coord", "official_viewer", "platform_operator",
)  # fmt: skip
DEFINE: tuple[Role, ...] = ("district_coord", "platform_operator")


def sees_sums(principal: Principal, path: Container[UUID]) -> bool:
    return principal.holds(*SUMS, path=path)


def sees_tickets(principal: Principal, path: Container[UUID]) -> bool:
    return any(grant.role in DESK_ROLES and grant.area in path for grant in principal.grants)


def defines(principal: Principal) -> bool:
    return principal.holds(*DEFINE, path=(principal.district,))
