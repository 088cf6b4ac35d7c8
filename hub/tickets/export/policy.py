"""Who may carry lists away."""

import msgspec

from hub.accounts.types import Principal
from hub.errors import DomainError
from hub.tickets.policy import DESK_ROLES, HANDLER_ROLES

# A grid officer, a worker or a volunteer sees single cases and takes no list home.
EXPORT_ROLES = DESK_ROLES | HANDLER_ROLES


def exporting(principal: Principal) -> Principal:
    """The principal with only those grants that may export.

    Raises:
        DomainError: `forbidden`, when there is none.
    """
    grants = tuple(grant for grant in principal.grants if grant.role in EXPORT_ROLES)
    if principal.kind != "staff" or not grants:
        raise DomainError("forbidden")
    return msgspec.structs.replace(principal, grants=grants)
