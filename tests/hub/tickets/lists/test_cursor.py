"""A cursor is read as it was written; anything else is refused."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from hub.errors import DomainError
from hub.tickets.lists import cursor
from hub.tickets.lists.cursor import Cursor
from tests.hub.tickets.test_states import ticket

NOW = datetime(2026, 9, 18, 8, 30, 0, 123456, tzinfo=UTC)


def test_it_is_read_as_it_was_written() -> None:
    one = msgspec.structs.replace(ticket("reported"), number=100123, next_by=NOW)
    assert cursor.read(cursor.write("next", one), "next") == Cursor(NOW, 100123)
    assert cursor.read(cursor.write("new", one), "new") == Cursor(None, 100123)
    unpromised = msgspec.structs.replace(one, next_by=None)
    assert cursor.read(cursor.write("next", unpromised), "next") == Cursor(None, 100123)


def test_microseconds_count() -> None:
    one = msgspec.structs.replace(ticket("reported"), next_by=NOW)
    later = msgspec.structs.replace(one, next_by=NOW + timedelta(microseconds=1))
    assert cursor.write("next", one) != cursor.write("next", later)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "12; DROP TABLE",
        "new..",
        "new..1x",
        "next.-1.1",
        "next.١.1",
        "next." + "9" * 18 + ".1",
        "new..1",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as caught:
        cursor.read(text, "next")
    assert caught.value.code == "cursor.invalid"
