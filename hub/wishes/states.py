"""The state machine: which step leads from where to where. The table of the room's docstring, as data."""

from typing import NamedTuple

from hub.wishes.types import WishAction, WishState, WishStepKind


class Transition(NamedTuple):
    """`to` None: the state stays."""

    step: WishStepKind
    sources: frozenset[WishState]
    to: WishState | None


ON_THE_WALL: frozenset[WishState] = frozenset({"open", "claimed", "fulfilled", "thanked"})
ALIVE: frozenset[WishState] = frozenset({"asked", "returned", "open", "claimed", "fulfilled"})
"""What counts against the wishes one may have at once."""
HELD_BY_CLAIMER: frozenset[WishState] = frozenset({"claimed", "fulfilled"})
"""While the claimer may know who asked."""

TRANSITIONS: dict[WishAction, Transition] = {
    "edit": Transition("edited", frozenset({"asked", "returned"}), "asked"),
    "publish": Transition("published", frozenset({"asked"}), "open"),
    "give_back": Transition("returned", frozenset({"asked"}), "returned"),
    "refuse": Transition("refused", frozenset({"asked", "returned"}), "refused"),
    "claim": Transition("claimed", frozenset({"open"}), "claimed"),
    "contacted": Transition("contacted", frozenset({"claimed"}), None),
    "release": Transition("released", frozenset({"claimed"}), "open"),
    "take_back": Transition("taken_back", frozenset({"claimed"}), "open"),
    "fulfil": Transition("fulfilled", frozenset({"claimed"}), "fulfilled"),
    "not_yet": Transition("not_yet", frozenset({"fulfilled"}), "claimed"),
    "thank": Transition("thanked", frozenset({"fulfilled"}), "thanked"),
    "withdraw": Transition("withdrawn", ALIVE, "withdrawn"),
}
SERVICE: dict[WishStepKind, Transition] = {
    "reminded": Transition("reminded", frozenset({"claimed"}), None),
    "lapsed": Transition("lapsed", frozenset({"claimed"}), "open"),
    "ungranted": Transition("ungranted", frozenset({"claimed"}), "open"),
    "closed": Transition("closed", frozenset({"fulfilled"}), "thanked"),
    "raised": Transition("raised", frozenset({"open"}), None),
    "hidden": Transition("hidden", ON_THE_WALL, None),
    "restored": Transition("restored", ON_THE_WALL, None),
    "let_through": Transition("let_through", frozenset({"thanked"}), None),
}
