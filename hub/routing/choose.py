"""Which rules a ticket is tried by, and what their targets are called in the database. Pure."""

from collections.abc import Iterable
from itertools import islice

from hub.routing.match import Report, matches
from hub.routing.types import MOST_TRIED, Rule, Target, ToDesk, ToDuty, ToOrganisation


def tried(rules: Iterable[Rule], report: Report) -> list[Rule]:
    return list(islice(matches(rules, report), MOST_TRIED))


def target_of(target: Target) -> tuple[str, str]:
    """As `routing_target` in the database takes it."""
    match target:
        case ToOrganisation(organisation=organisation):
            return "organisation", str(organisation)
        case ToDesk(level=level):
            return "desk", level
        case ToDuty(roster=roster):
            return "duty", str(roster)
        case _:
            return "serving", target.duty
