"""Who sees an organisation's lanes, and who sees how organisations do."""

from collections.abc import Container
from typing import NamedTuple
from uuid import UUID

from hub.accounts.types import Principal
from hub.tickets.policy import DESK_ROLES, scope


class View(NamedTuple):
    """Of an organisation's work: all of it, or `only` what one person was given."""

    only: UUID | None


def view(principal: Principal, organisation: UUID) -> View | None:
    """None: the principal is not of this organisation."""
    mine = scope(principal)
    if organisation in mine.organisations:
        return View(None)
    if organisation in mine.worker_organisations:
        return View(principal.account)
    return None


def may_see_figures(principal: Principal, path: Container[UUID]) -> bool:
    """Desks see how the organisations of their area do."""
    return any(grant.role in DESK_ROLES and grant.area in path for grant in principal.grants)
