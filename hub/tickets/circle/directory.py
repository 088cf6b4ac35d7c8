"""Who serves a place: firm, committee, utilities, volunteers, party members, the community's desk."""

from typing import Literal
from uuid import UUID

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.areas.types import Organisation, OrganisationKind
from hub.db import Connection, Database
from hub.duty import actions as duty
from hub.tickets.circle.types import Circle, CircleDesk


async def circle(db: Database, principal: Principal, area: UUID) -> Circle:
    """The service circle of a place, for everybody of the district. An estate without a firm or a committee says so,
    and that its community takes over.

    Raises:
        DomainError: `area.unknown`.
    """
    async with db.connection() as connection:
        place = await areas.place(connection, area, principal.district)
        found = await areas.organisations(connection, area)
        desk = await _desk(connection, place)

    def of(kind: OrganisationKind) -> list[Organisation]:
        return [one for one in found if one.kind == kind]

    wanted: tuple[Literal["property", "committee"], ...] = ("property", "committee")
    missing = [kind for kind in wanted if not of(kind)] if place.at("estate") else []
    return Circle(
        area=area, place=place.label, property=of("property"), committee=of("committee"), utility=of("utility"),
        volunteers=of("volunteers"), party=of("party"), desk=desk, missing=missing,
        takes_over=desk if missing else None,
    )  # fmt: skip


async def _desk(connection: Connection, place: areas.Place) -> CircleDesk | None:
    community = place.at("community")
    if community is None:
        return None
    on_duty = await duty.on_duty(connection, community) is not None
    return CircleDesk(community, place.names[place.ids.index(community)], on_duty)
