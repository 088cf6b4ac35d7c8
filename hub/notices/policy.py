"""Who writes, who looks, who reads, and who may subscribe. Pure, but for what must be looked up."""

from collections.abc import Container, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from hub.accounts.types import Principal, Role
from hub.areas import actions as areas
from hub.areas.actions import Place
from hub.db import Connection
from hub.errors import DomainError
from hub.notices import store
from hub.notices.types import NoticeAction, NoticeState, StaffNotice

WRITING: Final[tuple[Role, ...]] = (
    "community_clerk",
    "community_secretary",
    "street_clerk",
    "district_coord",
)
LOOKING: Final[tuple[Role, ...]] = (*WRITING, "grid_officer")
"""Who sees coverage and doors: the grid officer goes there."""
SEEN: Final[tuple[NoticeState, ...]] = ("published", "cleared", "expired", "withdrawn")
"""From here on the staff below a notice's areas know of it too."""

FROM: Final[dict[NoticeAction, tuple[NoticeState, ...]]] = {
    "edit": ("draft",),
    "submit": ("draft",),
    "approve": ("waiting",),
    "decline": ("waiting",),
    "correct": ("published", "cleared"),
    "clear": ("published",),
    "withdraw": ("draft", "waiting", "scheduled", "published", "cleared"),
}


class Standing(NamedTuple):
    """`writes`: over every area of the notice. `looks`: at this notice, its coverage and doors."""

    writes: bool
    looks: bool


def _over(principal: Principal, roles: Sequence[Role]) -> list[UUID]:
    if principal.kind != "staff":
        return []
    return [grant.area for grant in principal.grants if grant.role in roles]


def writing_over(principal: Principal) -> list[UUID]:
    """The areas in whose subtrees this principal writes notices."""
    return _over(principal, WRITING)


def looking_over(principal: Principal) -> list[UUID]:
    """The areas in whose subtrees this principal sees coverage and doors."""
    return _over(principal, LOOKING)


def may_write(principal: Principal, paths: Sequence[Container[UUID]]) -> bool:
    """`paths`: of every area the notice is for."""
    mine = writing_over(principal)
    return bool(paths) and all(any(area in path for area in mine) for path in paths)


def standing(principal: Principal, notice: StaffNotice, paths: Sequence[Sequence[UUID]]) -> Standing:
    """How the principal stands to a notice; `paths`: of its areas. Before readers see it, who writes above any of its
    areas sees it; afterwards also who looks after a part of them."""
    looking = set(looking_over(principal))
    above = bool(looking.intersection(notice.above))
    below = notice.head.state in SEEN and any(
        target in grant.path
        for grant in principal.grants
        if grant.area in looking
        for target in notice.head.areas
    )
    return Standing(may_write(principal, paths), above or below)


def may(action: NoticeAction, principal: Principal, notice: StaffNotice, stands: Standing) -> bool:
    """Whether the principal may take the step, as far as rights go; `possible` says whether the state allows it."""
    if not stands.writes:
        return False
    if action in ("approve", "decline"):
        # The second pair of eyes is somebody else's; declining one's own words is taking them back.
        return notice.pending is not None and (
            action == "decline" or notice.pending.written_by.id != principal.account
        )
    return True


def possible(action: NoticeAction, notice: StaffNotice) -> bool:
    state = notice.head.state
    correction = notice.pending is not None and state in ("published", "cleared")
    if action in ("approve", "decline"):
        return state == "waiting" or correction
    if action == "correct" and correction:
        return False  # one at a time: the waiting one is decided first
    if action == "clear" and notice.head.kind != "alert":
        return False
    return state in FROM[action]


def wide(places: Sequence[Place]) -> bool:
    """Whether areas reach beyond one community."""
    communities = {place.at("community") for place in places}
    return len(communities) > 1 or None in communities


def everybody(area: object) -> str:
    return f"public/{area}/notices"


def group_topic(area: object, group: str) -> str:
    return f"public/{area}/notices/{group}"


async def may_subscribe(connection: Connection, principal: Principal, parts: Sequence[str]) -> bool:
    """Topics `public/<area>/notices`, `public/<area>/notices/<group>`, `staff/<area>/notices`, `staff/notice/<id>`;
    `parts` is the topic split at /."""
    try:
        match parts:
            case ["public", identity, "notices"]:
                return (await areas.area(connection, UUID(identity))).path[0] == principal.district
            case ["public", identity, "notices", group]:
                return await store.is_member(connection, principal.account, UUID(identity), group)
            case ["staff", "notice", identity]:
                found = await store.one(connection, principal.district, UUID(identity))
                if found is None:
                    return False
                return standing(principal, found.notice, found.paths).looks
            case ["staff", identity, "notices"]:
                path = (await areas.area(connection, UUID(identity))).path
                return any(area in path for area in looking_over(principal))
    except (ValueError, DomainError):
        return False
    return False
