"""Who sees a pool, who may take from it, and which words may not stand in it. Pure."""

import re
from collections.abc import Container, Iterable, Sequence
from uuid import UUID

from hub.accounts.types import Principal
from hub.areas.actions import Place
from hub.areas.types import OrganisationKind
from hub.db import Connection
from hub.tickets.policy import WORKER_ROLES, scope
from hub.tickets.types import Ticket

KINDS: frozenset[OrganisationKind] = frozenset({"volunteers", "party"})
FINER: Container[str] = frozenset({"dwelling"})
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")


def units(principal: Principal) -> list[UUID]:
    """The organisations whose pool a principal sees."""
    mine = scope(principal)
    return list(dict.fromkeys([*mine.organisations, *mine.worker_organisations]))


def taking_for(principal: Principal, organisations: Sequence[UUID]) -> UUID | None:
    """For which of these a principal may take something; who sends others does not take."""
    own = {grant.organisation for grant in principal.grants if grant.role in WORKER_ROLES}
    return next((one for one in organisations if one in own), None)


def tells(text: str, ticket: Ticket, place: Place) -> bool:
    """Whether words say who reported it, or from which dwelling, or hold a phone number."""
    plain = text.replace(" ", "")
    secrets: Iterable[str] = [
        *(name for name, level in zip(place.names, place.levels, strict=True) if level in FINER),
        *([ticket.reporter.name] if ticket.reporter else []),
    ]
    return any(secret.replace(" ", "") in plain for secret in secrets) or _PHONE.search(plain) is not None


async def may_subscribe(connection: Connection, principal: Principal, parts: list[str]) -> bool:
    """`org/<id>/pool`."""
    match parts:
        case ["org", identity, "pool"]:
            return identity in map(str, units(principal))
    return False
