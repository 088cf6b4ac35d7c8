"""Trying rules out on past tickets: pure, but for the question what targets mean, which is asked in rounds."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from uuid import UUID

from hub.db import Connection
from hub.routing import store
from hub.routing.choose import target_of, tried
from hub.routing.store import Outcome, Past
from hub.routing.types import Move, Reason, Rehearsal, Rule, RuleOutcome

EXAMPLES = 5


class Played:
    """What a body of rules does with each ticket."""

    def __init__(self, tickets: Sequence[Past], rules: Mapping[UUID, Sequence[Rule]]) -> None:
        self.candidates = [tried(_chain(one, rules), one.report) for one in tickets]
        self.tickets = tickets
        self.went: list[Outcome | None] = [None] * len(tickets)
        self.taken: dict[UUID, list[int]] = defaultdict(list)
        self.skipped: dict[UUID, Counter[Reason]] = defaultdict(Counter)

    async def play(self, connection: Connection) -> "Played":
        left = [index for index, rules in enumerate(self.candidates) if rules]
        turn = 0
        while left:
            asked = [(self.tickets[index].id, *target_of(self.candidates[index][turn].to)) for index in left]
            again = []
            for index, outcome in zip(left, await store.outcomes(connection, asked), strict=True):
                rule = self.candidates[index][turn].id
                if outcome.reason is None:
                    self.went[index] = outcome
                    self.taken[rule].append(self.tickets[index].number)
                else:
                    self.skipped[rule][outcome.reason] += 1
                    if turn + 1 < len(self.candidates[index]):
                        again.append(index)
            left, turn = again, turn + 1
        return self

    def where(self, index: int) -> tuple[UUID, UUID | None]:
        """Unit and person; what no rule takes is on its desk."""
        outcome = self.went[index]
        if outcome is None or outcome.holder is None:
            return self.tickets[index].desk, None
        return outcome.holder, outcome.assignee


def _chain(ticket: Past, rules: Mapping[UUID, Sequence[Rule]]) -> chain[Rule]:
    """Of the nearest area first."""
    return chain.from_iterable(rules.get(area, ()) for area in reversed(ticket.report.path))


def summary(
    area: UUID,
    rules: Sequence[Rule],
    now: Played,
    then: Played,
    names: Mapping[UUID, str],
    *,
    truncated: bool,
) -> Rehearsal:
    """`now`: by what is in force; `then`: with `rules` for `area`."""
    moves: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, ticket in enumerate(then.tickets):
        was, becomes = now.where(index), then.where(index)
        if was != becomes:
            moves[_label(was, names), _label(becomes, names)].append(ticket.number)
    changes = [Move(*key, len(numbers), numbers[:EXAMPLES]) for key, numbers in moves.items()]
    return Rehearsal(
        tickets=len(then.tickets), truncated=truncated, unmatched=sum(one is None for one in then.went),
        rules=[
            RuleOutcome(
                rule=rule.id, name=rule.name, area=area, taken=len(then.taken[rule.id]),
                skipped=dict(then.skipped[rule.id]), examples=then.taken[rule.id][:EXAMPLES],
            )
            for rule in rules
        ],
        changed=sum(one.count for one in changes), changes=sorted(changes, key=lambda one: -one.count),
    )  # fmt: skip


def _label(where: tuple[UUID, UUID | None], names: Mapping[UUID, str]) -> str:
    unit, person = where
    return names.get(unit, "") + (f" {names.get(person, '')}" if person else "")
