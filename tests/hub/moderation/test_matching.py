"""Words made alike, rules, numbers: pure."""

import pytest

from hub.moderation.matching import NEAR, Rule, find, matches, normal, numbers, parts


def rule(text: str, *kinds: str) -> Rule:
    return Rule(parts(text), kinds, text)


@pytest.mark.parametrize(
    "written",
    ["加微信", "加 微 信", "加\u200b微\u2060信", "加*微*信", "加—微…信", "加\n微信", "加‮微信"],
)
def test_what_stands_between_letters_changes_nothing(written: str) -> None:
    assert matches(rule("加微信"), normal(written))


@pytest.mark.parametrize("written", ["vx", "VX", "ＶＸ", "v x", "ｖ．ｘ", "𝓿𝔁", "ⓥⓧ", "vх"])
def test_letters_that_look_alike_are_alike(written: str) -> None:
    assert matches(rule("VX"), normal(written))


def test_parts_stand_near_each_other_in_order() -> None:
    one = rule("代办*社保")
    assert matches(one, normal("代办各类社保"))
    assert matches(one, normal("代办" + "好" * NEAR + "社保"))
    assert not matches(one, normal("代办" + "好" * (NEAR + 1) + "社保"))
    assert not matches(one, normal("社保代办"))
    # the nearest second part leads nowhere, a later one does
    assert matches(rule("甲*乙*丙"), "甲乙" + "好" * 15 + "乙" + "好" * 15 + "丙")


def test_a_rule_without_letters_says_nothing() -> None:
    assert parts(" * — ") == ()


def test_kinds_and_reasons() -> None:
    rules = [rule("广告", "post"), rule("广告语"), Rule(parts("广告"), (), "广告语")]
    assert find(rules, "wish", "广告语", with_numbers=True).reasons == ("广告语",)
    assert find(rules, "post", "广告语", with_numbers=True).reasons == ("广告", "广告语")
    assert find(rules, "post", "无事", with_numbers=True) == ((), ())


@pytest.mark.parametrize(
    "written",
    ["13800001234", "138 0000 1234", "138-0000-1234", "1 3 8 0 0 0 0 1 2 3 4", "＋86 13800001234",
     "一三八〇〇〇〇一二三四", "①③⑧00001234", "138\u200b00001234", "电话13800001234急", "13800001234 200元"],
)  # fmt: skip
def test_mobile_numbers(written: str) -> None:
    assert numbers(written) == ("phone",)


@pytest.mark.parametrize(
    "written",
    ["12栋3单元1-6", "0812-3355678", "2026-11-23 10:30", "11月15 13:30-18:00, 2次", "订单 20261123103000123456",
     "1880000123", "138000012345", "110 119 120 12345", "一三五七九\n二四六八十"],
)  # fmt: skip
def test_other_numbers_are_let_be(written: str) -> None:
    assert numbers(written) == ()


@pytest.mark.parametrize(
    "written", ["51040319400101123X", "510403 19400101 1234", "５１０４０３１９４００１０１１２３Ｘ"]
)
def test_identity_numbers(written: str) -> None:
    assert numbers(written) == ("id_number",)


def test_any_text_costs_little() -> None:
    """A text made to be slow: no expression backtracks, no part is compared again and again."""
    rules = [rule("甲*甲*甲*乙") for _ in range(20)]
    assert find(rules, "post", "甲" * 10_000, with_numbers=True) == ((), ())
    assert numbers(("1 3" + " 8" * 8 + "x") * 500) == ()
