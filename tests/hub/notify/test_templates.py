"""Templates: each has both languages with the same parameters."""

import string

import pytest

from hub.errors import DomainError
from hub.notify.templates import TEMPLATES, render


@pytest.mark.parametrize("name", TEMPLATES)
def test_both_languages_say_the_same_things(name: str) -> None:
    def fields(text: str) -> set[str]:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field}

    template = TEMPLATES[name]
    zh, en = fields(template.zh), fields(template.en)
    assert zh == {field.removesuffix("_en") for field in en}
    params = dict.fromkeys(zh | en, "值")
    alone = name.startswith("line.")  # stands in the app, which says whose it is
    assert render(name, "zh-CN", params).startswith("【社区通】") is not alone
    assert render(name, "en", params).startswith("[Shequtong]") is not alone


def test_an_unknown_template_is_named() -> None:
    with pytest.raises(DomainError, match=r"no\.such"):
        render("no.such", "zh-CN", {})
