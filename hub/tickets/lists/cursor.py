"""Where a page ended: its order and the last row's place in it, as text that clients hand back. Pure."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hub.errors import DomainError
from hub.tickets.lists.types import Sort
from hub.tickets.types import Ticket

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The order, microseconds since 1970 of the deadline when there is one, the number.
_TEXT = re.compile(r"(next|new)\.([0-9]{1,17})?\.([0-9]{1,15})")


class Cursor(NamedTuple):
    """The last row of a page. `next_by` None: nothing was promised there, or the order is *new*."""

    next_by: datetime | None
    number: int


def write(sort: Sort, last: Ticket) -> str:
    deadline = last.next_by if sort == "next" else None
    micros = "" if deadline is None else (deadline - _EPOCH) // timedelta(microseconds=1)
    return f"{sort}.{micros}.{last.number}"


def read(text: str, sort: Sort) -> Cursor:
    """What `write` wrote for a page in this order.

    Raises:
        DomainError: `cursor.invalid`, also when it belongs to the other order.
    """
    match = _TEXT.fullmatch(text)
    if match is None or match[1] != sort:
        raise DomainError("cursor.invalid")
    return Cursor(_EPOCH + timedelta(microseconds=int(match[2])) if match[2] else None, int(match[3]))
