"""What the communities of the demo have announced, and who says that she has a dog."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from hub.db import Connection
from hub.notices.plant import PlantedNotice, plant_notice
from hub.notices.types import NoticeWords


async def plant(
    tx: Connection,
    district: UUID,
    data: list[dict[str, Any]],
    by_code: dict[str, UUID],
    people: dict[str, UUID],
) -> None:
    """`data`: the `notices` of `xiqu.yaml`."""
    for one in data:
        await plant_notice(
            tx,
            PlantedNotice(
                district=district, kind=one["kind"], areas=[by_code[code] for code in one["areas"]],
                words=msgspec.convert(one["words"], dict[str, NoticeWords]), by=people[one["by"]],
                ago=timedelta(hours=one["hours"]), groups=one.get("groups", ()), must_read=one.get("must_read", False),
            ),
        )  # fmt: skip
