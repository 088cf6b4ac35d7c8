"""Places as things to follow: everybody of a district knows its estates and buildings."""

from collections.abc import Sequence
from uuid import UUID

from hub.accounts.types import Principal
from hub.areas import actions
from hub.areas.types import Level
from hub.db import Connection

FOLLOWED: tuple[Level, ...] = ("community", "estate", "building")


class AreaSight:
    kind = "area"

    async def seen(
        self, connection: Connection, principal: Principal, subjects: Sequence[UUID]
    ) -> dict[UUID, str]:
        places = await actions.places_of(connection, subjects)
        return {
            area: place.label if place.level != "community" else place.names[-1]
            for area, place in places.items()
            if place.ids[0] == principal.district and place.level in FOLLOWED
        }
