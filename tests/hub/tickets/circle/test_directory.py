"""Who serves a place, as residents read it."""

from uuid import uuid4

import asyncpg
import pytest

from hub.db import Database
from hub.errors import DomainError
from hub.tickets.circle.directory import circle
from tests.conftest import RunningHub
from tests.support import People


async def test_an_estate_says_who_serves_it_and_what_it_lacks(db: Database, people: People) -> None:
    an = await people.resident()
    found = await circle(db, an, people.place.dwelling)
    assert [one.name for one in found.property] == ["示例物业甲"]
    assert found.desk is not None
    assert (found.desk.name, found.desk.on_duty) == ("金沙社区", False)
    assert (found.missing, found.takes_over) == (["committee"], found.desk)


async def test_without_a_firm_the_community_takes_over(
    db: Database, people: People, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await owner.execute("DELETE FROM organisation_areas WHERE organisation = $1", people.place.property_org)
    found = await circle(db, await people.resident(), people.place.estate)
    assert (found.property, found.missing) == ([], ["property", "committee"])
    assert found.takes_over is not None
    assert found.takes_over.id == people.place.community


async def test_above_an_estate_nothing_is_missing(db: Database, people: People) -> None:
    an = await people.resident()
    assert (await circle(db, an, people.place.community)).missing == []
    assert (await circle(db, an, people.place.street)).desk is None


async def test_other_districts_and_strangers(hub: RunningHub, people: People) -> None:
    async with await hub.client() as stranger, await hub.client(await people.resident()) as phone:
        path = f"/api/areas/{people.place.estate}/circle"
        assert (await stranger.get(path)).status_code == 401
        assert (await phone.get(path)).json()["missing"] == ["committee"]
        for unknown in (uuid4(), people.place.far_community):
            answer = await phone.get(f"/api/areas/{unknown}/circle")
            assert (answer.status_code, answer.json()["code"]) == (404, "area.unknown")


async def test_an_unknown_place(db: Database, people: People) -> None:
    with pytest.raises(DomainError):
        await circle(db, await people.resident(), uuid4())
