"""Identity numbers of GB 11643-1999: the check digit, the birthday inside, and how they are shown. Pure."""

import unicodedata
from datetime import date
from typing import Final

from hub.errors import DomainError

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS: Final = "10X98765432"
"""Check characters by the weighted sum modulo 11 (ISO 7064, MOD 11-2)."""


def normal_id(text: str) -> str:
    """An identity number as 17 digits and a check character; full-width digits, spaces and a small x are understood.

    Raises:
        DomainError: `id_number.invalid`; it never repeats the number.
    """
    plain = unicodedata.normalize("NFKC", text[:60]).replace(" ", "").upper()
    body = plain[:17]
    if not (len(plain) == 18 and body.isascii() and body.isdecimal() and plain[17] == check(body)):
        raise _invalid()
    born = birthday(plain)
    if born is None:
        raise _invalid()
    return plain


def check(body: str) -> str:
    """The check character of 17 digits."""
    return CHECKS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True)) % 11]


def birthday(number: str) -> date | None:
    """The day a number says, None when there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def age(number: str, today: date) -> int:
    """Full years. A birthday of 29 February counts from 1 March in other years."""
    born = birthday(number)
    if born is None:
        raise _invalid()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def mask_id(number: str) -> str:
    """`510403194006150013` → `5104**********0013`."""
    return f"{number[:4]}**********{number[-4:]}"


def _invalid() -> DomainError:
    return DomainError("id_number.invalid", fields={"id_number": "id_number.invalid"})
