"""The table of errors: whole in both languages, and every code that is raised stands in it."""

import re
import string
from pathlib import Path

import pytest

from hub.error_table import ERRORS
from hub.errors import DomainError

RAISED = re.compile(r'DomainError\(\s*"([a-z_.]+)"')


def test_every_code_that_is_raised_is_in_the_table() -> None:
    raised = {
        code
        for path in Path("hub").rglob("*.py")
        for code in RAISED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(raised) > 30
    assert raised <= set(ERRORS)


@pytest.mark.parametrize("code", ERRORS)
def test_both_languages_say_the_same_things(code: str) -> None:
    kind = ERRORS[code]
    assert 400 <= kind.status <= 503
    assert re.search(r"[\u4e00-\u9fff]", kind.zh)
    assert not re.search(r"[\u4e00-\u9fff]", kind.en)
    fields = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (kind.zh, kind.en)
    ]
    assert fields[0] <= fields[1]  # English may name a state that the Chinese sentence does without


def test_messages_carry_their_params_and_survive_missing_ones() -> None:
    assert DomainError("ticket.not_serving", name="甲").message("zh-CN").startswith("甲")
    assert "?" in DomainError("ticket.not_serving").message("en")
    assert str(DomainError("not_found")) == "Not found."
