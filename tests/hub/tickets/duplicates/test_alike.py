"""Words of real reports: of one thing, and of others; kinds; distances."""

import itertools
from pathlib import Path

import pytest
import yaml

from hub.tickets.duplicates.alike import ALIKE, Kind, box, kinds, metres, words

REPORTS = [
    one["text"] for one in yaml.safe_load(Path("hub/demo/xiqu.yaml").read_text(encoding="utf-8"))["reports"]
]
DRAIN, SMELL = REPORTS[0], REPORTS[1]

SAME = [
    (DRAIN, "下水道又堵了，楼道里全是脏水"),
    (DRAIN, "楼道下水堵塞，污水往外冒"),
    ("物业走了以后四到六楼灯全黑，半个月没得人管。", "楼梯灯不亮了，晚上全黑，没人管"),
    ("垃圾混到一堆，太阳一晒味道大，能不能装分类桶？", "垃圾桶不够，都堆在地上，味道很大"),
    ("两边都停满，救护车差点进不来。旁边空地能不能划车位？", "车停满两边，消防车救护车进不来"),
    ("楼道里煤气味越来越重！", "楼道有煤气味"),
    ("后山排水沟遭泥石堵了，水往一楼灌。", "山上泥石把排水沟堵了，一楼进水"),
    ("烧烤店一点过还在放音响，这是第三次反映了。", "楼下烧烤店半夜放音响，吵得睡不着"),
    ("电梯坏了", "电梯又停了，困了好久"),
    ("堵了", "下水道堵了"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_words_of_one_thing(one: str, other: str) -> None:
    assert words(one, other) >= ALIKE
    assert words(one, other) == words(other, one)


def test_words_of_different_things() -> None:
    for one, other in itertools.combinations(REPORTS, 2):
        assert words(one, other) < ALIKE, (one, other)


@pytest.mark.parametrize("empty", ["", "！！", "  "])
def test_no_words_are_like_nothing(empty: str) -> None:
    assert words(empty, DRAIN) == 0
    assert words(empty, empty) == 0


def kind(key: str, group: str = "甲", kin: tuple[str, ...] = (), said: tuple[str, ...] = ()) -> Kind:
    return Kind(key, group, True, "building", 50, frozenset(kin), said)


def test_the_kinds_a_report_may_also_have_been_given() -> None:
    known = {
        one.key: one
        for one in (
            kind("drain", kin=("dirty",), said=("返水",)), kind("dirty"), kind("light", said=("灯",)), kind("lift"),
        )
    }  # fmt: skip
    assert kinds(known, "drain", "") == {"drain": 1.0, "dirty": 0.8}
    assert kinds(known, "dirty", "") == {"dirty": 1.0, "drain": 0.8}  # both ways
    assert kinds(known, "lift", SMELL) == {"lift": 1.0, "drain": 0.9}  # 一楼返水
    assert kinds(known, "lift", "灯不亮") == {"lift": 1.0, "light": 0.9}


def test_metres_and_their_box() -> None:
    assert metres(26.6, 101.6, 26.601, 101.6) == pytest.approx(111.2, abs=0.1)
    assert metres(26.6, 101.6, 26.6, 101.601) == pytest.approx(99.4, abs=0.1)
    south, north, west, east = box(26.6, 101.6, 100)
    assert metres(26.6, 101.6, north, 101.6) == pytest.approx(100)
    assert metres(26.6, 101.6, 26.6, west) == pytest.approx(100)
    assert south < 26.6 < north
    assert west < 101.6 < east
