"""请上门: asked, taken, a day proposed, done; who may not; the child for her."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from hub.accounts.types import Acting, Principal
from hub.db import Database
from hub.errors import DomainError
from hub.visits import actions, policy
from hub.visits.types import AskVisit, EndVisit, HomeVisit, ProposeVisit
from tests.support import People, ask


class Door:
    def __init__(self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place

    async def begin(self) -> "Door":
        self.wang = await self.people.resident("王秀英")
        self.officer = await self.people.staff("grid_officer", self.place.grid, "网格员")
        self.clerk = await self.people.clerk()
        self.far = await self.people.clerk(self.place.other_community, "别处")
        self.today: date = await self.owner.fetchval("SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date")
        return self

    async def ask(self, by: Principal | None = None, **changes: Any) -> HomeVisit:
        who = by or self.wang
        given: dict[str, Any] = {"reason": "certification", "area": self.place.dwelling, "text": "腿脚不便"}
        return await actions.ask(self.db, who, ask(who), AskVisit(**(given | changes)))

    async def take(self, by: Principal, visit: HomeVisit) -> HomeVisit:
        return await actions.take(self.db, by, ask(by), visit.id)

    async def propose(self, by: Principal, visit: HomeVisit, days: int = 1, **more: Any) -> HomeVisit:
        given = ProposeVisit(day=self.today + timedelta(days=days), part="morning", **more)
        return await actions.propose(self.db, by, ask(by), visit.id, given)

    async def done(self, by: Principal, visit: HomeVisit, note: str = "已上门认证") -> HomeVisit:
        return await actions.done(self.db, by, ask(by), visit.id, EndVisit(note=note))

    async def cancel(self, by: Principal, visit: HomeVisit, note: str = "") -> HomeVisit:
        return await actions.cancel(self.db, by, ask(by), visit.id, EndVisit(note=note))

    async def listed(self, who: Principal, *, staff: bool) -> list[UUID]:
        page = await actions.page(self.db, who, staff=staff, after=None, limit=50)
        return [one.id for one in page.visits]


@pytest.fixture
async def door(db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> Door:
    return await Door(db, owner, people).begin()


async def refused(made: Any) -> str:
    with pytest.raises(DomainError) as caught:
        await made
    return caught.value.code


async def test_asked_taken_proposed_done(door: Door) -> None:
    visit = await door.ask()
    assert (visit.state, visit.name, visit.place) == ("asked", "王秀英", "金沙社区 宝鼎金沙小区 12栋3单元1-6")
    assert (await door.ask()).id == visit.id  # asked again it is the same
    assert await door.listed(door.officer, staff=True) == [visit.id]
    assert await door.listed(door.clerk, staff=True) == [visit.id]
    assert (await door.take(door.officer, visit)).visitor == "网格员"
    assert await refused(door.take(door.clerk, visit)) == "visit.wrong_state"
    proposed = await door.propose(door.officer, visit)
    assert (proposed.state, proposed.day, proposed.part) == (
        "proposed", door.today + timedelta(days=1), "morning",
    )  # fmt: skip
    assert (await door.propose(door.officer, visit, 2)).day == door.today + timedelta(days=2)
    assert await refused(door.done(door.officer, visit, " ")) == "visit.words"
    ended = await door.done(door.officer, visit)
    assert (ended.state, ended.note) == ("done", "已上门认证")
    assert await door.listed(door.officer, staff=True) == []
    assert await door.listed(door.wang, staff=False) == [visit.id]
    assert (await door.ask()).id != visit.id


async def test_who_may_not(door: Door) -> None:
    visit = await door.ask()
    stranger = await door.people.resident("生人")
    for who in (stranger, door.far, await door.people.dispatcher()):
        for made in (door.take(who, visit), door.done(who, visit), door.cancel(who, visit, "不去了")):
            assert await refused(made) == "not_found"
        assert await door.listed(who, staff=True) == []
    assert await refused(door.take(door.wang, visit)) == "visit.not_allowed"
    assert await refused(door.ask(door.clerk)) == "forbidden"
    assert await refused(door.ask(area=door.place.far_community)) == "area.unknown"
    assert await refused(door.propose(door.officer, visit, -1)) == "visit.day"
    assert await refused(door.propose(door.officer, visit, 61)) == "visit.day"
    assert await refused(door.propose(door.officer, visit, version=9)) == "visit.stale"
    assert (
        await refused(door.done(door.officer, visit)) == "visit.wrong_state"
    )  # nobody has said that she goes
    async with door.db.connection() as connection:
        topic = ["staff", str(door.place.community), "visits"]
        assert await policy.may_subscribe(connection, door.clerk, topic)
        assert not await policy.may_subscribe(connection, door.far, topic)
        assert not await policy.may_subscribe(connection, door.wang, topic)


async def test_taken_back_by_her_or_refused_with_a_reason(door: Door) -> None:
    visit = await door.ask()
    assert await refused(door.cancel(door.officer, visit)) == "visit.words"
    assert (await door.cancel(door.officer, visit, "已在窗口办好")).note == "已在窗口办好"
    other = await door.ask(reason="help")
    assert (await door.cancel(door.wang, other)).state == "cancelled"


async def test_a_child_asks_for_her(door: Door) -> None:
    acting = Acting(uuid4(), uuid4(), "王小明", "son")
    visit = await door.ask(msgspec.structs.replace(door.wang, acting=acting))
    assert (visit.account, visit.agent, visit.tie) == (door.wang.account, "王小明", "son")


async def test_she_hears_of_each_step_and_a_listener_knows_what_a_fetch_gives(door: Door) -> None:
    visit = await door.ask()
    await door.take(door.officer, visit)
    await door.propose(door.officer, visit)
    await door.done(door.officer, visit)
    rows = await door.owner.fetch("SELECT topics, text FROM events WHERE type = 'visit.changed' ORDER BY id")
    own = f"own/{door.wang.account}"
    hers = [msgspec.json.decode(row["text"]) for row in rows if own in row["topics"]]
    assert [one["step"] for one in hers] == ["asked", "taken", "proposed", "done"]
    assert not any("网格员" in msgspec.json.encode(one).decode() for one in hers)
    fresh = await actions.page(door.db, door.wang, staff=False, after=None, limit=9)
    assert msgspec.json.decode(msgspec.json.encode(fresh.visits[0])) == hers[-1]["visit"]
    staff = [row for row in rows if own not in row["topics"]]
    assert set(staff[0]["topics"]) == {f"staff/{area}/visits" for area in door.place.path}
