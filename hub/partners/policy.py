"""Who offers, who asks, who sees what is asked, who may subscribe. Pure, but for the look at an area's path."""

from collections.abc import Sequence
from uuid import UUID

from hub.accounts.types import FIRM_ROLES, Principal, Role
from hub.areas import actions as areas
from hub.db import Connection
from hub.partners.store import KeptAsk, KeptOffer
from hub.partners.types import PartnerAct, PartnerAskState

STAFF: tuple[Role, ...] = (
    "community_clerk", "community_secretary", "street_clerk", "district_coord", "grid_officer",
)  # fmt: skip
COMMUNITY = 2
"""Where a path (district first) has its community."""

SOURCES: dict[PartnerAct, tuple[PartnerAskState, ...]] = {
    "give": ("asked",), "refuse": ("asked", "given"), "hand_over": ("given",), "withdraw": ("asked", "given"),
    "thank": ("handed",),
}  # fmt: skip
"""From where a step of an ask leads on."""


def staff_areas(principal: Principal) -> list[UUID]:
    """The areas in whose subtrees this principal asks, and sees what is asked."""
    return [grant.area for grant in principal.grants if principal.kind == "staff" and grant.role in STAFF]


def staff_paths(principal: Principal) -> list[UUID]:
    """These and all above: what is offered there is for them too."""
    return list(
        dict.fromkeys(
            area
            for grant in principal.grants
            if principal.kind == "staff" and grant.role in STAFF
            for area in grant.path
        )
    )


def is_staff(principal: Principal, path: Sequence[UUID]) -> bool:
    return principal.kind == "staff" and principal.holds(*STAFF, path=path)


def may_offer(principal: Principal, organisation: UUID, path: Sequence[UUID]) -> bool:
    """People of an organisation, where they act for it: below their area, and to the community it lies in."""
    return any(
        grant.organisation == organisation
        and grant.role in FIRM_ROLES
        and (grant.area in path or (len(path) == COMMUNITY + 1 and path[-1] in grant.path))
        for grant in principal.grants
    )


def ours(principal: Principal, organisation: UUID) -> bool:
    return organisation in principal.firms


def allowed(principal: Principal, kept: KeptAsk) -> list[PartnerAct]:
    """What a principal may do with an ask, whatever its state, in the order of the pages."""
    staff, firm = is_staff(principal, kept.ask.path), ours(principal, kept.organisation)
    acts: dict[PartnerAct, bool] = {
        "give": firm,
        "refuse": firm,
        "hand_over": firm or staff,
        "withdraw": staff,
        "thank": staff,
    }
    return [act for act, may in acts.items() if may]


def may_do(principal: Principal, kept: KeptAsk) -> list[PartnerAct]:
    """The same now, from where the ask is."""
    return [
        act
        for act in allowed(principal, kept)
        if kept.ask.state in SOURCES[act] and (act != "thank" or not kept.ask.thanks)
    ]


def sees(principal: Principal, kept: KeptAsk) -> bool:
    return is_staff(principal, kept.ask.path) or ours(principal, kept.organisation)


def asks_for(principal: Principal, kept: KeptOffer) -> bool:
    """Whether some area of hers is served by the offer, or lies around one that is."""
    return bool(set(staff_areas(principal)) & set(kept.paths)) or bool(
        set(staff_paths(principal)) & set(kept.offer.areas)
    )


async def may_subscribe(connection: Connection, principal: Principal, parts: Sequence[str]) -> bool:
    """Topics `public/<area>/partners`, `staff/<area>/partners`, `org/<id>/partners`."""
    match parts:
        case ["org", identity, "partners"]:
            return identity in map(str, principal.firms)
        case ["public" | "staff" as audience, identity, "partners"]:
            path = await areas.topic_path(connection, principal.district, identity)
            return bool(path) if audience == "public" else is_staff(principal, path)
    return False
