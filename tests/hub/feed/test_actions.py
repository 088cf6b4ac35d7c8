"""Posts, comments, likes and names: what changes, who is told of it, and who may not."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from hub.accounts import neighbours
from hub.accounts.types import BadgeGiven, NeighbourName, Principal
from hub.errors import DomainError
from hub.feed import actions, reading
from hub.feed.counts import Counts
from hub.feed.types import AnswerPost, SetFeedRule, WriteComment
from tests.hub.feed.conftest import Square
from tests.support import ask


async def comment(square: Square, who: Principal, post: object, text: str = "看到了", **more: object):  # type: ignore[no-untyped-def]
    given = WriteComment(text=text, **more)  # type: ignore[arg-type]
    return await actions.comment(square.db, square.sealer, who, ask(who), post, given)  # type: ignore[arg-type]


async def texts(square: Square, who: Principal, **more: object) -> list[str]:
    page = await reading.timeline(
        square.db, who, square.settings, more.get("area", square.place.community),  # type: ignore[arg-type]
        topic=more.get("topic"), words=more.get("words"), after=None, limit=20,  # type: ignore[arg-type]
    )  # fmt: skip
    return [post.text for post in page.posts]


async def refused(code: str, coroutine) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DomainError) as error:
        await coroutine
    assert error.value.code == code


async def test_a_post_reaches_who_lives_there_under_the_name_each_may_read(square: Square) -> None:
    place = square.place
    await actions.set_name(
        square.db, square.an, ask(square.an), NeighbourName(display_name="阿猫", real_name=True)
    )
    await neighbours.give(
        square.db, square.clerk, ask(square.clerk), BadgeGiven(account=square.an.account, kind="party")
    )
    post = await square.write(square.an, "七栋楼下的猫 #寻猫# #寻猫# #七栋#", topics=["寻猫"])
    assert (post.state, post.topics, post.author.verified) == ("shown", ("寻猫", "七栋"), True)
    assert post.author.badges == ("party",)
    names = {
        topic: json.loads((await square.data(topic, "post.changed"))[0])["post"]["author"]["name"]
        for topic in (
            f"public/{place.community}/feed", f"neighbours/{place.community}/feed", f"staff/{place.community}/feed",
            f"staff/{place.district}/feed", f"own/{square.an.account}",
        )
    }  # fmt: skip
    assert list(names.values()) == ["阿猫", "安女士", "安女士", "安女士", "安女士"]
    for who, name in ((square.luo, "安女士"), (square.wei, "阿猫"), (square.clerk, "安女士")):
        detail = await reading.detail(square.db, who, square.settings, post.id)
        assert detail.post.author.name == name, who.name
    await refused("not_found", reading.detail(square.db, square.he, square.settings, post.id))
    await refused("not_found", reading.detail(square.db, square.sibling, square.settings, post.id))
    await refused("area.unknown", texts(square, square.he))
    await refused("area.unknown", square.write(square.he))
    await refused("area.unknown", square.write(square.clerk))
    await refused("area.unknown", square.write(square.an, area=place.building))
    await refused("area.unknown", square.write(square.an, area=place.sibling_community))


async def test_without_a_name_of_her_own_a_neighbour_is_masked(square: Square) -> None:
    post = await square.write(square.wei)
    assert (post.author.name, post.author.verified) == ("魏**", False)


async def test_who_takes_her_real_name_back_has_it_taken_from_what_she_wrote(square: Square) -> None:
    await actions.set_name(square.db, square.an, ask(square.an), NeighbourName(real_name=True))
    post = await square.write(square.an)
    said = await comment(square, square.an, post.id)
    assert (post.author.name, said.author.name) == ("安女士", "安女士")
    await actions.set_name(square.db, square.an, ask(square.an), NeighbourName(display_name="阿猫"))
    detail = await reading.detail(square.db, square.luo, square.settings, post.id)
    assert (detail.post.author.name, detail.comments[0].author.name) == ("阿猫", "阿猫")
    topic = f"neighbours/{square.place.community}/feed"
    assert json.loads((await square.data(topic, "post.changed"))[-1])["post"]["author"]["name"] == "阿猫"
    assert (
        json.loads((await square.data(topic, "comment.changed"))[-1])["comment"]["author"]["name"] == "阿猫"
    )


async def test_timelines_are_of_the_community_the_estate_a_topic_and_ones_own(square: Square) -> None:
    await square.write(square.an, "社区的 #活动#")
    await square.write(square.luo, "小区的", area=square.place.estate)
    await square.write(square.luo, "又一条 #活动#")
    assert await texts(square, square.wei) == ["又一条 #活动#", "社区的 #活动#"]
    assert await texts(square, square.wei, area=square.place.estate) == ["小区的"]
    assert await texts(square, square.wei, topic="活动") == ["又一条 #活动#", "社区的 #活动#"]
    assert (await reading.topics(square.db, square.an, square.place.community)).topics[0].posts == 2
    mine = await reading.mine(square.db, square.luo, square.settings, None, 1)
    assert [post.text for post in mine.posts] == ["又一条 #活动#"]
    rest = await reading.mine(square.db, square.luo, square.settings, mine.next, 1)
    assert ([post.text for post in rest.posts], rest.next) == (["小区的"], None)


async def test_words_are_found_by_any_two_letters(square: Square) -> None:
    await square.write(square.an, "明天早上8点到12点停水，请各位储水")
    await square.write(square.luo, "停车场的灯坏了 50%_ABC")
    await square.write(square.luo, "小区里停水停电", area=square.place.estate)
    for words, found in (
        ("停水", 1), ("储水 停水", 1), ("停水 停车", 0), ("停", 0), ("abc", 1), ("0%_A", 1), ("%%", 0), ("水停", 0),
    ):  # fmt: skip
        assert len(await texts(square, square.wei, words=words)) == found, words


async def test_likes_and_comments_are_counted_once_a_second(square: Square) -> None:
    post = await square.write(square.an)
    counts = Counts(square.db, square.place.district)
    topic = f"public/{square.place.community}/feed"
    for who in (square.luo, square.wei, square.luo):
        await actions.like(square.db, who, ask(who), post.id, likes=True)
    await comment(square, square.luo, post.id)
    await counts.look()
    [told] = [json.loads(one) for one in await square.data(topic, "post.counted")]
    assert (told["likes"], told["comments"]) == (2, 1)
    page = await reading.timeline(
        square.db,
        square.luo,
        square.settings,
        square.place.community,
        topic=None,
        words=None,
        after=None,
        limit=5,
    )
    assert (page.posts[0].likes, page.posts[0].comments, page.liked) == (2, 1, [post.id])
    await actions.like(square.db, square.luo, ask(square.luo), post.id, likes=False)
    await counts.look()
    assert len(await square.data(topic, "post.counted")) == 1  # less than a second ago
    await square.owner.execute("UPDATE app_clock SET ahead = interval '2 seconds'")
    await counts.look()
    assert json.loads((await square.data(topic, "post.counted"))[-1])["likes"] == 1
    mine = [json.loads(one) for one in await square.data(f"own/{square.an.account}", "feed.told")]
    assert [(one["kind"], one["likes"]) for one in mine] == [("commented", 0), ("liked", 2)]
    await refused(
        "feed.not_allowed", actions.like(square.db, square.clerk, ask(square.clerk), post.id, likes=True)
    )
    await refused("not_found", actions.like(square.db, square.he, ask(square.he), post.id, likes=True))


async def test_replies_stand_one_level_deep_and_tell_whom_they_answer(square: Square) -> None:
    post = await square.write(square.an)
    first = await comment(square, square.luo, post.id, "在三单元见过")
    reply = await comment(square, square.wei, post.id, "哪天？", parent=first.id)
    again = await comment(square, square.luo, post.id, "昨天", parent=reply.id, mentions=[square.an.account])
    assert (reply.parent, again.parent, again.to_name) == (first.id, first.id, "魏**")
    kinds = {
        who.name: [json.loads(one)["kind"] for one in await square.data(f"own/{who.account}", "feed.told")]
        for who in (square.an, square.luo, square.wei)
    }
    assert kinds == {
        "安女士": ["commented", "commented", "mentioned"],
        "罗先生": ["replied"],
        "魏先生": ["replied"],
    }
    sent = await square.owner.fetch("SELECT template FROM messages ORDER BY id")
    assert [row["template"] for row in sent] == ["feed.replied", "feed.mentioned", "feed.replied"]
    await refused("account.unknown", comment(square, square.an, post.id, mentions=[square.he.account]))
    other = await square.write(square.an, "另一条")
    await refused("not_found", comment(square, square.an, other.id, parent=first.id))
    await refused("feed.not_allowed", comment(square, square.clerk, post.id))


async def test_what_its_author_deletes_is_gone_for_everybody(square: Square) -> None:
    photo = await square.photo(square.an)
    post = await square.write(square.an, "写错了", photos=[photo])
    said = await comment(square, square.luo, post.id, "写错的评论")
    await refused("feed.not_allowed", actions.delete_comment(square.db, square.an, ask(square.an), said.id))
    await actions.delete_comment(square.db, square.luo, ask(square.luo), said.id)
    await refused("feed.not_allowed", actions.delete(square.db, square.luo, ask(square.luo), post.id))
    await refused("feed.not_allowed", actions.delete(square.db, square.clerk, ask(square.clerk), post.id))
    await refused("not_found", actions.delete(square.db, square.he, ask(square.he), post.id))
    await actions.delete(square.db, square.an, ask(square.an), post.id)
    assert await texts(square, square.luo) == []
    for who in (square.an, square.luo, square.clerk):
        await refused("not_found", reading.detail(square.db, who, square.settings, post.id))
    told = await square.told(f"public/{square.place.community}/feed")
    assert [one for one in told if one.endswith("gone")] == ["comment.gone", "post.gone"]
    assert await square.owner.fetchval("SELECT count(*) FROM events WHERE text LIKE '%写错%'") == 0
    assert await square.owner.fetchval("SELECT count(*) FROM posts WHERE text LIKE '%写错%'") == 0
    assert await square.owner.fetchval("SELECT gone_at IS NOT NULL FROM photos WHERE id = $1", photo)


async def test_what_speaks_to_the_community_waits_with_a_clock_until_it_is_answered(square: Square) -> None:
    await actions.set_rule(
        square.db, square.street, ask(square.street), square.place.community, SetFeedRule(answer_minutes=30)
    )
    ticked = await square.write(square.an, "路灯什么时候修？", to_community=True)
    said = await square.write(square.luo, "请社区管管楼道的车")
    plain = await square.write(square.luo, "今天天气好")
    assert ticked.answer_by is not None
    assert ticked.answer_by - ticked.created_at == timedelta(minutes=30)
    assert (said.answer_by is not None, plain.answer_by) == (True, None)
    await refused("feed.not_allowed", actions.ask_community(square.db, square.an, ask(square.an), plain.id))
    await actions.ask_community(square.db, square.clerk, ask(square.clerk), plain.id)

    async def waiting(who: Principal) -> list[str]:
        page = await reading.for_staff(
            square.db, who, square.settings, unanswered=True, area=None, after=None, limit=50
        )
        return [post.text for post in page.posts]

    assert await waiting(square.clerk) == ["路灯什么时候修？", "请社区管管楼道的车", "今天天气好"]
    assert (await waiting(square.street), await waiting(square.sibling)) == (await waiting(square.clerk), [])
    await refused("feed.not_allowed", waiting(square.an))
    given = AnswerPost(text="今天下午来修。")

    async def answer(who: Principal) -> object:
        return await actions.answer(square.db, square.sealer, who, ask(who), ticked.id, given)

    for who, code in (
        (square.an, "feed.not_allowed"),
        (square.sibling, "not_found"),
        (square.he, "not_found"),
    ):
        await refused(code, answer(who))
    officer = await square.people.staff("grid_officer", square.place.grid, "网格员")
    await refused("not_found", answer(officer))  # a post of the community is above her grid
    await answer(square.clerk)
    assert len(await waiting(square.clerk)) == 2
    detail = await reading.detail(square.db, square.wei, square.settings, ticked.id)
    assert detail.post.answer is not None
    assert (detail.post.answer.unit, detail.post.answer.name) == ("金沙社区", "陈**")
    assert [(one.unit, one.author.name) for one in detail.comments] == [("金沙社区", "陈**")]
    assert "feed.answered" in [
        r["template"] for r in await square.owner.fetch("SELECT template FROM messages")
    ]
    await answer(square.street)  # a second one changes nothing of the first
    again = await reading.detail(square.db, square.wei, square.settings, ticked.id)
    assert (again.post.answer, len(again.comments)) == (detail.post.answer, 2)
    await refused(
        "feed.not_allowed",
        actions.set_rule(square.db, square.clerk, ask(square.clerk), square.place.community, SetFeedRule(10)),
    )


async def test_badges_are_given_by_who_serves_the_place(square: Square) -> None:
    given = BadgeGiven(account=square.an.account, kind="volunteer")
    for who in (square.sibling, square.an, await square.people.staff("grid_officer", square.place.grid)):
        await refused("account.unknown", neighbours.give(square.db, who, ask(who), given))
        await refused("account.unknown", neighbours.badges(square.db, who, square.an.account))
    assert (await neighbours.give(square.db, square.clerk, ask(square.clerk), given)).kinds == ("volunteer",)
    assert (await neighbours.give(square.db, square.clerk, ask(square.clerk), given)).kinds == ("volunteer",)
    found = await neighbours.holders(square.db, square.clerk)
    [an] = found.people
    assert (an.name, an.badges[0].kind, an.badges[0].by) == ("安女士", "volunteer", square.clerk.name)
    assert an.place == "金沙社区 宝鼎金沙小区 12栋3单元1-6"
    named = await neighbours.holders(square.db, square.street, name=" 罗先 ")
    assert [(one.name, one.badges) for one in named.people] == [("罗先生", [])]
    pages = [await neighbours.holders(square.db, square.clerk, name="先生", limit=1)]
    pages.append(
        await neighbours.holders(
            square.db, square.clerk, name="先生", after=UUID(pages[0].next or ""), limit=1
        )
    )
    assert [[one.name for one in page.people] for page in pages] == [["魏先生"], ["罗先生"]]
    assert pages[1].next is None
    for who in (square.sibling, square.an):
        assert (await neighbours.holders(square.db, who, name="先生")).people == []
    assert (await neighbours.end(square.db, square.street, ask(square.street), given)).kinds == ()
    assert (await neighbours.holders(square.db, square.clerk)).people == []
    noted = [r["action"] for r in await square.owner.fetch("SELECT action FROM audit ORDER BY 1")]
    assert noted == ["badge.ended", "badge.given"]
