"""Alarms are for the desks and the operator, on their own subtree."""

from uuid import UUID, uuid4

import pytest

from hub.accounts.types import Role
from hub.db import Connection, Database
from hub.jobs.policy import may_subscribe
from tests.support import District, People


@pytest.mark.parametrize(
    ("role", "at", "hears"),
    [
        ("community_clerk", "community", {"community", "grid"}),
        ("street_clerk", "street", {"street", "community", "sibling_community", "grid"}),
        ("district_coord", "district", {"district", "street", "community", "sibling_community", "grid"}),
        ("platform_operator", "district", {"district", "street", "community", "sibling_community", "grid"}),
        ("grid_officer", "grid", set()),
        ("property_worker", "district", set()),
        ("official_viewer", "district", set()),
    ],
)
async def test_who_hears_of_which_area(
    db: Database, people: People, district: District, role: Role, at: str, hears: set[str]
) -> None:
    who = await people.staff(role, getattr(district, at))
    asked = ("district", "street", "community", "sibling_community", "grid", "far_community", "far_district")
    async with db.connection() as connection:
        heard = {
            name
            for name in asked
            if await may_subscribe(connection, who, ["staff", str(getattr(district, name)), "alarms"])
        }
    assert heard == hears


async def test_residents_and_other_topics_are_refused(
    db: Database, people: People, district: District, owner: Connection
) -> None:
    resident, clerk = await people.resident(), await people.clerk()
    here: UUID = district.community
    async with db.connection() as connection:
        assert not await may_subscribe(connection, resident, ["staff", str(here), "alarms"])
        for parts in (
            ["staff", "nonsense", "alarms"],
            ["staff", str(uuid4()), "alarms"],
            ["staff", str(here), "other"],
            ["jobs", "photo_look"],
            ["staff"],
            [],
        ):
            assert not await may_subscribe(connection, clerk, parts)
