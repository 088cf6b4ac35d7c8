"""Asking, better words, thanks, withdrawing; who may, and how many at once."""

import asyncio
from typing import Any

import pytest

from hub.errors import DomainError
from hub.wishes import lists
from hub.wishes.types import WishRules
from tests.hub.wishes.scene import PHONE, Scene, mine_of, refused
from tests.support import ask


async def test_a_wish_goes_round(scene: Scene) -> None:
    asked = (await scene.ask(photos=[await scene.photo(scene.an)])).mine
    assert asked is not None
    assert (asked.state, asked.version, asked.photos) == ("asked", 1, 1)
    published = (await scene.publish(asked.id)).desk
    assert published is not None
    assert (published.state, published.version) == ("open", 2)
    claimed = (await scene.claim(asked.id)).taken
    assert claimed is not None
    assert (claimed.state, claimed.by.name, claimed.mine) == ("claimed", "罗先生", True)
    await scene.contacted(asked.id)
    await scene.fulfil(asked.id, text="送到了", photos=[await scene.photo(scene.luo)])
    thanked = (
        await scene.thank(asked.id, text="看报纸清楚多了", photos=[await scene.photo(scene.an)], share=True)
    ).mine
    assert thanked is not None
    assert (thanked.state, thanked.claimer, thanked.thanks) == ("thanked", "罗先生", "看报纸清楚多了")
    page = await scene.page(asked.id, scene.clerk)
    assert [one.kind for one in page.steps] == [
        "asked", "published", "claimed", "contacted", "fulfilled", "thanked"
    ]  # fmt: skip
    assert [(one.purpose, one.shown) for one in page.photos] == [
        ("ask", False), ("done", False), ("thanks", True)
    ]  # fmt: skip
    assert [one for one, _ in await scene.messages()] == [
        "wish.published", "wish.claimed", "wish.fulfilled", "wish.thanked"
    ]  # fmt: skip


async def test_only_from_ones_own_verified_dwelling(scene: Scene) -> None:
    for who, home in ((scene.stranger, scene.place.dwelling), (scene.an, scene.place.unit)):
        with refused("wish.unverified"):
            await scene.ask(who, home=home)
    await scene.owner.execute("UPDATE residences SET state = 'claimed'")
    with refused("wish.unverified"):
        await scene.ask()


@pytest.mark.parametrize("changes", [{"text": " \n "}, {"text": "\u200b"}])
async def test_empty_words(scene: Scene, changes: dict[str, Any]) -> None:
    with refused("wish.empty"):
        await scene.ask(**changes)


async def test_as_many_wishes_as_the_rules_say_also_when_asked_at_once(scene: Scene) -> None:
    answers = await asyncio.gather(*(scene.ask() for _ in range(5)), return_exceptions=True)
    codes = [answer.code for answer in answers if isinstance(answer, DomainError)]
    assert codes == ["wish.too_many"] * 3
    await scene.withdraw((await lists.mine(scene.db, scene.an)).wishes[0].id)
    await scene.ask()


async def test_sent_twice_is_one(scene: Scene) -> None:
    from hub.wishes import actions
    from hub.wishes.types import AskWish

    once = ask(scene.an)
    given = AskWish(kind="thing", text="一副老花镜", home=scene.place.dwelling)
    first = await actions.ask(scene.db, scene.sealer, scene.an, once, given)
    assert await actions.ask(scene.db, scene.sealer, scene.an, once, given) == first
    assert len((await lists.mine(scene.db, scene.an)).wishes) == 1


async def test_given_back_made_better_and_published(scene: Scene) -> None:
    wish = mine_of(await scene.ask())
    returned = (await scene.give_back(wish)).desk
    assert returned is not None
    assert (returned.state, returned.advice) == ("returned", "请写清度数")
    assert (await scene.page(wish, scene.an)).actions == ["edit", "withdraw", "contact"][:2]
    with refused("wish.wrong_state"):
        await scene.publish(wish)
    with refused("wish.not_allowed"):
        await scene.edit(wish, scene.clerk)
    again = (await scene.edit(wish, version=2)).mine
    assert again is not None
    assert (again.state, again.kind, again.advice) == ("asked", "help", "")
    await scene.publish(wish)
    with refused("wish.stale"):
        await scene.edit(wish, version=2)


async def test_staff_ask_for_her_with_her_consent(scene: Scene) -> None:
    asked = (await scene.ask_for()).desk
    assert asked is not None
    assert (asked.account, asked.consent, asked.state) == (False, "spoken", "asked")
    assert asked.asked_by is not None
    row = await scene.owner.fetchrow("SELECT * FROM audit WHERE action = 'wish.asked_for'")
    assert row is not None
    assert row["actor"] == scene.clerk.account
    seen = await scene.contact(asked.id, scene.clerk)
    assert (seen.name, seen.phone, seen.place) == (
        "安奶奶", "13987650009", "金沙社区 宝鼎金沙小区 12栋3单元1-6"
    )  # fmt: skip
    await scene.publish(asked.id, text="一位老人想有人陪着说说话")
    await scene.claim(asked.id)
    await scene.fulfil(asked.id)
    with refused("wish.not_allowed"):
        await scene.thank(asked.id, scene.grid)
    done = (await scene.thank(asked.id, scene.clerk, text="老人很开心")).desk
    assert done is not None
    assert done.state == "thanked"
    row = await scene.owner.fetchrow("SELECT name, phone FROM wishes")
    assert row is not None
    assert "安奶奶".encode() not in row["name"]


async def test_asked_for_who_has_an_account_it_is_hers(scene: Scene) -> None:
    asked = (await scene.ask_for(scene.grid, phone=PHONE, consent="signed")).desk
    assert asked is not None
    assert asked.account
    assert [one.id for one in (await lists.mine(scene.db, scene.an)).wishes] == [asked.id]
    with refused("wish.not_allowed"):
        await scene.withdraw(asked.id, scene.clerk)
    await scene.withdraw(asked.id)


async def test_who_may_not_ask_for_others(scene: Scene) -> None:
    for who in (scene.an, scene.luo, scene.firm, scene.other_clerk):
        with refused("wish.not_allowed"):
            await scene.ask_for(who)
    with refused("area.level"):
        await scene.ask_for(home=scene.place.street)


async def test_withdrawn_at_any_time_and_the_claimer_is_told(scene: Scene) -> None:
    for until in range(4):
        wish = mine_of(await scene.ask())
        made = [scene.publish, scene.claim, scene.fulfil][:until]
        for one in made:
            await one(wish)
        gone = (await scene.withdraw(wish)).mine
        assert gone is not None
        assert (gone.state, gone.claimer) == ("withdrawn", "")
        assert wish not in await scene.wall()
        if until >= 2:
            assert (await scene.messages())[-1] == ("wish.withdrawn", scene.luo.account)
            last = (await scene.told(f"own/{scene.luo.account}", "wish.taken"))[-1]["wish"]
            assert (last["mine"], last["state"]) == (False, "withdrawn")
            with refused("not_found"):
                await scene.contact(wish)
    with refused("wish.wrong_state"):
        await scene.withdraw(wish)


async def test_not_done_yet(scene: Scene) -> None:
    wish = await scene.hung()
    await scene.claim(wish)
    await scene.fulfil(wish)
    with refused("wish.not_allowed"):
        await scene.not_yet(wish, scene.clerk)
    back = (await scene.not_yet(wish)).mine
    assert back is not None
    assert (back.state, back.fulfilled_at) == ("claimed", None)
    assert (await scene.told(f"own/{scene.luo.account}", "wish.taken"))[-1]["step"]["text"] == "度数不对"
    await scene.fulfil(wish)
    await scene.thank(wish)


@pytest.mark.parametrize(
    "text", ["我是安女士", "打我电话 139 8765 0001", "送到12栋3单元", "放在门口鞋柜旁就行"]
)
async def test_shared_thanks_do_not_say_who_she_is(scene: Scene, text: str) -> None:
    wish = await scene.hung()
    await scene.claim(wish)
    await scene.fulfil(wish)
    with refused("wish.reveals"):
        await scene.thank(wish, text=text, share=True)
    await scene.thank(wish, text=text)
    page = await lists.wall(scene.db, scene.luo, scene.place.community)
    assert [one.thanks for one in page.wishes] == [""]


async def test_who_may_not_do_what(scene: Scene) -> None:
    wish = mine_of(await scene.ask())
    for who in (scene.luo, scene.stranger, scene.other_clerk, scene.firm):
        for attempt in (scene.edit, scene.publish, scene.withdraw, scene.claim, scene.contact):
            with refused("not_found"):
                await attempt(wish, who)
        with refused("not_found"):
            await scene.page(wish, who)
    for attempt in (scene.publish, scene.give_back, scene.refuse):
        with refused("wish.not_allowed"):
            await attempt(wish, scene.an)
        with refused("wish.not_allowed"):
            await attempt(wish, scene.grid)


async def test_the_rules_are_the_districts(scene: Scene) -> None:
    given = WishRules(wishes_per_asker=1, contact_days=4, remind_days=3)
    for who in (scene.an, scene.clerk, scene.street):
        with refused("wish.not_allowed"):
            await lists.put_rules(scene.db, who, ask(who), given)
    with refused("input.invalid"):
        await lists.put_rules(
            scene.db, scene.coordinator, ask(scene.coordinator), WishRules(contact_days=4, remind_days=4)
        )
    await lists.put_rules(scene.db, scene.coordinator, ask(scene.coordinator), given)
    assert await lists.rules(scene.db, scene.an) == given
    await scene.ask()
    with refused("wish.too_many"):
        await scene.ask()


async def test_thanks_in_the_feed_are_hers_to_choose(scene: Scene) -> None:
    wish = await scene.hung()
    await scene.claim(wish, scene.firm, organisation=scene.place.property_org)
    await scene.fulfil(wish, scene.firm)
    with refused("wish.empty"):
        await scene.thank(wish, text="", post=True)
    await scene.thank(wish, text="看报清楚多了，谢谢！", post=True)
    [told] = await scene.told(f"public/{scene.place.community}/feed")
    post = told["post"]
    assert (post["text"], post["state"]) == ("看报清楚多了，谢谢！", "shown")
    assert post["thanks"] == {"about": "wish", "to": "示例物业甲", "title": "一位老人想要一副老花镜"}
    assert (post["author"]["id"], post["answer_by"]) == (str(scene.an.account), None)
    other = await scene.hung()
    await scene.claim(other)
    await scene.fulfil(other)
    await scene.thank(other, text="谢谢罗先生", share=False)
    assert len(await scene.told(f"public/{scene.place.community}/feed")) == 1


async def test_nobody_posts_thanks_for_her(scene: Scene) -> None:
    wish = mine_of(await scene.ask_for())
    await scene.publish(wish)
    await scene.claim(wish)
    await scene.fulfil(wish)
    with refused("wish.not_allowed"):
        await scene.thank(wish, scene.clerk, text="谢谢", post=True)
    assert (await scene.state(wish)).state == "fulfilled"


async def test_thanks_in_the_feed_are_moderated_as_every_post(scene: Scene) -> None:
    await scene.owner.execute(
        """WITH rule AS (INSERT INTO moderation_rules (district, text, normal, reason)
             VALUES ($1, '刷单', '刷单', '诈骗'))
           INSERT INTO moderation_settings (district) VALUES ($1)""",
        scene.place.district,
    )
    wish = await scene.hung()
    await scene.claim(wish)
    await scene.fulfil(wish)
    await scene.thank(wish, text="谢谢，刷单也行", post=True)
    assert await scene.told(f"public/{scene.place.community}/feed") == []
    [own] = await scene.told(f"own/{scene.an.account}", "post.changed")
    assert own["post"]["state"] == "held"
