"""Calls for volunteers of the demo: one open, one full, one that is over."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from hub.db import Connection
from hub.volunteers.planting import PlantedCall
from hub.volunteers.planting import plant as plant_call


async def plant(
    tx: Connection, district: UUID, data: list[dict[str, Any]], *, areas: Mapping[str, UUID],
    people: Mapping[str, UUID],
) -> None:  # fmt: skip
    """`data`: the `volunteers` of `xiqu.yaml`; areas by their codes, people by their keys."""
    for one in data:
        who = [people[key] for key in one.get("people", ())]
        known = {"area": areas[one["area"]], "by": people[one["by"]], "people": who}
        await plant_call(tx, district, msgspec.convert(one | known, PlantedCall))
