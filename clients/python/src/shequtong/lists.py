"""Which of the three lists a ticket is in for whom: 待我办 *mine*, 本单位 *unit*, 仅关注 *watching*.

The hub sorts its lists by the same rule; a client applies it to live events. Both are held to the same vectors.

| list | when |
|---|---|
| mine | open, not resolved, held by one of my desks or organisations, and mine or nobody's yet; or one of them was \
called to it and its part is open |
| unit | (not mine, but) my desk answers for it, or my desk or organisation holds it or is called to it |
| watching | inside the areas of my grants, and not my unit's |

A worker (of a property firm, a volunteer) has only what was given to them, and watches nothing.
"""

from typing import NamedTuple
from uuid import UUID

from shequtong.types import Me, Ticket

DESK_ROLES = frozenset({"community_clerk", "community_secretary", "street_clerk", "district_coord"})
WATCH_ROLES = DESK_ROLES | {"grid_officer"}
HANDLER_ROLES = frozenset({"dept_handler", "property_dispatcher", "committee"})
WORKER_ROLES = frozenset({"property_worker", "volunteer"})
TO_DO = frozenset({"reported", "acknowledged", "dispatched", "working", "reopened"})


class Scope(NamedTuple):
    """What an account's grants come to."""

    account: UUID
    desks: frozenset[UUID]
    organisations: frozenset[UUID]
    worker_organisations: frozenset[UUID]
    watched: frozenset[UUID]

    def topics(self) -> list[str]:
        """The topics that bring every change of the three lists."""
        staff = [f"staff/{area}/tickets" for area in sorted(self.watched)]
        held = [f"org/{organisation}/tickets" for organisation in sorted(self.organisations)]
        work = [f"own/{self.account}/work"] if self.worker_organisations else []
        return staff + held + work


def scope_of(me: Me) -> Scope:
    def areas(roles: frozenset[str]) -> frozenset[UUID]:
        return frozenset(grant.area.id for grant in me.grants if grant.role in roles)

    def organisations(roles: frozenset[str]) -> frozenset[UUID]:
        return frozenset(
            grant.organisation.id for grant in me.grants if grant.role in roles and grant.organisation
        )

    return Scope(
        account=me.id,
        desks=areas(DESK_ROLES),
        organisations=organisations(HANDLER_ROLES),
        worker_organisations=organisations(WORKER_ROLES),
        watched=areas(WATCH_ROLES),
    )


def list_of(ticket: Ticket, mine: Scope) -> str | None:
    """The narrowest list: "mine", "unit", "watching", or None: closed, or not this account's."""
    if ticket.state == "closed" or ticket.holder is None:
        return None
    holder = ticket.holder.id
    ours = holder in mine.desks or holder in mine.organisations
    given = ticket.assignee is not None and ticket.assignee.id == mine.account
    given = given and (ours or holder in mine.worker_organisations)
    parts = [part for part in ticket.partners if part.id in mine.desks or part.id in mine.organisations]
    waits = any(part.state in ("called", "arrived") for part in parts)
    if ticket.state in TO_DO and (given or (ours and ticket.assignee is None) or waits):
        return "mine"
    if given or ours or parts or ticket.desk in mine.desks:
        return "unit"
    return "watching" if mine.watched.intersection(ticket.path) else None
