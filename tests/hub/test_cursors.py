"""What was written is read, and nothing else is."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import cursors
from hub.errors import DomainError


@settings(max_examples=50, deadline=None)
@given(late=st.integers(0, 2 * 10**17), identity=st.uuids())
def test_what_was_written_is_read_to_the_microsecond(late: int, identity: UUID) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=late)
    assert cursors.read(cursors.at(moment, identity), None) == (moment, identity)


def test_a_first_page_begins_where_it_is_said() -> None:
    assert cursors.read(None, cursors.NEWEST) == cursors.NEWEST


def test_the_zone_is_of_no_matter() -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    there = moment.astimezone(timezone(timedelta(hours=8)))
    assert cursors.at(there, UUID(int=1)) == cursors.at(moment, UUID(int=1))


@pytest.mark.parametrize(
    "text",
    ["", "x", "1.2", "1." + "z" * 32, "1." + "A" * 32, "-1." + "a" * 32, "9" * 18 + "." + "a" * 32, "١." + "a" * 32],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        cursors.read(text, None)
    assert refused.value.code == "cursor.invalid"


def test_numbers() -> None:
    assert (cursors.number(None), cursors.number("0"), cursors.number("9" * 18)) == (None, 0, 10**18 - 1)
    for bad in ("", "-1", "1.0", "٣", "9" * 19, " 1"):
        with pytest.raises(DomainError):
            cursors.number(bad)
