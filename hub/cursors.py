"""Where a page of a list ended, as text that clients hand back. Pure.

`at` and `read`: a moment and an id, for lists in the order of time. `number`: of a ticket, for lists in the order of
numbers.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias, TypeVar
from uuid import UUID

from hub.errors import DomainError

T = TypeVar("T")
Place: TypeAlias = tuple[datetime, UUID]
NEWEST: Final[Place] = datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1)
"""Where a list begins whose newest comes first."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TEXT = re.compile(r"([0-9]{1,18})\.([0-9a-f]{32})")  # microseconds since 1970, the id
_NUMBER = re.compile(r"[0-9]{1,18}")


def at(moment: datetime, identity: UUID) -> str:
    return f"{(moment - _EPOCH) // timedelta(microseconds=1)}.{identity.hex}"


def read(text: str | None, begin: T) -> Place | T:
    """What `at` wrote; `begin` for the first page, of which nothing was written.

    Raises:
        DomainError: `cursor.invalid`.
    """
    if text is None:
        return begin
    match = _TEXT.fullmatch(text)
    if match is None:
        raise DomainError("cursor.invalid")
    try:
        return _EPOCH + timedelta(microseconds=int(match[1])), UUID(match[2])
    except OverflowError:
        raise DomainError("cursor.invalid") from None


def number(text: str | None) -> int | None:
    """A number as it stands.

    Raises:
        DomainError: `cursor.invalid`.
    """
    if text is None:
        return None
    if not _NUMBER.fullmatch(text):
        raise DomainError("cursor.invalid")
    return int(text)
