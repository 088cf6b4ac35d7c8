"""Who may see a ticket, take which step, and subscribe to which topic. Pure, but for the look at one ticket."""

from typing import NamedTuple
from uuid import UUID

import msgspec

from hub.accounts.types import Principal, Role
from hub.areas.actions import Place
from hub.db import Connection
from hub.ids import uuid_in
from hub.tickets import store
from hub.tickets.types import Action, Actor, Agent, Partner, Step, StepKind, Ticket

# Roles that sit at the desk of their area: what that desk holds is theirs to do.
DESK_ROLES = frozenset({"community_clerk", "community_secretary", "street_clerk", "district_coord"})
# Roles that see single tickets of their area's subtree.
WATCH_ROLES = DESK_ROLES | {"grid_officer"}
# Roles that act for the organisation of their grant; a worker only sees what was given to them.
HANDLER_ROLES = frozenset({"dept_handler", "property_dispatcher", "committee"})
WORKER_ROLES = frozenset({"property_worker", "volunteer"})
# Steps whose words units write to each other: the resident learns that they happened.
BETWEEN_UNITS: frozenset[StepKind] = frozenset(
    {
        "dispatched", "rejected", "called", "reported_in", "turned_down", "part_done", "subtask_opened", "subtask_done",
        "subtask_returned", "sent_back",
        "escalated", "handed_down", "offered", "given_back",
    }
)  # fmt: skip

# How a ticket came whose reporter may have no account.
CALLERS = frozenset({"phone", "visit", "hotline"})

# Roles that grant or refuse an exception to what was promised.
APPROVER_ROLES: tuple[Role, ...] = ("community_secretary", "street_clerk", "district_coord")


# Steps of followers; `subject` is the follower's account then, for staff.
FOLLOWERS_STEPS = frozenset({"followed", "unfollowed"})


# Where a community stands in a path.
COMMUNITY = 2


class Scope(NamedTuple):
    """What a principal's grants come to, for the lists: desks, organisations, worker's ones, watched areas."""

    desks: list[UUID]
    organisations: list[UUID]
    worker_organisations: list[UUID]
    watched: list[UUID]


def scope(principal: Principal) -> Scope:
    grants = principal.grants
    return Scope(
        desks=[grant.area for grant in grants if grant.role in DESK_ROLES],
        organisations=[g.organisation for g in grants if g.role in HANDLER_ROLES and g.organisation],
        worker_organisations=[g.organisation for g in grants if g.role in WORKER_ROLES and g.organisation],
        watched=[grant.area for grant in grants if grant.role in WATCH_ROLES],
    )


class Relation(NamedTuple):
    """How a principal stands to a ticket. `desk`: at a desk on its path or the one that holds it. `approver`: grants
    exceptions on its path, not below the desk that holds it. `follower`: follows it and is nothing else to it.
    `convened`: of a unit called to it; `convened_desk`: of a desk called to it; `called`: one that has not answered;
    `arrived`: one whose part is open. `deciding`: at the desk that decides; `decides`: there or above, or at the desk
    that holds it. `above`: at its street's or district's desk."""

    reporter: bool
    watcher: bool
    desk: bool
    holder: bool
    worker: bool
    approver: bool
    follower: bool = False
    convened: bool = False
    convened_desk: bool = False
    called: bool = False
    arrived: bool = False
    deciding: bool = False
    decides: bool = False
    above: bool = False

    @property
    def sees(self) -> bool:
        return any(self)

    @property
    def staff(self) -> bool:
        return self.watcher or self.desk or self.convened_desk

    @property
    def handler(self) -> bool:
        return self.holder or self.worker

    @property
    def in_office(self) -> bool:
        """Not as the resident whom it concerns."""
        return self.staff or self.handler or self.convened


RESIDENT_UNIT = "居民"


def resident(principal: Principal) -> Actor:
    """A resident as who takes a step, with who takes it for her."""
    acting = principal.acting
    return Actor(principal.name, RESIDENT_UNIT, Agent(acting.name, acting.tie) if acting else None)


NOBODY = Relation(reporter=False, watcher=False, desk=False, holder=False, worker=False, approver=False)


def _reported(principal: Principal, ticket: Ticket) -> bool:
    return ticket.reporter is not None and ticket.reporter.id == principal.account


def parts_of(principal: Principal, ticket: Ticket) -> list[Partner]:
    """The principal's own units among those called to the ticket."""
    mine = scope(principal)
    units = {("desk", desk) for desk in mine.desks} | {("organisation", one) for one in mine.organisations}
    return [partner for partner in ticket.partners if (partner.kind, partner.id) in units]


def accused(principal: Principal, ticket: Ticket) -> bool:
    """Whether the ticket complains about an organisation that the principal acts for, in whatever role."""
    about = ticket.complaint_about
    return about is not None and any(grant.organisation == about for grant in principal.grants)


def relation(principal: Principal, ticket: Ticket) -> Relation:
    if accused(principal, ticket):
        # Nothing else that they are counts: a firm's man who is also a clerk does not read what is said about it.
        return NOBODY._replace(reporter=_reported(principal, ticket))
    mine = scope(principal)
    parts = parts_of(principal, ticket) if ticket.partners else []
    holds_desk = ticket.holder.kind == "desk" and ticket.holder.id in mine.desks
    holds_organisation = ticket.holder.kind == "organisation" and ticket.holder.id in mine.organisations
    given = ticket.assignee is not None and ticket.assignee.id == principal.account
    return Relation(
        reporter=_reported(principal, ticket),
        watcher=any(area in ticket.path for area in mine.watched),
        desk=holds_desk or any(area in ticket.path for area in mine.desks),
        holder=holds_desk or holds_organisation,
        worker=given
        and ticket.holder.kind == "organisation"
        and ticket.holder.id in mine.worker_organisations,
        approver=principal.holds(*APPROVER_ROLES, path=_not_below(ticket)),
        convened=bool(parts),
        convened_desk=any(part.kind == "desk" for part in parts),
        called=any(part.state == "called" for part in parts),
        arrived=any(part.state == "arrived" for part in parts),
        deciding=decider(ticket) in mine.desks,
        above=any(area in mine.desks for area in ticket.path[:COMMUNITY]),
        decides=holds_desk or any(area in mine.desks for area in at_least(ticket, decider(ticket))),
    )


def decider(ticket: Ticket) -> UUID:
    """The desk that decides who does it."""
    return ticket.decider or ticket.desk


def at_least(ticket: Ticket, desk: UUID) -> tuple[UUID, ...]:
    """The ticket's path down to a desk on it."""
    return ticket.path[: ticket.path.index(desk) + 1]


def _not_below(ticket: Ticket) -> tuple[UUID, ...]:
    """The ticket's path down to the desk that holds it."""
    held = ticket.holder.kind == "desk" and ticket.holder.id in ticket.path
    return ticket.path[: ticket.path.index(ticket.holder.id) + 1] if held else ticket.path


def may(action: Action, stands: Relation) -> bool:
    """Whether this relation allows the step, whatever the state."""
    match action:
        case "acknowledge" | "reject" | "claim" | "take_over" | "ask":
            return stands.holder
        case "start" | "resolve" | "hand_back" | "accept" | "arrive" | "question":
            return stands.handler
        case "answer":
            return stands.reporter or stands.handler
        case "dispatch":
            return stands.decides or stands.holder
        case "offer" | "withdraw_offer":
            return stands.decides
        case "give_back":
            return stands.handler
        case "open_task":
            return stands.desk or stands.holder
        case "escalate" | "hand_down":
            return stands.deciding
        case "put_on" | "take_off" | "settle":
            return stands.above
        case "call" | "merge":
            return stands.desk
        case "split":
            return stands.desk or stands.reporter
        case "report_in" | "turn_down":
            return stands.called
        case "finish_part":
            return stands.arrived
        case "note":
            return stands.reporter or stands.in_office
        case "call_back":
            return stands.desk
        case "phone" | "spoke":
            return stands.desk or stands.handler
        case "extend" | "hang" | "exclude" | "decline":
            return stands.approver
        case "confirm" | "reopen" | "rate" | "still_good" | "recur":
            return stands.reporter


def offered(action: Action, principal: Principal, ticket: Ticket) -> bool:
    """Whether there is anything to claim, to hand back, to take over; whether anybody may still refuse."""
    has = ticket.assignee.id if ticket.assignee else None
    match action:
        case "claim":
            return has is None
        case "hand_back":
            return has == principal.account and ticket.pool != "taken"
        case "give_back":
            return has == principal.account
        case "take_over":
            return has not in (None, principal.account)
        case "phone" | "spoke":
            return (ticket.reporter is not None or ticket.origin in CALLERS) and (
                ticket.complaint_about is None or relation(principal, ticket).desk
            )
        case "reject" | "escalate":
            last = ticket.holder.id if action == "reject" else decider(ticket)
            return not ticket.decided and last != ticket.path[0]
        case "hand_down":
            return ticket.path.index(decider(ticket)) < COMMUNITY
    return True


def view(ticket: Ticket, stands: Relation) -> Ticket:
    """The ticket without what this relation may not know: organisations do not learn the reporter, the
    reporter does not learn the single clerk."""
    if stands.staff:
        return for_staff(ticket)
    if stands.handler or stands.convened:
        return for_organisation(ticket)
    return for_reporter(ticket)


def for_staff(ticket: Ticket) -> Ticket:
    """Who complains about an organisation is named to nobody in passing: a desk that must know looks, and the look is
    written down (`contact/`)."""
    return ticket if ticket.complaint_about is None else msgspec.structs.replace(ticket, reporter=None)


def for_organisation(ticket: Ticket) -> Ticket:
    return msgspec.structs.replace(ticket, reporter=None, filed_by=None)


def for_reporter(ticket: Ticket) -> Ticket:
    """Without what steps among staff change: she is not told of those, and how units share it is theirs."""
    return msgspec.structs.replace(
        ticket, assignee=None, filed_by=None, asked_for=None, excluded=False, repeats=0, open_children=0, open_calls=0,
        partners=(), decided=False, decider=None, pool=None, phoned_at=None,
    )  # fmt: skip


def may_hear(ticket: Ticket, stands: Relation) -> bool:
    """What the reporter said: who may see what she photographed; of a complaint her own desk only, for a voice tells
    who speaks."""
    if ticket.complaint_about is not None:
        return stands.reporter or stands.desk
    return stands.reporter or stands.in_office


def may_locate(stands: Relation) -> bool:
    """Where the reporter stood: who goes there. A follower sees the building."""
    return stands.reporter or stands.in_office


def public(ticket: Ticket) -> bool:
    """Whether other residents may learn of it, as far as the ticket itself says; its category must be offered too."""
    return not ticket.staff_only and ticket.complaint_about is None and ticket.origin != "task"


def for_follower(ticket: Ticket, place: Place, *, following: bool = True) -> Ticket:
    """What a resident sees of a ticket that somebody else reported. Named field by field: what a ticket learns to
    carry stays unknown to her until somebody adds it here. `place`: where it is, not finer than the building."""
    return Ticket(
        id=ticket.id, number=ticket.number, version=ticket.version, state=ticket.state, category=ticket.category,
        text="", area=place.ids[-1], path=place.ids, place=place.label, place_text="", desk=ticket.desk,
        desk_name=ticket.desk_name, holder=ticket.holder, assignee=None, reporter=None, photo_count=0,
        practice=ticket.practice, refusals=0, satisfaction=None, origin="app", urgent=ticket.urgent,
        following=following, created_at=ticket.created_at, updated_at=ticket.updated_at,
        acknowledge_by=ticket.acknowledge_by, resolve_by=ticket.resolve_by, hung_until=ticket.hung_until,
        acknowledged_at=ticket.acknowledged_at, resolved_at=ticket.resolved_at, closed_at=ticket.closed_at,
    )  # fmt: skip


def step_for_follower(step: Step) -> Step:
    """Which unit did what; of the words only the result: the others are written to the reporter, or by her."""
    text = step.text if step.kind == "resolved" else ""
    return Step(
        kind=step.kind, at=step.at, by=Actor("", step.by.unit), text=text, next=step.next, due=step.due
    )


def step_for_staff(step: Step, ticket: Ticket, by_reporter: bool) -> Step:
    if ticket.complaint_about is None or not by_reporter:
        return step
    return msgspec.structs.replace(step, by=Actor("", step.by.unit))


def step_for_others(step: Step, ticket: Ticket) -> Step:
    """Which ticket was merged into this one is for staff; into which one it was merged, for its reporter too."""
    if step.kind in ("merged", "split") and step.subject != ticket.merged_into:
        return msgspec.structs.replace(step, subject=None)
    return step


def step_for_organisation(step: Step, by_reporter: bool) -> Step:
    """A firm learns what the resident says, not who she is, and that it was chosen, not by which rule."""
    if step.kind in FOLLOWERS_STEPS:
        step = msgspec.structs.replace(step, subject=None)
    by = Actor("", step.by.unit) if by_reporter else step.by
    return msgspec.structs.replace(step, by=by, routed=msgspec.UNSET, earlier=msgspec.UNSET)


def step_for_reporter(step: Step, by_reporter: bool) -> Step:
    """The reporter learns which unit acts, not which clerk, and not what units write to each other; that somebody
    follows, not who and in which words."""
    if step.kind in FOLLOWERS_STEPS:
        return msgspec.structs.replace(step, by=Actor("", step.by.unit), text="", subject=None)
    if by_reporter:
        return msgspec.structs.replace(step, routed=msgspec.UNSET, earlier=msgspec.UNSET)
    text = "" if step.kind in BETWEEN_UNITS else step.text
    return msgspec.structs.replace(
        step, by=Actor("", step.by.unit), text=text, routed=msgspec.UNSET, earlier=msgspec.UNSET
    )


async def may_subscribe(connection: Connection, principal: Principal, parts: list[str]) -> bool:
    """Topics `staff/<area>/tickets`, `staff/ticket/<id>`, `org/<id>/tickets`, `own/<account>/work`; `parts` is the
    topic split at /."""
    match parts:
        case ["staff", "ticket", identity] if ticket_id := uuid_in(identity):
            ticket = await store.ticket(connection, principal.district, ticket_id)
            return ticket is not None and relation(principal, ticket).staff
        case ["staff", identity, "tickets"] if area := uuid_in(identity):
            if any(grant.organisation for grant in principal.grants):
                return False  # complaints about their organisation pass here; they may read the lists
            watched = scope(principal).watched
            if area in watched:
                return True
            path = await store.area_path(connection, area)
            return any(ancestor in watched for ancestor in path)
        case ["org", identity, "tickets"] if organisation := uuid_in(identity):
            return organisation in scope(principal).organisations
        case ["own", identity, "work"]:
            return identity == str(principal.account)
    return False
