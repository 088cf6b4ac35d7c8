"""Who is told of what is written: once, when others can read it, of the nearest."""

from typing import Any
from uuid import UUID

import pytest

from hub.accounts.types import Principal
from hub.errors import DomainError
from hub.feed import actions
from hub.feed.moderated import Comments, Posts
from hub.feed.types import AnswerPost, WriteComment
from hub.follows import actions as follows
from hub.targets import sights, targets
from tests.hub.feed.conftest import Square
from tests.support import ask

RISKY = "加微信 13812345678"


async def follow(square: Square, who: Principal, kind: Any, thing: UUID) -> None:
    await follows.follow(square.db, sights(targets(square.sealer)), who, ask(who), kind, thing)


async def lines(square: Square, who: Principal) -> list[str]:
    rows = await square.owner.fetch(
        "SELECT template FROM told WHERE account = $1 ORDER BY at, id", who.account
    )
    return [row["template"] for row in rows]


async def comment(square: Square, who: Principal, post: UUID, text: str = "好", **more: Any) -> UUID:
    given = WriteComment(text=text, **more)
    return (await actions.comment(square.db, square.sealer, who, ask(who), post, given)).id


async def moved(square: Square, target: Any, subject: UUID, *steps: str) -> None:
    async with square.db.transaction() as tx:
        for step in steps:
            await (target.hide(tx, subject, "广告") if step == "hide" else getattr(target, step)(tx, subject))


async def test_whom_a_held_post_mentions_is_told_when_it_is_shown_and_once(square: Square) -> None:
    post = await square.write(square.an, RISKY, mentions=[square.luo.account, square.clerk.account])
    assert post.state == "held"
    assert await lines(square, square.luo) == await lines(square, square.clerk) == []
    await moved(square, Posts(square.sealer), post.id, "publish")
    assert await lines(square, square.luo) == await lines(square, square.clerk) == ["feed.mentioned"]
    assert await square.data(f"own/{square.luo.account}", "feed.told") != []
    await moved(square, Posts(square.sealer), post.id, "hide", "restore", "hide", "publish")
    assert await lines(square, square.luo) == ["feed.mentioned"]
    assert await square.owner.fetchval("SELECT count(*) FROM messages WHERE template = 'feed.mentioned'") == 2


async def test_a_held_comment_tells_everybody_when_it_is_let_through(square: Square) -> None:
    post = await square.write(square.an)
    first = await comment(square, square.luo, post.id)
    held = await comment(square, square.wei, post.id, RISKY, parent=first)
    assert await lines(square, square.luo) == []
    await moved(square, Comments(square.sealer), held, "publish", "hide", "restore")
    assert await lines(square, square.luo) == ["feed.replied"]
    assert await lines(square, square.an) == ["line.commented", "line.commented"]


async def test_who_mentions_staff_speaks_to_the_community(square: Square) -> None:
    post = await square.write(square.an, "楼道灯不亮", mentions=[square.clerk.account])
    assert post.answer_by is not None
    for stranger in (square.sibling, square.he):  # of another community; lives nowhere here
        with pytest.raises(DomainError) as refused:
            await square.write(square.an, "不该", mentions=[stranger.account])
        assert refused.value.code == "account.unknown"


async def test_followers_hear_of_it_once_whatever_they_follow(square: Square) -> None:
    await follow(square, square.luo, "area", square.place.community)
    post = await square.write(square.an, "谁家的猫", mentions=[square.luo.account])
    assert await lines(square, square.luo) == ["feed.mentioned"]  # not again for the place
    other = await square.write(square.an, "谁家的狗")
    await follow(square, square.wei, "post", other.id)
    await follow(square, square.luo, "post", other.id)
    said = await comment(square, square.wei, other.id, mentions=[square.luo.account])
    assert await lines(square, square.luo) == ["feed.mentioned", "line.followed.post", "feed.mentioned"]
    assert await lines(square, square.wei) == []  # her own words
    given = AnswerPost(text="在门卫那里")
    await actions.answer(square.db, square.sealer, square.clerk, ask(square.clerk), other.id, given)
    assert (await lines(square, square.luo))[3:] == ["line.followed.answer"]
    assert await lines(square, square.an) == ["line.commented", "feed.answered"]
    assert said != post.id


async def test_who_has_moved_away_hears_nothing_of_what_she_follows(square: Square) -> None:
    post = await square.write(square.an)
    await follow(square, square.luo, "post", post.id)
    await follow(square, square.luo, "area", square.place.community)
    await square.owner.execute("UPDATE residences SET state = 'ended' WHERE account = $1", square.luo.account)
    await comment(square, square.wei, post.id)
    await square.write(square.an, "又一条")
    assert await lines(square, square.luo) == []
