"""Checklists: what a category asks for, ticked by whom; nothing is resolved past a required item."""

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.tickets import actions
from hub.tickets.checklists import actions as checklists
from hub.tickets.checklists.types import Check, Item, PutItem, PutItems, Tick
from hub.tickets.types import Acknowledge, Actor, Create, Dispatch, Reopen, Resolve, Start, Ticket
from tests.support import People, ask, plant_photo


class Round:
    """A ticket of a category that asks for two things, one of them required."""

    def __init__(self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place

    async def begin(self) -> "Round":
        self.an = await self.people.resident()
        self.clerk = await self.people.clerk()
        self.boss = await self.people.staff("district_coord", self.place.district, "区协调员")
        self.items = await self.put(
            PutItem(text="拍照留底", text_en="Take a picture"), PutItem(text="通知同楼住户", required=True)
        )
        report = Create(area=self.place.dwelling, category="drain_blocked", text="门口下水道堵了")
        self.ticket = await actions.create(self.db, self.an, ask(self.an), report)
        return self

    async def put(
        self, *items: PutItem, by: Principal | None = None, category: str = "drain_blocked"
    ) -> list[Item]:
        who = by or self.boss
        given = PutItems(list(items))
        return (await checklists.put_items(self.db, who, ask(who), category, given)).items

    async def tick(self, who: Principal, item: UUID, done: bool = True, **more: Any) -> Ticket:
        given = Tick(done=done, **more)
        return await checklists.tick(self.db, who, ask(who), self.ticket.id, item, given)

    async def shown(self, who: Principal) -> list[Check]:
        return (await checklists.checklist(self.db, who, self.ticket.id)).items

    async def resolve(self) -> Ticket:
        photo = await plant_photo(self.owner, self.clerk.district, self.clerk.account)
        done = Resolve(text="已疏通", photos=[photo])
        return await actions.resolve(self.db, self.clerk, ask(self.clerk), self.ticket.id, done)

    async def start(self) -> None:
        await actions.start(self.db, self.clerk, ask(self.clerk), self.ticket.id, Start())

    async def steps(self) -> list[tuple[str, str]]:
        rows = await self.owner.fetch(
            """SELECT text::json->'step'->>'kind' AS kind, text::json->'step'->>'text' AS text FROM events
                WHERE subject = $1 AND topics @> ARRAY[$2] ORDER BY id""",
            self.ticket.id, f"staff/ticket/{self.ticket.id}",
        )  # fmt: skip
        return [(row["kind"], row["text"]) for row in rows]


@pytest.fixture
async def walk(db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> Round:
    return await Round(db, owner, people).begin()


async def refused(made: Any) -> str:
    with pytest.raises(DomainError) as caught:
        await made
    return caught.value.code


async def test_ticked_by_whom_and_when_and_taken_back(walk: Round) -> None:
    first, second = walk.items
    ticked = await walk.tick(walk.clerk, first.id)
    assert ticked.version == 2
    one, other = await walk.shown(walk.clerk)
    assert (one.text, one.done, other.done) == ("拍照留底", Actor("陈晓梅", "金沙社区"), None)
    assert one.done_at is not None
    assert (await walk.tick(walk.clerk, first.id)).version == 2  # so already
    assert (await walk.tick(walk.clerk, first.id, done=False)).version == 3
    assert (await walk.tick(walk.clerk, second.id, done=False)).version == 3
    assert (await walk.shown(walk.clerk))[0].done is None
    assert await walk.steps() == [("created", ""), ("checked", "拍照留底"), ("unchecked", "拍照留底")]


async def test_nothing_is_resolved_past_a_required_item(walk: Round) -> None:
    await walk.start()
    with pytest.raises(DomainError) as caught:
        await walk.resolve()
    assert caught.value.code == "checklist.open"
    assert "通知同楼住户" in caught.value.message("zh-CN")
    await walk.tick(walk.clerk, walk.items[1].id)
    assert (await walk.resolve()).state == "resolved"
    assert await refused(walk.tick(walk.clerk, walk.items[0].id)) == "ticket.wrong_state"


async def test_what_comes_back_is_done_anew(walk: Round) -> None:
    await walk.start()
    await walk.tick(walk.clerk, walk.items[1].id)
    await walk.resolve()
    await actions.reopen(walk.db, walk.an, ask(walk.an), walk.ticket.id, Reopen(reason="又堵"))
    assert all(one.done is None for one in await walk.shown(walk.clerk))
    await walk.start()
    assert await refused(walk.resolve()) == "checklist.open"


async def test_an_item_that_is_gone_is_asked_of_nobody(walk: Round) -> None:
    first, second = walk.items
    kept = await walk.put(PutItem(id=first.id, text="拍照", required=True), PutItem(text="量水位"))
    assert [(one.text, one.required) for one in kept] == [("拍照", True), ("量水位", False)]
    assert kept[0].id == first.id
    assert await refused(walk.tick(walk.clerk, second.id)) == "checklist.item_unknown"
    assert await refused(walk.put(PutItem(id=second.id, text="x"))) == "checklist.item_unknown"
    await walk.start()
    assert await refused(walk.resolve()) == "checklist.open"
    await walk.put()
    assert (await walk.resolve()).state == "resolved"


async def test_who_may_change_what_a_category_asks_for(walk: Round) -> None:
    for who in (walk.clerk, walk.an, await walk.people.staff("street_clerk", walk.place.street)):
        assert await refused(walk.put(PutItem(text="x"), by=who)) == "forbidden"
    assert await refused(walk.put(PutItem(text="x"), category="none")) == "ticket.category_unknown"
    assert await refused(walk.put(PutItem(text=" "))) == "input.invalid"
    assert await refused(walk.put(PutItem(id=uuid4(), text="x"))) == "checklist.item_unknown"
    assert await refused(checklists.items(walk.db, walk.an, "drain_blocked")) == "forbidden"
    assert len((await checklists.items(walk.db, walk.clerk, "drain_blocked")).items) == 2


async def test_who_may_see_and_tick(walk: Round) -> None:
    item = walk.items[0].id
    sibling, other = (
        await walk.people.clerk(walk.place.sibling_community),
        await walk.people.resident("罗先生"),
    )
    for who in (sibling, other):
        assert await refused(walk.tick(who, item)) == "not_found"
        assert await refused(walk.shown(who)) == "not_found"
    assert await refused(walk.tick(walk.an, item)) == "ticket.not_allowed"
    assert await refused(walk.shown(walk.an)) == "ticket.not_allowed"
    own = await walk.owner.fetchval(
        "SELECT count(*) FROM events WHERE topics @> ARRAY[$1]", f"own/{walk.an.account}"
    )
    await walk.tick(walk.clerk, item)
    told = "SELECT count(*) FROM events WHERE topics @> ARRAY[$1]"
    assert await walk.owner.fetchval(told, f"own/{walk.an.account}") == own


async def test_a_firm_ticks_and_learns_no_clerk(walk: Round) -> None:
    firm = await walk.people.dispatcher()
    await walk.tick(walk.clerk, walk.items[0].id)
    await actions.acknowledge(walk.db, walk.clerk, ask(walk.clerk), walk.ticket.id, Acknowledge())
    to = Dispatch(organisation=walk.place.property_org)
    await actions.dispatch(walk.db, walk.clerk, ask(walk.clerk), walk.ticket.id, to)
    assert (await walk.tick(firm, walk.items[1].id)).reporter is None
    shown = await walk.shown(firm)
    assert [one.done for one in shown] == [Actor("", "金沙社区"), Actor("", "示例物业甲")]
    assert (await walk.shown(walk.clerk))[1].done == Actor("吴强", "示例物业甲")


async def test_a_stale_tick_is_refused(walk: Round) -> None:
    await walk.start()
    made = walk.tick(walk.clerk, walk.items[0].id, version=walk.ticket.version)
    assert await refused(made) == "ticket.stale"
