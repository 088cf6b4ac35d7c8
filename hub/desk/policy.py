"""Whose tools somebody sees and changes. Pure."""

from uuid import UUID

from hub.accounts.types import Principal
from hub.desk.types import Owner
from hub.errors import DomainError
from hub.tickets.policy import scope

DISTRICT_ROLES = ("district_coord", "platform_operator")


def owners(principal: Principal) -> list[UUID]:
    """Everybody whose tools the principal sees."""
    mine = scope(principal)
    units = [*mine.desks, *mine.organisations, *mine.worker_organisations]
    return [principal.account, principal.district, *units]


def named(principal: Principal, owner: Owner) -> Owner:
    """The owner with its id: a person is oneself, the district one's own."""
    if owner.kind == "unit" and owner.id is None:
        raise DomainError("input.invalid", fields={"owner": "input.invalid"})
    known = {"person": principal.account, "district": principal.district}
    return Owner(owner.kind, known.get(owner.kind, owner.id))


def may_change(principal: Principal, owner: Owner) -> bool:
    match owner.kind:
        case "person":
            return owner.id == principal.account
        case "unit":
            mine = scope(principal)
            return owner.id in mine.desks or owner.id in mine.organisations
        case "district":
            return owner.id == principal.district and any(
                grant.role in DISTRICT_ROLES and grant.area == principal.district
                for grant in principal.grants
            )


def check_staff(principal: Principal) -> None:
    """Raises:
    DomainError: `forbidden`.
    """
    if principal.kind != "staff":
        raise DomainError("forbidden")
