"""Who has duty in the demo, and the rules that send reports there: one set in force, one draft to rehearse."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import msgspec

from hub.db import Connection
from hub.duty import actions as duty
from hub.duty.types import Shift
from hub.routing import actions as routing
from hub.routing.types import Rule, ToDuty

EVERY_DAY = range(1, 8)


async def plant(
    tx: Connection,
    district: UUID,
    data: dict[str, Any],
    areas: Mapping[str, UUID],
    people: Mapping[str, UUID],
) -> None:
    """`data`: `duty` and `routing` of `xiqu.yaml`; `areas` by code, `people` by key."""
    rosters: dict[str, UUID] = {}
    for one in data["duty"]:
        shifts = [
            Shift(
                weekday=weekday, since=since, until=until, person=people[person],
                deputy=people[deputy] if deputy else None,
            )
            for since, until, person, deputy in one["shifts"]
            for weekday in EVERY_DAY
        ]  # fmt: skip
        rosters[one["unit"]] = await duty.plant(tx, district, areas[one["unit"]], shifts)
    for one in data["routing"]:
        rules = [_rule(given, rosters) for given in one["rules"]]
        await routing.plant(
            tx, district, areas[one["area"]], rules, people[one["by"]], published=one["published"]
        )


def _rule(given: dict[str, Any], rosters: Mapping[str, UUID]) -> Rule:
    to = given["to"]
    target: Any = ToDuty(rosters[to["roster_of"]]) if "roster_of" in to else to
    raw = {"id": str(uuid4()), **given, "to": msgspec.to_builtins(target)}
    return msgspec.convert(raw, Rule)
