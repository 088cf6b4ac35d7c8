"""Merging and parting: who may, what comes back as it was, who hears what, whatever happens at once."""

import asyncio
import json
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.settings import Settings
from hub.tickets import actions, timers
from hub.tickets.duplicates.actions import merge, split
from hub.tickets.duplicates.types import Merge, Split
from hub.tickets.follows.actions import page
from hub.tickets.types import Acknowledge, Dispatch, Reopen, Resolve, Ticket
from tests.hub.tickets.scene import Scene, refused, text_of
from tests.support import People, ask


class Two(Scene):
    """安女士's and 罗先生's reports of one drain."""

    async def begin(self) -> "Two":
        await super().begin()
        self.other = await self.report(self.luo, text="一楼返水", area=self.place.unit)
        return self

    async def merge(
        self, one: UUID | None = None, into: UUID | None = None, by: Principal | None = None
    ) -> Ticket:
        by = by or self.clerk
        given = Merge(into=into or self.ticket.id, text="与邻居所报为同一件事")
        return await merge(self.db, by, ask(by), one or self.other.id, given)

    async def split(self, by: Principal | None = None, one: UUID | None = None) -> Ticket:
        by = by or self.clerk
        return await split(self.db, by, ask(by), one or self.other.id, Split(reason="不是一回事"))

    async def row(self, ticket: UUID) -> dict[str, Any]:
        row = await self.owner.fetchrow("SELECT * FROM tickets WHERE id = $1", ticket)
        timed = await self.owner.fetch(
            "SELECT kind, due_at FROM ticket_timers WHERE ticket = $1 ORDER BY kind", ticket
        )
        kept = {key: value for key, value in dict(row).items() if key not in ("version", "updated_at")}
        return kept | {"timers": [tuple(one) for one in timed]}

    async def followers(self, ticket: UUID) -> set[UUID]:
        rows = await self.owner.fetch("SELECT DISTINCT account FROM ticket_follows WHERE ticket = $1", ticket)
        count = await self.owner.fetchval("SELECT followers FROM tickets WHERE id = $1", ticket)
        assert count == len(rows)
        return {row["account"] for row in rows}

    async def resolve(self) -> None:
        clerk = self.clerk
        await actions.acknowledge(self.db, clerk, ask(clerk), self.ticket.id, Acknowledge())
        done = Resolve(text="已疏通主管", photos=[await self.photo(clerk)])
        await actions.resolve(self.db, clerk, ask(clerk), self.ticket.id, done)


@pytest.fixture
async def two(db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> Two:
    scene = Two(db, owner, people)
    await scene.begin()
    return scene


async def test_the_reporters_of_both_are_told_and_learn_nothing_of_each_other(
    two: Two, settings: Settings
) -> None:
    merged = await two.merge()
    assert (merged.state, merged.merged_into) == ("closed", two.ticket.id)
    mine = (await two.told(two.luo))[-2:]
    assert [(one["type"], one["step"]["kind"]) for one in mine] == [
        ("ticket.changed", "merged"), ("ticket.followed", "merged"),
    ]  # fmt: skip
    assert mine[0]["step"]["subject"] == str(two.ticket.id)
    assert mine[0]["step"]["text"] == "与邻居所报为同一件事"
    hers = (await two.told(two.an))[-1]
    assert (hers["step"]["kind"], hers["step"]["subject"], hers["ticket"]["followers"]) == ("merged", None, 1)
    await two.resolve()
    assert [one["ticket"]["state"] for one in await two.told(two.luo)][-2:] == ["acknowledged", "resolved"]
    detail = await actions.detail(two.db, two.luo, two.ticket.id, settings)
    assert (detail.ticket.following, detail.timeline[-1].text) == (True, "已疏通主管")
    for_an = text_of([await two.told(two.an), await actions.detail(two.db, two.an, two.ticket.id, settings)])
    for_luo = text_of([await two.told(two.luo), detail, (await page(two.db, two.luo)).tickets])
    for secret in ("罗先生", "返水", str(two.luo.account), str(two.other.id)):
        assert secret not in for_an
    for secret in ("安女士", "暗号", str(two.an.account), str(two.place.dwelling)):
        assert secret not in for_luo


async def test_a_split_ticket_is_what_it_was(two: Two, settings: Settings) -> None:
    clerk, one = two.clerk, two.other.id
    await actions.acknowledge(two.db, clerk, ask(clerk), one, Acknowledge())
    to_firm = Dispatch(organisation=two.place.property_org)
    await actions.dispatch(two.db, clerk, ask(clerk), one, to_firm)
    firm = await two.people.dispatcher()
    await actions.dispatch(two.db, firm, ask(firm), one, Dispatch(account=firm.account))
    async with two.db.transaction() as tx:
        await timers.put(tx, one, "test.timer", two.ticket.created_at, {"a": 1})
    before = await two.row(one)
    await two.merge()
    closed = await two.row(one)
    assert closed["timers"] == []
    await two.owner.execute("UPDATE app_clock SET ahead = interval '3 days'")
    back = await two.split()
    assert await two.row(one) == before
    assert (back.state, back.holder.id, back.merged_into) == ("dispatched", two.place.property_org, None)
    assert await two.followers(two.ticket.id) == set()
    told = await two.told(two.luo)
    assert [(one["type"], one["step"]["kind"], one["ticket"].get("following", False)) for one in told][-2:] == [
        ("ticket.changed", "split", False), ("ticket.followed", "split", False),
    ]  # fmt: skip
    assert "罗先生" not in text_of([(await two.told(two.an))[-1]])
    with refused("not_found"):
        await actions.detail(two.db, two.luo, two.ticket.id, settings)


async def test_the_reporter_parts_it_herself_instead_of_reopening(two: Two, settings: Settings) -> None:
    await two.merge()
    detail = await actions.detail(two.db, two.luo, two.other.id, settings)
    assert set(detail.actions) == {"note", "split"}
    with refused("ticket.wrong_state"):
        await actions.reopen(two.db, two.luo, ask(two.luo), two.other.id, Reopen(reason="还堵"))
    assert (await two.split(two.luo)).state == "reported"
    await two.merge()
    await two.owner.execute(
        "UPDATE tickets SET state = 'closed', closed_at = app_now() - interval '8 days' WHERE id = $1",
        two.ticket.id,
    )
    with refused("ticket.wrong_state"):
        await two.split(two.luo)
    assert (await two.split(two.clerk)).state == "reported"


async def test_who_may_not(two: Two) -> None:
    sibling = await two.people.clerk(two.place.sibling_community)
    officer = await two.people.staff("grid_officer", two.place.grid)
    elsewhere = await two.report(area=two.place.sibling_community)
    for by, code in (
        (two.luo, "not_found"), (two.an, "not_found"), (sibling, "not_found"), (officer, "not_found"),
    ):  # fmt: skip
        with refused(code):
            await two.merge(by=by)
    with refused("not_found"):
        await two.merge(into=elsewhere.id)  # she does not see that one
    with refused("not_found"):
        await two.merge(into=two.clerk.account)
    await two.merge()
    for by in (two.an, sibling):
        with refused("not_found"):
            await two.split(by)
    with refused("ticket.not_allowed"):
        await two.split(officer)


@pytest.mark.parametrize(
    "different",
    [
        "staff_only = true",
        "complaint_about = (SELECT id FROM organisations LIMIT 1)",
        "practice = true",
        "state = 'closed', closed_at = app_now()",
    ],
)
async def test_what_cannot_be_merged_into(two: Two, different: str) -> None:
    await two.owner.execute(f"UPDATE tickets SET {different} WHERE id = $1", two.ticket.id)
    with refused("merge.target"):
        await two.merge()


@pytest.mark.parametrize(
    "busy", ["open_children = 1", "open_calls = 1", "parent = (SELECT min(id::text)::uuid FROM tickets)"]
)
async def test_what_is_tied_to_others_is_not_merged(two: Two, busy: str) -> None:
    await two.owner.execute(f"UPDATE tickets SET {busy} WHERE id = $1", two.other.id)
    with refused("ticket.wrong_state"):
        await two.merge()


async def test_merging_leads_to_the_root_and_never_back(two: Two) -> None:
    wu = await two.people.resident("吴婆婆")
    third = await two.report(wu, text="三楼也堵")
    await two.merge()
    assert (await two.merge(third.id, two.other.id)).merged_into == two.ticket.id
    for one in (two.ticket.id, two.other.id):
        with refused("merge.itself" if one == two.ticket.id else "ticket.wrong_state"):
            await two.merge(one, one)
    with refused("merge.itself"):
        await two.merge(two.ticket.id, third.id)
    assert await two.followers(two.ticket.id) == {two.luo.account, wu.account}


async def test_followers_of_followers_go_along_and_come_back(two: Two) -> None:
    wu, he = await two.people.resident("吴婆婆"), await two.people.resident("何先生")
    third = await two.report(wu, text="三楼也堵")
    await two.follow(he, two.other.id)
    await two.merge()  # other → ticket
    root = await two.report(await two.people.resident("许女士"))
    await two.merge(two.ticket.id, root.id)  # ticket → root
    await two.merge(third.id, root.id)
    assert await two.followers(root.id) == {two.an.account, two.luo.account, he.account, wu.account}
    await two.follow(he, root.id)  # now by her own wish too
    await two.split()  # other comes back from under ticket
    assert await two.followers(two.ticket.id) == set()
    assert await two.followers(root.id) == {two.an.account, he.account, wu.account}
    assert (await two.told(two.luo))[-1]["ticket"].get("following", False) is False
    assert (await two.told(he))[-1]["step"]["kind"] == "split"
    assert (await two.row(two.ticket.id))["merged_into"] == root.id


async def test_of_two_merges_that_cross_one_wins(two: Two) -> None:
    for _ in range(5):
        done = await asyncio.gather(
            two.merge(two.other.id, two.ticket.id),
            two.merge(two.ticket.id, two.other.id),
            return_exceptions=True,
        )
        failed = [one for one in done if isinstance(one, BaseException)]
        assert len(failed) == 1
        assert isinstance(failed[0], DomainError)
        assert failed[0].code in ("merge.itself", "ticket.wrong_state")
        merged = next(one for one in done if not isinstance(one, BaseException))
        await two.split(one=merged.id)


async def test_merges_follows_and_steps_at_once_leave_numbers_right(two: Two) -> None:
    crowd = [await two.people.resident(f"居民{n}") for n in range(6)]
    reports = [await two.report(one, text=f"堵{n}") for n, one in enumerate(crowd)]
    async with asyncio.TaskGroup() as group:
        for one, report in zip(crowd, reports, strict=True):
            group.create_task(two.merge(report.id))
            group.create_task(two.follow(one))
            group.create_task(two.follow(two.luo, report.id))
    assert await two.followers(two.ticket.id) == {one.account for one in (*crowd, two.luo)}
    async with asyncio.TaskGroup() as group:
        for report in reports[:3]:
            group.create_task(two.split(one=report.id))
    there = await two.followers(two.ticket.id)
    assert two.luo.account in there
    assert {one.account for one in crowd} <= there  # by their own wish


async def test_a_firm_that_has_the_target_learns_nobodys_name(two: Two) -> None:
    to_firm = Dispatch(organisation=two.place.property_org)
    await actions.dispatch(two.db, two.clerk, ask(two.clerk), two.ticket.id, to_firm)
    await two.merge()
    await two.split(two.luo)
    rows = await two.owner.fetch(
        "SELECT text FROM events WHERE topics @> ARRAY[$1]", f"org/{two.place.property_org}/tickets"
    )
    told = [json.loads(row["text"]) for row in rows]
    assert [one["step"]["kind"] for one in told] == ["dispatched", "merged", "split"]
    assert "罗先生" not in text_of(told)
    assert str(two.luo.account) not in text_of(told)
