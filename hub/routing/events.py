"""What the log says of rules."""

from typing import Literal
from uuid import UUID

import msgspec

from hub.db import Connection
from hub.events.append import append

CHANGED = "routing.changed"


class RoutingChanged(msgspec.Struct, frozen=True):
    """Fetch them anew. `version`: of what is now in force or of the draft; None: the draft is gone."""

    area: UUID
    what: Literal["draft", "published", "discarded"]
    version: int | None


async def changed(tx: Connection, district: UUID, event: RoutingChanged) -> None:
    await append(
        tx, district=district, type=CHANGED, subject=event.area, area=event.area, data=event,
        topics=[f"staff/{event.area}/routing"],
    )  # fmt: skip
