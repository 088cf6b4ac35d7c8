"""The wall under moderation: hidden, restored, thanks held and let through; who is blocked does not ask."""

from uuid import UUID

from hub.wishes import lists
from hub.wishes.target import WishTarget
from tests.hub.wishes.scene import Scene, mine_of, refused


async def test_hidden_and_shown_again(scene: Scene) -> None:
    wish, target = await scene.hung(), WishTarget(scene.sealer)
    async with scene.db.transaction() as tx:
        shown = await target.shown(tx, wish)
    assert shown is not None
    # who moderates does not learn who asked
    assert (shown.words, shown.author, shown.status) == (
        "一位老人想要一副老花镜",
        scene.clerk.account,
        "shown",
    )
    async with scene.db.transaction() as tx:
        await target.hide(tx, wish, "像是广告")
    assert await scene.wall() == []
    last = (await scene.told(f"public/{scene.place.community}/wishes"))[-1]["wish"]
    assert (last["state"], last["text"]) == ("gone", "")
    mine = (await lists.mine(scene.db, scene.an)).wishes[0]
    assert (mine.hidden, mine.advice) == (True, "像是广告")
    assert (await scene.messages())[-1] == ("wish.hidden", scene.an.account)
    with refused("not_found"):
        await scene.claim(wish)
    await scene.days(30)
    assert (await scene.state(wish)).level == "community"
    async with scene.db.transaction() as tx:
        await target.restore(tx, wish)
    assert await scene.wall() == [wish]
    await scene.claim(wish)


async def test_thanks_that_match_a_rule_wait_for_staff(scene: Scene) -> None:
    target = WishTarget(scene.sealer)
    await scene.owner.execute(
        """WITH rule AS (INSERT INTO moderation_rules (district, text, normal, reason)
                         VALUES ($1, '加微信', '加微信', '广告'))
           INSERT INTO moderation_settings (district) VALUES ($1)""",
        scene.place.district,
    )
    wish = await scene.hung()
    await scene.claim(wish)
    await scene.fulfil(wish)
    photo = await scene.photo(scene.an)
    mine = (await scene.thank(wish, text="加微信谢您", photos=[photo], share=True)).mine
    assert mine is not None
    assert (mine.state, mine.held, mine.thanks) == ("thanked", True, "加微信谢您")
    wall = await lists.wall(scene.db, scene.luo, scene.place.community)
    assert (wall.wishes[0].thanks, wall.wishes[0].photos) == ("", 0)
    case = await scene.owner.fetchrow(
        "SELECT author, words, state FROM moderation_cases WHERE subject = $1", wish
    )
    assert case is not None
    assert (case["author"], case["words"], case["state"]) == (scene.clerk.account, "加微信谢您", "held")
    async with scene.db.transaction() as tx:
        await target.publish(tx, wish)
    wall = await lists.wall(scene.db, scene.luo, scene.place.community)
    assert (wall.wishes[0].thanks, wall.wishes[0].photos) == ("加微信谢您", 1)


async def test_who_is_blocked_does_not_ask(scene: Scene) -> None:
    await scene.owner.execute(
        """INSERT INTO moderation_blocks (district, account, area, path, reason, until, created_by)
           VALUES ($1, $2, $3, (SELECT path FROM areas WHERE id = $3), '骂人', app_now() + interval '1 day', $4)""",
        scene.place.district, scene.an.account, scene.place.community, scene.clerk.account,
    )  # fmt: skip
    with refused("blocked"):
        await scene.ask()


async def test_what_is_not_there_or_gone(scene: Scene) -> None:
    target, wish = WishTarget(scene.sealer), mine_of(await scene.ask())
    async with scene.db.transaction() as tx:
        assert await target.shown(tx, UUID(int=1)) is None
        assert await target.shown(tx, wish) is None  # nobody has published it
        await target.hide(tx, wish, "x")
    assert (await scene.state(wish)).hidden is None
