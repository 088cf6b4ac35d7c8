"""Names for presence."""

from uuid import uuid4

import asyncpg

from hub.accounts.names import staff_names
from hub.db import Database
from tests.support import District, People


async def test_staff_of_the_district_only(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", district: District
) -> None:
    people = People(owner, district)
    clerk, resident = await people.clerk(name="陈晓梅"), await people.resident()
    far = await people.staff("community_clerk", district.far_community, "远方")
    async with db.connection() as connection:
        asked = [clerk.account, resident.account, far.account, uuid4()]
        assert await staff_names(connection, district.district, asked) == {clerk.account: "陈晓梅"}
        assert await staff_names(connection, district.district, []) == {}
