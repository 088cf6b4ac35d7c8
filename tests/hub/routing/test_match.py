"""Which rules a report meets."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from hub.routing.match import Report, match, matches
from hub.routing.types import Rule, ToDesk, When, Window

DISTRICT, COMMUNITY, ESTATE, ELSEWHERE = (uuid4() for _ in range(4))
ALL_DAYS = [1, 2, 3, 4, 5, 6, 7]


def rule(on: bool = True, **when: object) -> Rule:
    return Rule(id=uuid4(), name="规则", on=on, when=When(**when), to=ToDesk("street"))  # type: ignore[arg-type]


def report(**changes: object) -> Report:
    path: tuple[UUID, ...] = (DISTRICT, COMMUNITY, ESTATE)
    at = datetime(2026, 9, 18, 13, 40, tzinfo=UTC)  # a Friday, 21:40 in Shanghai
    usual = Report("gas_smell", "安全隐患", path, "estate", "楼道里 煤气味，越来越重！", True, True, at)
    return usual._replace(**changes)


@pytest.mark.parametrize(
    ("when", "meets"),
    [
        ({}, True),
        ({"categories": ["gas_smell", "pests"]}, True),
        ({"categories": ["pests"]}, False),
        ({"groups": ["安全隐患"]}, True),
        ({"groups": ["环境卫生"]}, False),
        ({"areas": [COMMUNITY, ELSEWHERE]}, True),
        ({"areas": [ELSEWHERE]}, False),
        ({"levels": ["estate"]}, True),
        ({"levels": ["dwelling", "unit"]}, False),
        ({"firm": True}, True),
        ({"firm": False}, False),
        ({"working": True}, True),
        ({"working": False}, False),
        ({"urgent": True}, True),
        ({"urgent": False}, False),
        ({"words": ["液化气", "里煤气味"]}, True),  # a space between does not matter
        ({"words": ["味 越来"]}, True),
        ({"words": ["停电"]}, False),
        ({"words": ["！"]}, False),  # nothing is left of it: it would stand in every text
        ({"categories": ["gas_smell"], "words": ["停电"]}, False),
    ],
)
def test_all_that_a_rule_asks_for_must_hold(when: dict[str, object], meets: bool) -> None:
    assert (match([rule(**when)], report()) is not None) is meets


def test_words_are_compared_without_width_and_case() -> None:
    assert match([rule(words=["ＷｉＦｉ"])], report(text="小区 wi-fi 断了"))


@pytest.mark.parametrize(
    ("days", "since", "until", "at", "within"),
    [
        ([5], "18:00", "23:00", (18, 13, 40), True),
        ([4], "18:00", "23:00", (18, 13, 40), False),
        ([5], "18:00", "21:40", (18, 13, 40), False),  # the end is outside
        ([5], "21:40", "21:41", (18, 13, 40), True),
        ([5], "18:00", "08:00", (18, 13, 40), True),
        ([5], "18:00", "08:00", (18, 18, 15), True),  # Saturday 02:15 belongs to Friday's night
        ([6], "18:00", "08:00", (18, 18, 15), False),
        ([7], "18:00", "08:00", (20, 18, 15), True),  # Monday 02:15, Sunday's night
        ([5], "18:00", "08:00", (19, 0, 0), False),  # Saturday 08:00
        (ALL_DAYS, "00:00", "00:00", (18, 13, 40), True),  # all day
    ],
)
def test_hours_are_those_of_shanghai_also_over_midnight(
    days: list[int], since: str, until: str, at: tuple[int, int, int], within: bool
) -> None:
    moment = datetime(2026, 9, *at, tzinfo=UTC)
    window = Window(days, since, until)
    assert bool(match([rule(windows=[window])], report(at=moment))) is within
    assert bool(match([rule(windows=[window], outside=True)], report(at=moment))) is not within


def test_the_first_wins_and_what_is_off_is_passed_over() -> None:
    off, other, first, second = rule(on=False), rule(categories=["pests"]), rule(), rule()
    assert match([off, other, first, second], report()) == first
    assert list(matches([off, other, first, second], report())) == [first, second]
    assert match([off, other], report()) is None
