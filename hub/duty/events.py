"""What the log says of rosters."""

from uuid import UUID

import msgspec

from hub.db import Connection
from hub.duty.types import Unit
from hub.events.append import append

CHANGED = "duty.changed"


class DutyChanged(msgspec.Struct, frozen=True):
    """Fetch it anew; who is in it stands there."""

    unit: UUID
    version: int


async def changed(tx: Connection, district: UUID, unit: Unit, version: int) -> None:
    scope = "staff" if unit.kind == "desk" else "org"
    await append(
        tx, district=district, type=CHANGED, subject=unit.id, area=unit.id if unit.kind == "desk" else None,
        data=DutyChanged(unit.id, version), topics=[f"{scope}/{unit.id}/duty"],
    )  # fmt: skip
