"""Identity numbers: the check character, the day inside, what is shown of them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.certification.identity import age, check, mask_id, normal_id
from hub.errors import DomainError


def number(born: str = "19400615", order: str = "001", code: str = "510403") -> str:
    body = f"{code}{born}{order}"
    return body + check(body)


def test_the_standards_own_example() -> None:
    assert normal_id("11010519491231002X") == "11010519491231002X"
    assert check("44052418800101001") == "4"


@pytest.mark.parametrize(
    "written", ["11010519491231002x", "110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_as_people_write_it(written: str) -> None:
    assert normal_id(written) == "11010519491231002X"


@given(
    st.integers(0, 16), st.integers(1, 9), st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999)
)
def test_one_wrong_digit_is_always_found(place: int, shift: int, born: date, order: int) -> None:
    good = number(born.strftime("%Y%m%d"), f"{order:03}")
    assert normal_id(good) == good
    wrong = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    with pytest.raises(DomainError):
        normal_id(wrong)


@pytest.mark.parametrize(
    "text", ["", "1", number()[:-1], number() + "1", number("19400231"), "x" * 18, "²" * 18, "九" * 18]
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(DomainError) as caught:
        normal_id(text)
    assert caught.value.code == "id_number.invalid"
    assert len(text) < 17 or text not in caught.value.message("zh-CN")


def test_full_years() -> None:
    assert age(number("19400615"), date(2020, 6, 14)) == 79
    assert age(number("19400615"), date(2020, 6, 15)) == 80
    assert age(number("19400229"), date(2021, 2, 28)) == 80
    assert age(number("19400229"), date(2021, 3, 1)) == 81


def test_what_is_shown() -> None:
    assert mask_id(number()) == "5104**********" + number()[-4:]
