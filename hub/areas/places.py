"""Reading a place as people write it: "12栋3单元1-6门口" → building 12栋, unit 3单元, dwelling 1-6, rest 门口. Pure."""

import re
import unicodedata
from typing import NamedTuple

from hub.areas.types import Level

_DIGITS = "零一二三四五六七八九"
_CHINESE = re.compile(r"[零一二三四五六七八九十]+(?=[栋幢号楼单元])")

# In the order of the tree; the words people use for each level, and the name the tree has.
_STEPS: tuple[tuple[Level, "re.Pattern[str]", str], ...] = (
    ("building", re.compile(r"\s*(\d{1,3})\s*(?:号楼|栋|幢|座|#)"), "{}栋"),
    ("unit", re.compile(r"\s*(\d{1,2})\s*单元"), "{}单元"),
    ("dwelling", re.compile(r"\s*(\d{1,2}-\d{1,2}|\d{3,4})(?!\d)\s*(?:号|室|户)?"), "{}"),
)


class Step(NamedTuple):
    """One level read: its name in the tree and the text that said so."""

    level: Level
    name: str
    text: str


def read(text: str) -> tuple[list[Step], str]:
    """Splits a written place into steps down the tree and the rest.

    Full-width digits and 十二栋 are understood; a level may be missing (清悦苑 7栋门口). What cannot be read
    is never dropped: it is the rest.
    """
    left = unicodedata.normalize("NFKC", text).strip()
    left = re.sub(r"[‐-―−]", "-", left)
    left = _CHINESE.sub(lambda match: str(_number(match.group())), left)
    steps: list[Step] = []
    for level, pattern, name in _STEPS:
        if match := pattern.match(left):
            number = match.group(1)
            steps.append(
                Step(level, name.format(number if "-" in number else int(number)), match.group().strip())
            )
            left = left[match.end() :]
    return steps, left.strip(" ,，")


def _number(text: str) -> int:
    if "十" not in text:
        return int("".join(str(_DIGITS.index(letter)) for letter in text))
    tens, _, ones = text.partition("十")
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)
