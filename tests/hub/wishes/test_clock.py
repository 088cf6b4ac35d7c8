"""What happens when a time comes, by PostgreSQL's clock."""

import asyncio

from hub.wishes import lists
from hub.wishes.types import WishRules
from tests.hub.wishes.scene import Scene, refused
from tests.support import ask


async def test_reminded_on_the_fifth_day_back_on_the_wall_after_the_seventh(scene: Scene) -> None:
    wish = await scene.hung()
    await scene.claim(wish)
    await scene.days(4.9)
    assert (await scene.messages())[-1][0] == "wish.claimed"
    await scene.days(0.2)
    assert (await scene.messages())[-1] == ("wish.remind", scene.luo.account)
    await scene.days(1.8)
    assert (await scene.state(wish)).state == "claimed"
    await scene.days(0.2)
    assert (await scene.state(wish)).state == "open"
    assert set((await scene.messages())[-2:]) == {
        ("wish.lapsed", scene.luo.account), ("wish.open_again", scene.an.account)
    }  # fmt: skip
    assert (await scene.told(f"own/{scene.luo.account}", "wish.taken"))[-1]["step"]["kind"] == "lapsed"
    assert (await scene.told(f"own/{scene.an.account}", "wish.mine"))[-1]["wish"]["state"] == "open"
    with refused("wish.not_allowed"):
        await scene.contact(wish)
    with refused("wish.lapsed"):
        await scene.claim(wish)
    await scene.claim(wish, scene.zhou)


async def test_who_got_in_touch_keeps_it_for_thirty_days(scene: Scene) -> None:
    wish = await scene.hung()
    await scene.claim(wish)
    await scene.contacted(wish)
    with refused("wish.wrong_state"):
        await scene.contacted(wish)
    await scene.days(29.9)
    assert (await scene.state(wish)).state == "claimed"
    assert ("wish.remind", scene.luo.account) not in await scene.messages()
    await scene.days(0.2)
    state = await scene.state(wish)
    assert (state.state, state.claimer, state.grant_by) == ("open", None, None)
    assert set((await scene.messages())[-3:]) == {
        ("wish.ungranted", scene.luo.account), ("wish.open_again", scene.an.account),
        ("wish.staff_ungranted", scene.clerk.account),
    }  # fmt: skip
    told = (await scene.told(f"staff/{scene.place.community}/wishes"))[-1]
    assert (told["step"]["kind"], told["was"]) == ("ungranted", "claimed")
    assert not (await scene.told(f"own/{scene.luo.account}", "wish.taken"))[-1]["wish"]["mine"]
    with refused("wish.lapsed"):
        await scene.claim(wish)
    await scene.claim(wish, scene.zhou)


async def test_what_was_not_done_has_the_days_again(scene: Scene) -> None:
    rules = WishRules(grant_days=3)
    await lists.put_rules(scene.db, scene.coordinator, ask(scene.coordinator), rules)
    wish = await scene.hung()
    await scene.claim(wish)
    await scene.fulfil(wish)
    await scene.days(4)
    assert (await scene.state(wish)).state == "fulfilled"
    await scene.not_yet(wish)
    await scene.days(2.9)
    assert (await scene.state(wish)).state == "claimed"
    await scene.days(0.2)
    assert (await scene.state(wish)).state == "open"


async def test_unmet_it_goes_to_the_street_then_to_the_district(scene: Scene) -> None:
    wish = await scene.hung()
    sibling, other = scene.place.sibling_community, scene.place.other_community
    assert (await scene.wall(sibling), await scene.wall(other)) == ([], [])
    await scene.days(13.9)
    assert await scene.wall(sibling) == []
    await scene.days(0.2)
    assert (await scene.wall(sibling), await scene.wall(other)) == ([wish], [])
    assert await scene.wall() == [wish]
    shown = (await scene.told(f"public/{scene.place.street}/wishes"))[-1]
    assert (shown["step"], shown["wish"]["level"]) == ("raised", "street")
    assert (await scene.told(f"public/{scene.place.community}/wishes"))[-1] == shown
    assert await scene.told(f"public/{scene.place.district}/wishes") == []
    await scene.days(14.1)
    assert await scene.wall(other) == [wish]
    assert (await scene.told(f"public/{scene.place.district}/wishes"))[-1]["wish"]["level"] == "district"
    await scene.days(100)
    assert (await scene.state(wish)).level == "district"
    assert [one.id for one in (await lists.desk(scene.db, scene.coordinator, raised=True)).wishes] == [wish]
    await scene.claim(wish)


async def test_the_days_are_the_districts(scene: Scene) -> None:
    rules = WishRules(contact_days=3, remind_days=1, street_days=2, close_days=2)
    await lists.put_rules(scene.db, scene.coordinator, ask(scene.coordinator), rules)
    wish = await scene.hung()
    await scene.days(2.1)
    assert (await scene.state(wish)).level == "street"
    await scene.claim(wish)
    await scene.days(3.1)
    assert (await scene.state(wish)).state == "open"


async def test_without_a_word_it_is_taken_as_granted(scene: Scene) -> None:
    wish = await scene.hung()
    await scene.claim(wish)
    await scene.fulfil(wish)
    await scene.days(13.9)
    assert (await scene.state(wish)).state == "fulfilled"
    await scene.days(0.2)
    assert (await scene.state(wish)).state == "thanked"
    assert (await scene.messages())[-1] == ("wish.closed", scene.luo.account)
    with refused("wish.not_allowed"):
        await scene.contact(wish)


async def test_however_many_look_it_happens_once(scene: Scene) -> None:
    wish = await scene.hung()
    await scene.claim(wish)
    await scene.owner.execute("UPDATE app_clock SET ahead = ahead + interval '8 days'")
    await asyncio.gather(*(scene.watch.look() for _ in range(4)))
    assert scene.watch.done == {"lapsed": 1}
    kinds = [one["step"]["kind"] for one in await scene.told(f"staff/{scene.place.community}/wishes")]
    assert kinds == ["asked", "published", "claimed", "lapsed"]


async def test_what_fails_is_tried_again(scene: Scene) -> None:
    wish = await scene.hung()
    await scene.claim(wish)
    await scene.owner.execute("REVOKE INSERT ON messages FROM shequ_serving")
    await scene.days(5.1)
    assert (await scene.state(wish)).version == 3
    await scene.owner.execute("GRANT INSERT ON messages TO shequ_serving")
    await scene.days(0.1)
    assert (await scene.messages())[-1][0] == "wish.remind"
