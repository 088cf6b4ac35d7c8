"""Following: what the follower learns, what the others do not, and that the number is right whoever comes when."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from hub.db import Database
from hub.settings import Settings
from hub.tickets import actions
from hub.tickets.follows.actions import page
from hub.tickets.types import Acknowledge, Dispatch, Note
from tests.hub.tickets.scene import SECRETS, Scene, refused, text_of
from tests.support import People, ask


@pytest.fixture
async def scene(db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> Scene:
    return await Scene(db, owner, people).begin()


async def test_a_follower_learns_of_the_outcome_and_of_nothing_else(scene: Scene, settings: Settings) -> None:
    seen = await scene.follow(text="我家也返水", photos=[await scene.photo(scene.luo)])
    await scene.work()
    told = await scene.told(scene.luo)
    assert [(one["type"], one["step"]["kind"], one["ticket"]["state"]) for one in told] == [
        ("ticket.followed", "followed", "reported"),
        ("ticket.followed", "acknowledged", "acknowledged"),
        ("ticket.followed", "resolved", "resolved"),
    ]
    assert told[-1]["step"]["text"] == "已疏通主管"
    assert {one["area"] for one in told} == {scene.place.building}  # the frame carries the area too
    detail = await scene.detail(scene.luo, settings)
    assert [step.kind for step in detail.timeline] == ["followed", "acknowledged", "resolved"]
    assert (detail.actions, detail.handlers, detail.colleagues, len(detail.photos)) == ([], [], [], 1)
    assert detail.ticket.place == "金沙社区 宝鼎金沙小区 12栋"
    assert (detail.ticket.area, detail.ticket.following) == (scene.place.building, True)
    for shown in (seen, told, detail, await scene.following()):
        for secret in (*SECRETS, str(scene.an.account), str(scene.place.unit), str(scene.place.dwelling)):
            assert secret not in text_of(shown), secret


async def test_the_reporter_learns_that_somebody_follows_and_not_who(
    scene: Scene, settings: Settings
) -> None:
    await scene.follow(text="我家也返水", photos=[await scene.photo(scene.luo)])
    detail = await scene.detail(scene.an, settings)
    assert (detail.ticket.followers, detail.photos, detail.ticket.following) == (1, [], False)
    for shown in (detail, await scene.told(scene.an)):
        for secret in ("罗先生", "返水", str(scene.luo.account)):
            assert secret not in text_of(shown), secret


async def test_those_who_work_on_it_read_what_followers_add(scene: Scene, settings: Settings) -> None:
    await scene.follow(text="我家也返水", photos=[await scene.photo(scene.luo)])
    detail = await scene.detail(scene.clerk, settings)
    step = detail.timeline[-1]
    assert (step.by.name, step.text, step.subject) == ("罗先生", "我家也返水", scene.luo.account)
    assert (detail.ticket.followers, len(detail.photos)) == (1, 1)
    to_firm = Dispatch(organisation=scene.place.property_org)
    await actions.dispatch(scene.db, scene.clerk, ask(scene.clerk), scene.ticket.id, to_firm)
    firm = await scene.people.dispatcher()
    await scene.follow(text="还有地漏")
    shown = await scene.detail(firm, settings)
    assert shown.timeline[-1].text == "还有地漏"
    assert len(shown.photos) == 1
    assert "罗先生" not in text_of(shown)
    assert str(scene.luo.account) not in text_of(shown)


async def test_two_followers_know_nothing_of_each_other(scene: Scene, settings: Settings) -> None:
    wu = await scene.people.resident("吴婆婆")
    await scene.follow(text="我家也返水", photos=[await scene.photo(scene.luo)])
    await scene.follow(wu, text="楼上也是")
    await scene.work()
    shown = text_of([await scene.told(scene.luo), await scene.detail(scene.luo, settings)])
    assert "吴婆婆" not in shown
    assert "楼上也是" not in shown
    assert str(wu.account) not in shown
    assert (await scene.detail(wu, settings)).photos == []


async def test_further_words_of_a_follower_do_not_count_twice(scene: Scene, settings: Settings) -> None:
    await scene.follow()
    await scene.follow()  # says nothing new: no step
    await scene.follow(text="更严重了")
    assert [one["step"]["kind"] for one in await scene.told(scene.luo)] == ["followed", "followed"]
    assert (await scene.detail(scene.an, settings)).ticket.followers == 1


async def test_who_leaves_hears_it_once_and_then_nothing(scene: Scene, settings: Settings) -> None:
    await scene.follow()
    left = await scene.unfollow()
    assert left.following is False
    await scene.work()
    assert [one["ticket"].get("following", False) for one in await scene.told(scene.luo)] == [True, False]
    assert await scene.following() == []
    assert (await scene.detail(scene.an, settings)).ticket.followers == 0
    for again in (scene.detail(scene.luo, settings), scene.unfollow()):
        with refused("not_found"):
            await again


@pytest.mark.parametrize(
    "private",
    [
        "UPDATE tickets SET staff_only = true",
        "UPDATE tickets SET complaint_about = (SELECT id FROM organisations LIMIT 1)",
        "UPDATE tickets SET origin = 'task'",
        "UPDATE tickets SET practice = true",
        "UPDATE ticket_categories SET offered = false",
        "UPDATE tickets SET state = 'closed', closed_at = app_now() - interval '8 days'",
    ],
)
async def test_what_is_not_public_cannot_be_followed(scene: Scene, private: str) -> None:
    await scene.owner.execute(private)
    with refused("not_found"):
        await scene.follow()
    assert await scene.owner.fetchval("SELECT count(*) FROM ticket_follows") == 0


async def test_what_ceases_to_be_public_is_gone_for_followers(scene: Scene, settings: Settings) -> None:
    await scene.follow()
    await scene.owner.execute("UPDATE tickets SET staff_only = true")
    before = len(await scene.told(scene.luo))
    await scene.work()
    later = (await scene.told(scene.luo))[before:]
    assert all("已疏通" not in text_of(one) for one in later)
    assert await scene.following() == []
    with refused("not_found"):
        await scene.detail(scene.luo, settings)


async def test_who_may_not_follow(scene: Scene) -> None:
    far = await scene.people.resident("远方", district=scene.place.far_district)
    for who, code in ((scene.an, "follow.own"), (scene.clerk, "forbidden"), (far, "not_found")):
        with refused(code):
            await scene.follow(who)
    with refused("not_found"):
        await scene.follow(ticket=uuid4())
    with refused("photo.unknown"):
        await scene.follow(photos=[await scene.photo(scene.an)])
    assert await scene.owner.fetchval("SELECT count(*) FROM ticket_follows") == 0


async def test_a_follower_takes_no_step(scene: Scene) -> None:
    await scene.follow()
    luo = scene.luo
    for command in (
        actions.note(scene.db, luo, ask(luo), scene.ticket.id, Note(text="给安女士", audience="resident")),
        actions.acknowledge(scene.db, luo, ask(luo), scene.ticket.id, Acknowledge()),
    ):
        with refused("not_found"):
            await command


async def test_the_list_is_paged(scene: Scene) -> None:
    tickets = [scene.ticket, await scene.report(), await scene.report()]
    for one in tickets:
        await scene.follow(ticket=one.id)
    first = await page(scene.db, scene.luo, limit=2)
    rest = await page(scene.db, scene.luo, after=first.next, limit=2)
    assert [one.id for one in [*first.tickets, *rest.tickets]] == [one.id for one in reversed(tickets)]
    assert rest.next is None
    assert (await page(scene.db, scene.an)).tickets == []


async def test_a_crowd_is_counted_right(scene: Scene, settings: Settings) -> None:
    crowd = [await scene.people.resident(f"居民{n}") for n in range(70)]
    await asyncio.gather(*[scene.follow(one) for one in crowd])
    await asyncio.gather(
        *[scene.unfollow(one) for one in crowd[:3]], *[scene.follow(one) for one in crowd[:3]]
    )
    there = await scene.owner.fetchval("SELECT count(DISTINCT account) FROM ticket_follows")
    assert (await scene.detail(scene.an, settings)).ticket.followers == there
    assert there >= 67
    await scene.work()  # more than the 64 topics of one event
    for one in (crowd[3], crowd[-1]):
        assert (await scene.told(one))[-1]["ticket"]["state"] == "resolved"
