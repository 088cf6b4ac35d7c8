"""What lines say: dates, mastheads, codes."""

import datetime as dt

import pytest

from workers.newspaper import Dated, code, dates, digits, enough, masthead, newspaper
from workers.reading import Line

DAY = dt.date(2026, 11, 22)  # a Sunday


def lines(*texts: str) -> list[Line]:
    """Lines below each other, the first the tallest."""
    return [Line(text, 0.97, 90.0 if n == 0 else 30.0, 300, 100 + 60 * n) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026年11月22日星期日", [Dated(DAY, True)]),
        ("2026年11月22日 星期天 农历丙午年十月十三", [Dated(DAY, True)]),
        ("2026年11月22日 星期三", [Dated(DAY, False)]),
        ("2O26年1l月22日", [Dated(DAY, None)]),
        ("２０２６年１１月２２日", [Dated(DAY, None)]),
        ("2026.11.22 周日", [Dated(DAY, True)]),
        ("2026-11-22", [Dated(DAY, None)]),
        ("二〇二六年十一月二十二日 星期日", [Dated(DAY, True)]),
        ("二○二六年三月十日", [Dated(dt.date(2026, 3, 10), None)]),
        ("2026年13月40日", []),
        ("11月22日", []),
        ("农历十月十三", []),
        ("电话 13800000000", []),
    ],
)
def test_full_dates_are_read(text: str, found: list[Dated]) -> None:
    assert dates(text) == found


@pytest.mark.parametrize(
    "name", ["攀枝花日报", "四川日报", "华西都市报", "参考消息", "成都 晚报", "老年周报"]
)
def test_names_of_newspapers(name: str) -> None:
    found = masthead(lines(name, "今日8版"))
    assert found is not None
    assert found.text == name


def test_a_headline_is_no_name() -> None:
    assert masthead(lines("西区老年食堂开到家门口", "2026年11月22日")) is None


def test_a_paper_of_these_days_is_fresh_with_both_ends_included() -> None:
    page = lines("攀枝花日报", "2026年11月22日星期日", "西区老年食堂")
    for earliest, latest, outcome in (
        (DAY, DAY, "fresh"),
        (DAY - dt.timedelta(3), DAY, "fresh"),
        (DAY + dt.timedelta(1), DAY + dt.timedelta(2), "stale"),
        (DAY - dt.timedelta(9), DAY - dt.timedelta(1), "stale"),
    ):
        found = newspaper(page, earliest, latest)
        assert (found.outcome, found.printed, found.masthead) == (outcome, DAY, "攀枝花日报")
        assert found.confidence == 0.97
    assert enough(page)


def test_the_papers_own_date_counts_not_those_in_its_stories() -> None:
    old = lines("攀枝花日报", "2026年10月1日星期四", "将于2026年11月22日开放", "截至2026年11月21日")
    assert newspaper(old, DAY, DAY).outcome == "stale"
    without_weekday = lines("攀枝花日报", "2026年10月1日", "将于2026年11月22日开放")
    assert newspaper(without_weekday, DAY, DAY).outcome == "stale"


def test_a_wrong_weekday_makes_it_unsure() -> None:
    found = newspaper(lines("攀枝花日报", "2026年11月22日星期三"), DAY, DAY)
    assert found.outcome == "fresh"
    assert found.confidence is not None
    assert found.confidence < 0.5


def test_a_date_without_a_masthead_is_less_sure() -> None:
    found = newspaper(lines("西区新闻版", "2026年11月22日星期日"), DAY, DAY)
    assert (found.masthead, found.confidence) == ("", pytest.approx(0.873))


def test_unreadable_and_missing_are_told_apart() -> None:
    assert newspaper(lines("攀枝花日报"), DAY, DAY).outcome == "unreadable"
    assert newspaper(lines("甲", "乙", "丙", "丁"), DAY, DAY).outcome == "unreadable"
    assert newspaper(lines("T恤"), DAY, DAY).outcome == "missing"
    assert newspaper([], DAY, DAY).outcome == "missing"


@pytest.mark.parametrize(
    ("texts", "outcome"),
    [
        (["483920"], "fresh"),
        (["483 920"], "fresh"),
        (["验证码 4839Z0"], "fresh"),
        (["4B392O"], "fresh"),
        (["483921"], "unreadable"),  # one digit off
        (["48390"], "unreadable"),
        (["775120"], "stale"),
        (["攀枝花"], "unreadable"),
        ([], "missing"),
        (["12483920778899"], "unreadable"),  # a sheet full of digits holds every code
    ],
)
def test_codes(texts: list[str], outcome: str) -> None:
    assert code(lines(*texts), "483920").outcome == outcome


def test_a_code_in_two_pieces_on_one_height_counts() -> None:
    left, right = Line("483", 0.9, 40, 100, 200), Line("920", 0.8, 40, 260, 205)
    found = code([right, left], "483920")
    assert (found.outcome, found.confidence) == ("fresh", 0.8)
    below = right._replace(y=300)
    assert code([left, below], "483920").outcome != "fresh"


def test_letters_that_look_like_digits() -> None:
    assert digits("Z4B0l-S6 g") == "24801569"
