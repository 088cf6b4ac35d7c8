"""What hangs on the demo's wall of wishes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from hub.areas import actions as areas
from hub.db import Connection
from hub.sealing import Sealer
from hub.wishes.planting import PlantedWish
from hub.wishes.planting import plant as plant_wish


async def plant(
    tx: Connection, sealer: Sealer, district: UUID, data: list[dict[str, Any]], *, estates: Mapping[str, UUID],
    organisations: Mapping[str, UUID], people: Mapping[str, UUID],
) -> None:  # fmt: skip
    """`data`: the `wishes` of `xiqu.yaml`; people by their keys."""
    for one in data:
        home = await areas.resolve(tx, estates[one["estate"]], one["place"])
        who = {key: people[one[key]] for key in ("asker", "clerk", "claimer") if key in one}
        firm = {"organisation": organisations[one["organisation"]]} if "organisation" in one else {}
        rest = {
            key: one[key] for key in ("kind", "text", "state", "name", "public_text", "thanks") if key in one
        }
        wish = msgspec.convert(rest | who | firm | {"home": home.area.id}, PlantedWish)
        await plant_wish(tx, sealer, district, wish)
