"""What people write, made fit to keep; and whether it says who somebody is."""

import re
import unicodedata
from collections.abc import Iterable

from hub.errors import DomainError
from hub.tickets.words import line

_NUMBER = re.compile(r"(?<!\d)1[3-9](?:[ -]?\d){9}(?!\d)")
"""A mobile number, also written in groups."""
_DOOR = re.compile(r"\d ?(?:[栋幢]|单元)|(?<!\d)\d{1,2}-\d{1,2}(?:号|室|门)")
"""A door as people write it: 12栋, 3单元, 1-6号."""


def words(text: str) -> str:
    """A text that says something.

    Raises:
        DomainError: `wish.empty`.
    """
    kept = line(text)
    if not kept:
        raise DomainError("wish.empty")
    return kept


def anonymous(text: str, names: Iterable[str], places: Iterable[str]) -> None:
    """Refuses what would tell everybody who asked: her name, a phone number, her door.

    Raises:
        DomainError: `wish.reveals`.
    """
    plain = unicodedata.normalize("NFKC", text)
    if _NUMBER.search(plain) or _DOOR.search(plain):
        raise DomainError("wish.reveals")
    for secret in (*names, *places):
        if len(secret) >= 2 and unicodedata.normalize("NFKC", secret) in plain:
            raise DomainError("wish.reveals")
