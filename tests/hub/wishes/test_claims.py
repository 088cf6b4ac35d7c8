"""Who may claim, one at a time, so many at once; and whom the claimer may ask for, how long."""

import asyncio

import pytest

from hub import audit
from hub.errors import DomainError
from hub.wishes import lists
from hub.wishes.types import WishRules
from tests.hub.wishes.scene import ID, PHONE, Scene, mine_of, refused
from tests.support import ask


async def test_two_claim_at_once_and_one_gets_it(scene: Scene) -> None:
    for _ in range(2):
        wish = await scene.hung()
        answers = await asyncio.gather(
            *(scene.claim(wish, who, version=2) for who in (scene.luo, scene.zhou)), return_exceptions=True
        )
        codes = [answer.code for answer in answers if isinstance(answer, DomainError)]
        assert codes == ["wish.claimed"]
        assert await scene.owner.fetchval("SELECT count(*) FROM wish_claims WHERE wish = $1", wish) == 1


async def test_as_many_claims_as_the_rules_say_also_when_pressed_at_once(scene: Scene) -> None:
    rules = WishRules(wishes_per_asker=9, claims_per_account=2)
    await lists.put_rules(scene.db, scene.coordinator, ask(scene.coordinator), rules)
    wishes = [await scene.hung() for _ in range(5)]
    answers = await asyncio.gather(*(scene.claim(wish) for wish in wishes), return_exceptions=True)
    codes = [answer.code for answer in answers if isinstance(answer, DomainError)]
    assert codes == ["wish.too_many_claims"] * 3
    await scene.fulfil((await lists.taken(scene.db, scene.luo)).wishes[0].id)
    left = (await scene.wall(states=["open"]))[0]
    await scene.claim(left)


async def test_who_may_claim(scene: Scene) -> None:
    wish = await scene.hung()
    with refused("wish.unverified"):
        await scene.claim(wish, scene.stranger)
    with refused("wish.not_allowed"):
        await scene.claim(wish, scene.an)
    with refused("organisation.unknown"):
        await scene.claim(wish, scene.luo, organisation=scene.place.property_org)
    with refused("organisation.unknown"):
        await scene.claim(wish, scene.firm, organisation=scene.place.other_property_org)
    with refused("wish.unverified"):
        await scene.claim(wish, scene.firm)  # for herself she is nobody here
    assert "claim" not in (await scene.page(wish, scene.stranger)).actions
    assert "claim" in (await scene.page(wish, scene.firm)).actions
    volunteer = await scene.volunteer()
    await scene.claim(wish, volunteer)
    shown = (await scene.page(wish, scene.stranger)).wish.shown
    assert (shown.claimed_by, shown.organisation) == ("volunteer", "")


@pytest.mark.parametrize("badge", ["party", "volunteer"])
async def test_with_a_badge_one_may_claim_wherever_one_lives(scene: Scene, badge: str) -> None:
    wish = await scene.hung()
    await scene.owner.execute(
        "INSERT INTO badges (district, account, kind, granted_by) VALUES ($1, $2, $3, $4)",
        scene.place.district, scene.stranger.account, badge, scene.clerk.account,
    )  # fmt: skip
    await scene.claim(wish, scene.stranger)
    shown = (await scene.page(wish, scene.zhou)).wish.shown
    assert shown.claimed_by == badge


async def test_a_firm_claims_and_its_people_all_see_to_it(scene: Scene) -> None:
    wish = await scene.hung()
    await scene.claim(wish, scene.firm, organisation=scene.place.property_org)
    shown = (await scene.page(wish, scene.stranger)).wish.shown
    assert (shown.claimed_by, shown.organisation) == ("organisation", "示例物业甲")
    colleague = await scene.people.dispatcher()
    assert [one.id for one in (await lists.taken(scene.db, colleague)).wishes] == [wish]
    assert (await scene.contact(wish, colleague)).name == "安女士"
    with refused("wish.not_allowed"):
        await scene.contact(wish, scene.other_firm)
    await scene.fulfil(wish, colleague)
    await scene.thank(wish)
    told = await scene.told(f"org/{scene.place.property_org}/wishes", "wish.taken")
    assert [one["step"]["kind"] for one in told] == ["claimed", "fulfilled", "thanked"]


async def test_her_address_reaches_the_claimer_only_as_long_as_the_claim_lasts(scene: Scene) -> None:
    wish = await scene.hung()
    for who in (scene.luo, scene.stranger, scene.an, scene.firm):
        with refused("wish.not_allowed"):
            await scene.contact(wish, who)
    with refused("wish.not_allowed"):
        await scene.contact(wish, scene.other_clerk)
    await scene.claim(wish)
    seen = await scene.contact(wish)
    assert (seen.name, seen.phone) == ("安女士", PHONE)
    assert seen.place == "金沙社区 宝鼎金沙小区 12栋3单元1-6 门口鞋柜旁"
    await scene.contact(wish, scene.clerk)
    for who in (scene.zhou, scene.an):
        with refused("wish.not_allowed"):
            await scene.contact(wish, who)
    await scene.fulfil(wish)
    await scene.contact(wish)
    await scene.thank(wish)
    with refused("wish.not_allowed"):
        await scene.contact(wish)
    rows = await scene.owner.fetch(
        "SELECT actor, subject FROM audit WHERE action = 'wish.contact_seen' ORDER BY number"
    )
    assert [row["actor"] for row in rows] == [scene.luo.account, scene.clerk.account, scene.luo.account]
    assert {row["subject"] for row in rows} == {scene.an.account}
    async with scene.db.transaction() as tx:
        assert (await audit.verify(tx, scene.place.district)).broken is None
    kept = await scene.owner.fetch(
        "SELECT text FROM events UNION ALL SELECT convert_from(answer, 'UTF8') FROM idempotency"
    )
    for row in kept:
        assert all(word not in ID.sub("", row["text"]) for word in (PHONE, "鞋柜", "1-6"))


@pytest.mark.parametrize("way", ["release", "take_back"])
async def test_back_to_the_wall(scene: Scene, way: str) -> None:
    wish = await scene.hung()
    await scene.claim(wish)
    for who in (scene.zhou, scene.an):
        with refused("wish.not_allowed"):
            await scene.release(wish, who)
        with refused("wish.not_allowed"):
            await scene.take_back(wish, who)
    await getattr(scene, way)(wish)
    assert (await scene.state(wish)).state == "open"
    assert await scene.wall(states=["open"]) == [wish]
    assert (await lists.taken(scene.db, scene.luo)).wishes == []
    with refused("wish.not_allowed"):
        await scene.contact(wish)
    await scene.claim(wish, scene.zhou)
    last = (await scene.told(f"own/{scene.luo.account}", "wish.taken"))[-1]
    assert last["wish"]["mine"] is False


async def test_nobody_else_says_that_it_is_done(scene: Scene) -> None:
    wish = await scene.hung()
    await scene.claim(wish)
    for who in (scene.an, scene.zhou, scene.clerk):
        for attempt in (scene.fulfil, scene.contacted):
            with refused("wish.not_allowed"):
                await attempt(wish, who)
    with refused("photo.unknown"):
        await scene.fulfil(wish, photos=[await scene.photo(scene.an)])
    await scene.fulfil(wish)
    with refused("wish.not_allowed"):
        await scene.thank(wish, scene.luo)
    assert mine_of(await scene.thank(wish)) == wish
