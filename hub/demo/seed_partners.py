"""What partner organisations of the demo offer."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from hub.db import Connection
from hub.partners.planting import PlantedOffer
from hub.partners.planting import plant as plant_offer


async def plant(
    tx: Connection, district: UUID, data: list[dict[str, Any]], *, areas: Mapping[str, UUID],
    organisations: Mapping[str, UUID], people: Mapping[str, UUID],
) -> None:  # fmt: skip
    """`data`: the `partners` of `xiqu.yaml`; areas by their codes, people by their keys."""
    for one in data:
        known = {
            "organisation": organisations[one["organisation"]], "area": areas[one["area"]], "by": people[one["by"]],
            "clerk": people[one["clerk"]],
        }  # fmt: skip
        await plant_offer(tx, district, msgspec.convert(one | known, PlantedOffer))
