"""What people do with rules, and what a new ticket asks of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain, islice
from uuid import UUID

import msgspec

from hub.db import Connection
from hub.routing import store
from hub.routing.match import Report, matches
from hub.routing.types import (
    MOST_TRIED,
    Plan,
    Reason,
    Routed,
    Rule,
    Skipped,
    Target,
    ToDesk,
    ToDuty,
    ToOrganisation,
)

__all__ = ["candidates", "followed", "target_of"]


def candidates(
    plan: str, *, category: str, path: tuple[UUID, ...], text: str, urgent: bool, at: datetime
) -> list[Rule]:
    """The rules that a new ticket is tried by, in turn. `plan`: what `routing_plan` in the database gave."""
    said = msgspec.json.decode(plan, type=Plan)
    report = Report(category, said.group, path, said.level, text, said.firm, urgent, at)
    return tried(chain.from_iterable(said.rules), report)


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


async def followed(
    tx: Connection, ticket: UUID, rules: Sequence[Rule], reasons: Sequence[Reason | None]
) -> Routed:
    """What the timeline says of the rules that were tried; those that could not be followed are flagged."""
    skipped = []
    for rule, reason in zip(rules, reasons, strict=True):
        if reason is None:
            break
        skipped.append((rule, reason))
    await store.flag(tx, ticket, [(rule.id, reason) for rule, reason in skipped])
    name = rules[len(skipped)].name if len(skipped) < len(rules) else ""
    return Routed(name, [Skipped(rule.name, reason) for rule, reason in skipped])
