"""From sums to what a board shows of tickets: pure, no I/O. The live board and the day's replay both end here."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from hub.boards.counts import Counts, Sums
from hub.boards.quantiles import ERROR, quantile
from hub.boards.types import Heat, Hot, Moment, Part, Sla, Today, Waits

HOT = 8
"""Categories shown as hot."""
NOTHING: Sums = Counter()


class Named(NamedTuple):
    """An area of the tree, down to the estate."""

    name: str
    level: str
    parent: UUID | None


class Tree:
    """Which areas have boards, and what lies in them."""

    def __init__(self, areas: Mapping[UUID, Named]) -> None:
        self.named = {one: named for one, named in areas.items() if named.level not in ("grid", "estate")}
        self.parts: dict[UUID, list[UUID]] = {}
        self.estates: dict[UUID, list[UUID]] = {}
        for one, named in areas.items():
            if one in self.named and named.parent is not None:
                self.parts.setdefault(named.parent, []).append(one)
            if named.level == "estate":
                above = named.parent
                while above is not None:
                    self.estates.setdefault(above, []).append(one)
                    above = areas[above].parent if above in areas else None


def standing(counts: Counts, tree: Tree, area: UUID) -> Moment:
    """The tickets of an area as of `counts.now`."""
    sums = counts.sums.get(area, NOTHING)
    groups: dict[str, dict[str | int, int]] = {}
    for (group, key), count in sums.items():
        groups.setdefault(group, {})[key] = count

    def by_name(group: str) -> dict[str, int]:
        return {str(key): count for key, count in groups.get(group, {}).items()}

    open_, categories, fresh = by_name("open"), by_name("category"), by_name("fresh")
    acknowledged = {int(key): count for key, count in groups.get("ack", {}).items()}
    arrived = groups.get("arrived", {})
    hot = sorted(
        {*fresh, *categories}, key=lambda one: (-fresh.get(one, 0), -categories.get(one, 0), one)
    )[:HOT]  # fmt: skip
    return Moment(
        area=area, at=counts.now, open=open_, categories=categories, open_total=sum(open_.values()),
        overdue=sums["late", ""], practice=sums["practice", ""], tasks=sums["tasks", ""],
        tasks_overdue=sums["tasks_late", ""], today=Today(**by_name("today")), sla=Sla(**by_name("sla")),
        arrivals=tuple(arrived.get(hour, 0) for hour in range(24)),
        waits=Waits(
            count=sum(acknowledged.values()), p50=quantile(acknowledged, 0.5), p90=quantile(acknowledged, 0.9),
            error=ERROR,
        ),
        hot=tuple(Hot(one, fresh.get(one, 0), categories.get(one, 0)) for one in hot),
        heat=tuple(_heat(counts, tree, area)), parts=tuple(_parts(counts, tree, area)),
    )  # fmt: skip


def _heat(counts: Counts, tree: Tree, area: UUID) -> list[Heat]:
    found = []
    for estate in tree.estates.get(area, ()):
        sums = counts.sums.get(estate, NOTHING)
        if open_ := sum(count for (group, _), count in sums.items() if group == "open"):
            found.append(Heat(estate, open_, sums["late", ""]))
    return found


def _parts(counts: Counts, tree: Tree, area: UUID) -> list[Part]:
    found = []
    for part in tree.parts.get(area, ()):
        sums = counts.sums.get(part, NOTHING)
        open_ = sum(count for (group, _), count in sums.items() if group == "open")
        found.append(Part(part, tree.named[part].name, open_, sums["late", ""], sums["today", "reported"]))
    return found
