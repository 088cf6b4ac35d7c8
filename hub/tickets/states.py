"""The state machine: which step leads from where to where. The table of the room's docstring, as data."""

from datetime import datetime, timedelta
from typing import NamedTuple

from hub.tickets.types import Action, State, StepKind, Ticket

REOPEN_WITHIN = timedelta(days=7)
RATE_WITHIN = timedelta(days=30)
ANSWER_WITHIN = timedelta(days=14)
"""After the question whether it is still good."""


class Transition(NamedTuple):
    """`to` None: the state stays."""

    step: StepKind
    sources: frozenset[State]
    to: State | None


_ALL: frozenset[State] = frozenset(
    {"reported", "acknowledged", "dispatched", "working", "resolved", "closed", "reopened"}
)
WITH_STAFF: frozenset[State] = frozenset({"reported", "acknowledged", "dispatched", "working", "reopened"})

TRANSITIONS: dict[Action, Transition] = {
    "acknowledge": Transition("acknowledged", frozenset({"reported", "reopened"}), "acknowledged"),
    "dispatch": Transition("dispatched", WITH_STAFF, "dispatched"),
    "start": Transition("started", WITH_STAFF - {"working"}, "working"),
    "note": Transition("noted", _ALL, None),
    "resolve": Transition("resolved", frozenset({"acknowledged", "dispatched", "working"}), "resolved"),
    "confirm": Transition("confirmed", frozenset({"resolved"}), "closed"),
    "reopen": Transition("reopened", frozenset({"resolved", "closed"}), "reopened"),
    "accept": Transition("accepted", frozenset({"reported", "acknowledged", "dispatched"}), "dispatched"),
    "arrive": Transition("arrived", frozenset({"acknowledged", "dispatched", "working"}), None),
    "offer": Transition("offered", frozenset({"reported", "acknowledged", "reopened"}), None),
    "withdraw_offer": Transition(
        "offer_withdrawn", frozenset({"reported", "acknowledged", "reopened"}), None
    ),
    "give_back": Transition("given_back", frozenset({"dispatched", "working"}), "acknowledged"),
    "reject": Transition("rejected", WITH_STAFF, "reported"),
    "rate": Transition("rated", frozenset({"closed"}), None),
    "still_good": Transition("still_good", frozenset({"closed"}), None),
    "ask": Transition("requested", _ALL, None),
    "extend": Transition("extended", WITH_STAFF, None),
    "hang": Transition("hung", WITH_STAFF, None),
    "exclude": Transition("excluded", _ALL, None),
    "decline": Transition("declined", _ALL, None),
    "call_back": Transition("called_back", frozenset({"resolved", "closed"}), None),
    "question": Transition("questioned", WITH_STAFF, None),
    "answer": Transition("answered", WITH_STAFF, None),
    "recur": Transition("reopened", frozenset({"closed"}), "reopened"),
    "claim": Transition("claimed", WITH_STAFF, None),
    "hand_back": Transition("handed_back", WITH_STAFF, None),
    "take_over": Transition("taken_over", WITH_STAFF, None),
    "call": Transition("called", WITH_STAFF, None),
    "report_in": Transition("reported_in", _ALL - {"closed"}, None),
    "turn_down": Transition("turned_down", _ALL - {"closed"}, None),
    "phone": Transition("phoned", _ALL, None),
    "spoke": Transition("phoned", _ALL, None),
    "finish_part": Transition("part_done", _ALL - {"closed"}, None),
    "open_task": Transition("subtask_opened", WITH_STAFF, None),
    "escalate": Transition("escalated", WITH_STAFF, "reported"),
    "hand_down": Transition("handed_down", WITH_STAFF, "reported"),
    "put_on": Transition("put_on", _ALL - {"closed"}, None),
    "take_off": Transition("taken_off", _ALL - {"closed"}, None),
    "settle": Transition("settled", WITH_STAFF, None),
    "merge": Transition("merged", WITH_STAFF, "closed"),
    "split": Transition("split", frozenset({"closed"}), None),
}


def possible(action: Action, ticket: Ticket, now: datetime) -> bool:
    """Whether the table allows `action` from where the ticket is."""
    if ticket.state not in TRANSITIONS[action].sources:
        return False
    if ticket.merged_into is not None and ticket.state == "closed":
        return action in ("split", "note")
    match action:
        case "call_back":
            return ticket.parent is None
        case "accept":
            return ticket.holder.kind == "organisation" and ticket.accepted_at is None
        case "offer":
            return ticket.holder.kind == "desk" and ticket.pool is None and ticket.complaint_about is None
        case "withdraw_offer":
            return ticket.pool == "offered"
        case "give_back":
            return ticket.pool == "taken"
        case "merge":
            return ticket.parent is None and not ticket.open_children and not ticket.open_calls
        case "split":
            return False
        case "reopen":
            return _within(ticket.closed_at, REOPEN_WITHIN, now, otherwise=True)
        case "rate":
            mine = ticket.satisfaction is None and ticket.merged_into is None
            return mine and _within(ticket.closed_at, RATE_WITHIN, now)
        case "still_good" | "recur":
            return _within(ticket.asked_again_at, ANSWER_WITHIN, now)
        case "question":
            return ticket.waiting_since is None
        case "spoke":
            return ticket.call_me and ticket.phoned_at is None
        case "answer":
            return ticket.waiting_since is not None
        case "ask":
            return ticket.asked_for is None
        case "extend" | "hang" | "exclude":
            return ticket.asked_for == action
        case "decline":
            return ticket.asked_for is not None
    return True


def _within(since: datetime | None, time: timedelta, now: datetime, *, otherwise: bool = False) -> bool:
    return otherwise if since is None else now - since <= time
