"""Who acts for whom in the demo, and who asked to be visited at home."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from hub.areas import actions as areas
from hub.db import Connection
from hub.family.planting import PlantedMandate
from hub.family.planting import plant as plant_mandate
from hub.visits.planting import PlantedVisit
from hub.visits.planting import plant as plant_visit


async def plant(
    tx: Connection, district: UUID, data: dict[str, list[dict[str, Any]]], *, estates: Mapping[str, UUID],
    people: Mapping[str, UUID],
) -> None:  # fmt: skip
    """`data`: the `family` of `xiqu.yaml`, mandates and visits; people by their keys."""
    for one in data["mandates"]:
        who = {key: people[one[key]] for key in ("child", "parent", "clerk")}
        await plant_mandate(tx, district, msgspec.convert(one | who, PlantedMandate))
    for one in data["visits"]:
        home = await areas.resolve(tx, estates[one["estate"]], one["place"])
        who = {key: people[one[key]] for key in ("account", "visitor") if key in one}
        await plant_visit(tx, district, msgspec.convert(one | who | {"area": home.area.id}, PlantedVisit))
