"""Where a page ended, as text that clients hand back. Pure."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hub.errors import DomainError
from hub.feed.store import Place

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TEXT = re.compile(r"([0-9]{1,17})\.([0-9a-f]{32})")  # microseconds since 1970, the post


def write(place: Place) -> str:
    return f"{(place[0] - _EPOCH) // timedelta(microseconds=1)}.{place[1].hex}"


def read(text: str) -> Place:
    """What `write` wrote.

    Raises:
        DomainError: `cursor.invalid`.
    """
    match = _TEXT.fullmatch(text)
    if match is None:
        raise DomainError("cursor.invalid")
    try:
        return _EPOCH + timedelta(microseconds=int(match[1])), UUID(match[2])
    except OverflowError:
        raise DomainError("cursor.invalid") from None
