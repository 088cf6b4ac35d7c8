"""Which step leads from where to where; the table in the package's docstring, as data. None: no case yet."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from hub.errors import DomainError
from hub.moderation.types import CaseState, CaseStep

From = CaseState | None


class Move(NamedTuple):
    sources: tuple[From, ...]
    to: CaseState


MOVES: Final[Mapping[CaseStep, Move]] = {
    "checking": Move((None, "checking", "held", "clear", "reported"), "checking"),
    "held": Move((None, "checking", "held", "clear", "reported"), "held"),
    "passed": Move(("checking", "held"), "clear"),
    "reported": Move((None, "clear", "reported"), "reported"),
    "opened": Move((None, "clear"), "reported"),
    "pulled": Move(("reported",), "held"),
    "published": Move(("held",), "clear"),
    "kept": Move(("reported",), "clear"),
    "hidden": Move(("held", "reported"), "hidden"),
    "undone": Move(("hidden",), "clear"),
    "appealed": Move(("hidden",), "appealed"),
    "restored": Move(("appealed",), "clear"),
    "refused": Move(("appealed",), "final"),
}
"""`redacted` is no move: a photo changes, the state does not."""

OPEN: Final[tuple[CaseState, ...]] = ("held", "reported", "appealed")
"""What waits for staff."""

SECOND: Final[frozenset[CaseStep]] = frozenset(("restored", "refused"))
"""Steps of a second person: never who hid it."""


def after(step: CaseStep, state: From) -> CaseState:
    """Where a step leads.

    Raises:
        DomainError: `moderation.wrong_state`.
    """
    move = MOVES[step]
    if state not in move.sources:
        raise DomainError("moderation.wrong_state")
    return move.to
