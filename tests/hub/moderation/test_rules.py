"""The district's rules: edited by who answers for the district, tried before they hold."""

from typing import Any

import pytest

from hub.accounts.types import Principal
from hub.moderation import rules
from hub.moderation.types import ChangeModeration, ChangeRules, GivenRule, ModerationRules, TryRules
from tests.hub.moderation.test_cases import refused
from tests.hub.moderation.things import Board
from tests.support import ask


async def change(
    board: Board, *add: str, by: Principal | None = None, version: int = 0, remove: Any = ()
) -> ModerationRules:
    who = by or board.coordinator
    given = ChangeRules(
        version=version, add=[GivenRule(text=text, reason="广告") for text in add], remove=remove
    )
    return await rules.change(board.db, board.targets, who, ask(who), given)


async def test_added_rules_hold_at_once_and_removed_ones_no_more(board: Board) -> None:
    after = await change(board, "代办*社保", "刷 单")
    assert (after.settings.version, [rule.text for rule in after.rules]) == (1, ["刷 单", "代办*社保"])
    assert after.kinds == ["thing"]
    assert await board.status(await board.write("代办各种社保")) == ("held", "")
    assert await board.status(await board.write("在家刷·单")) == ("held", "")
    gone = await change(board, version=1, remove=[rule.id for rule in after.rules])
    assert (gone.settings.version, gone.rules) == (2, [])
    assert await board.status(await board.write("代办各种社保")) == ("shown", "")
    assert [row[0] for row in await board.audited()] == ["moderation.rules"] * 2


async def test_what_compares_alike_is_one_rule(board: Board) -> None:
    await change(board, "微信群")
    after = await change(board, "微 信 群", version=1)
    assert [rule.text for rule in after.rules] == ["微 信 群"]


@pytest.mark.parametrize("text", ["—", "甲", "代办*的", " * "])
async def test_a_rule_that_would_hold_everything_is_refused(board: Board, text: str) -> None:
    assert await refused(change(board, text)) == "moderation.rule"
    assert (
        await refused(rules.tried(board.db, board.targets, board.coordinator, tries(text)))
        == "moderation.rule"
    )


async def test_who_may_edit(board: Board) -> None:
    settings = ChangeModeration(
        version=0, numbers=False, outer_check=True, reports_urgent=3, reports_hold=True
    )
    for who, code in (
        (board.clerk, "moderation.not_allowed"),
        (await board.people.staff("moderator", board.place.street, "街道"), "moderation.not_allowed"),
        (board.luo, "not_found"),
        (await board.people.dispatcher(), "not_found"),
    ):
        assert await refused(change(board, "刷单", by=who)) == code
        assert await refused(rules.configure(board.db, board.targets, who, ask(who), settings)) == code
        assert await refused(rules.tried(board.db, board.targets, who, tries("刷单"))) == code
    assert (await rules.listed(board.db, board.targets, board.clerk)).rules == []
    assert await refused(rules.listed(board.db, board.targets, board.luo)) == "not_found"
    moderator = await board.people.staff("moderator", board.place.district, "内容管理")
    after = await rules.configure(board.db, board.targets, moderator, ask(moderator), settings)
    assert (after.settings.reports_urgent, after.settings.outer_check, after.settings.numbers) == (
        3,
        True,
        False,
    )
    assert await refused(change(board, "刷单")) == "moderation.stale"


async def test_too_many(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_RULES", 1)
    assert await refused(change(board, "刷单", "代购")) == "moderation.rules_many"
    assert (await rules.listed(board.db, board.targets, board.clerk)).rules == []


def tries(*texts: str) -> TryRules:
    return TryRules(rules=[GivenRule(text=text, reason="试") for text in texts])


async def test_a_rule_is_tried_on_the_last_thirty_days(board: Board) -> None:
    for words in ("出售闲置婴儿车", "出 售旧冰箱，可自提", "楼道灯坏了"):
        await board.write(words)
    await board.owner.execute(
        "UPDATE things SET created_at = app_now() - interval '31 days' WHERE words LIKE '出 售%'"
    )
    tried = await rules.tried(board.db, board.targets, board.coordinator, tries("出售", "没有的词"))
    assert (tried.looked_at, tried.held, tried.examples) == (2, 1, ["出售闲置婴儿车"])
    assert await board.owner.fetchval("SELECT count(*) FROM moderation_cases") == 0
