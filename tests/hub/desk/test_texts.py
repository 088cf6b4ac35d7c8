"""Texts with variables: filled in for a ticket, refused when one is unknown or missing."""

from typing import Any
from uuid import uuid4

import msgspec
import pytest

from hub.desk import texts
from hub.errors import DomainError
from hub.tickets.types import Named
from tests.hub.tickets.test_states import ticket

ONE = msgspec.structs.replace(
    ticket("reported"),
    number=100123,
    place="金沙社区 12栋",
    reporter=Named(uuid4(), "安女士"),
    desk_name="金沙社区",
)


class Clerk:
    name = "陈晓梅"


BY: Any = Clerk()


def test_each_variable_is_filled_in() -> None:
    text = "{reporter_first}，{number}（{place}）{promised} {unit} {handler}{clerk}"
    full = msgspec.structs.replace(ONE, holder=msgspec.structs.replace(ONE.holder, name="示例物业甲"))
    said = texts.render(text, full, BY)
    assert said.startswith("安女士，100 123（金沙社区 12栋）20")
    assert said.endswith("金沙社区 示例物业甲陈晓梅")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{nobody}", "desk.variable_unknown"), ("{number.__class__}", "desk.braces"), ("{", "desk.braces"),
        ("{0}", "desk.braces"), ("{{number}}", "desk.braces"), ("{number!r:>9}", "desk.braces"),
    ],
)  # fmt: skip
def test_nothing_else_is_understood(text: str, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        texts.check(text)
    assert caught.value.code == code
    assert "{number}" in caught.value.message("zh-CN")


def test_a_missing_one_is_named_and_nothing_is_sent() -> None:
    nobody = msgspec.structs.replace(ONE, reporter=None)
    with pytest.raises(DomainError) as caught:
        texts.render("{reporter_first}您好", nobody, BY)
    assert caught.value.code == "desk.variable_missing"
    assert "{reporter_first}" in caught.value.message("en")


def test_braces_in_a_name_stay_as_they_are() -> None:
    odd = msgspec.structs.replace(ONE, reporter=Named(uuid4(), "{clerk}"))
    assert texts.render("{reporter_first}", odd, BY) == "{clerk}"
