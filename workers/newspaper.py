"""Is this a newspaper of these days? Is this the code shown on the phone? Pure: lines in, what was found out.

A newspaper shows many dates. Its own stands with the weekday, under the masthead: dates whose weekday is right count
before others, then those nearest to the masthead.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from hub.certification.types import FreshnessFound
from workers.reading import Line

MASTHEAD: Final = re.compile(
    r"[\u4e00-\u9fff]{1,12}(?:日报|晚报|晨报|早报|时报|商报|都市报|周报|新报|快报|导报|报|参考消息|新闻)$|^参考消息$"
)
FEW_LINES: Final = 4
"""Fewer lines are no newspaper: a shirt, a calendar on the wall."""

_NUMERALS: Final = {"〇": 0, "零": 0, "○": 0, "O": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
                    "八": 8, "九": 9}  # fmt: skip
_DIGITS: Final = str.maketrans("０１２３４５６７８９OoIl|", "012345678900111")
_DATE: Final = re.compile(r"((?:20)\d\d)\s*[年.\-/·]\s*(\d{1,2})\s*[月.\-/·]\s*(\d{1,2})\s*(?:日|号|\D|$)")
_CHINESE_DATE: Final = re.compile(
    r"([二][〇零○O][〇零○O一二三四五六七八九]{2})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_WEEKDAY: Final = re.compile(r"(?:星期|周|礼拜)\s*([一二三四五六日天])")
_WEEKDAYS: Final = "一二三四五六日"


class Dated(NamedTuple):
    """A date in a line. `weekday`: whether one stands beside it and is right; None: none does."""

    date: dt.date
    weekday: bool | None


def dates(text: str) -> list[Dated]:
    """The full dates of a line; lunar ones and those without a year are none."""
    weekday = _WEEKDAY.search(text)
    plain = text.translate(_DIGITS)
    found = [(int(y), int(m), int(d)) for y, m, d in _DATE.findall(plain)]
    found += [
        (int("".join(str(_NUMERALS[one]) for one in y)), _number(m), _number(d))
        for y, m, d in _CHINESE_DATE.findall(text)
    ]
    out = []
    for year, month, day in found:
        try:
            date = dt.date(year, month, day)
        except ValueError:
            continue
        right = _WEEKDAYS[date.weekday()] == weekday[1].replace("天", "日") if weekday else None
        out.append(Dated(date, right))
    return out


def _number(text: str) -> int:
    """Numerals up to thirty-one."""
    tens, ten, ones = text.rpartition("十")
    return (_NUMERALS.get(tens, 1) * 10 if ten else 0) + _NUMERALS.get(ones, 0)


def masthead(lines: Sequence[Line]) -> Line | None:
    """The newspaper's name: the tallest line that reads like one."""
    named = [line for line in lines if MASTHEAD.search(line.text.replace(" ", ""))]
    return max(named, key=lambda line: line.height, default=None)


def newspaper(lines: Sequence[Line], earliest: dt.date, latest: dt.date) -> FreshnessFound:
    """What a newspaper's lines say, both days included."""
    name = masthead(lines)
    title = name.text.replace(" ", "")[:40] if name else ""
    found = [(dated, line) for line in lines for dated in dates(line.text)]
    if not found:
        seen = name is not None or len(lines) >= FEW_LINES
        return FreshnessFound("unreadable" if seen else "missing", masthead=title)

    def worth(one: tuple[Dated, Line]) -> tuple[int, float]:
        dated, line = one
        far = ((line.x - name.x) ** 2 + (line.y - name.y) ** 2) ** 0.5 if name else line.y
        return ({True: 0, None: 1, False: 2}[dated.weekday], far)

    dated, line = min(found, key=worth)
    # A weekday that is wrong means a digit was misread, or somebody helped.
    confidence = line.score * (0.5 if dated.weekday is False else 1.0) * (1.0 if name else 0.9)
    fresh = earliest <= dated.date <= latest
    return FreshnessFound("fresh" if fresh else "stale", dated.date, title, round(confidence, 3))


def enough(lines: Sequence[Line]) -> bool:
    """Whether the rest need not be read: masthead and the date that belongs to it are there, known by the weekday that
    stands beside it, right or wrong."""
    return masthead(lines) is not None and any(
        dated.weekday is not None for line in lines for dated in dates(line.text)
    )


_LOOKS_LIKE: Final = str.maketrans({"O": "0", "o": "0", "D": "0", "Q": "0", "I": "1", "l": "1", "|": "1", "i": "1",
                                    "Z": "2", "z": "2", "S": "5", "s": "5", "b": "6", "G": "6", "B": "8", "q": "9",
                                    "g": "9", "〇": "0", "一": "1"})  # fmt: skip
"""Letters that hands and readers make of digits. A code is digits only, so nothing is lost."""


def digits(text: str) -> str:
    """The digits of a line, those that look like letters too."""
    return "".join(char for char in text.translate(_DIGITS).translate(_LOOKS_LIKE) if "0" <= char <= "9")


def code(lines: Sequence[Line], wanted: str) -> FreshnessFound:
    """Whether the code is among the lines. One written in two groups counts. One digit off never counts, and is
    unreadable, not wrong: the reader errs more often than somebody guesses all digits but one, and "write it larger and
    clearer" is advice that helps then."""
    best: tuple[int, Line] | None = None
    for line in [*lines, *_joined(lines)]:
        said = digits(line.text)
        if len(said) > len(wanted) + 2:  # a sheet full of digits would hold every code
            continue
        off = _off(said, wanted)
        if off == 0:
            return FreshnessFound("fresh", confidence=round(line.score, 3))
        if len(said) >= len(wanted) - 1 and (best is None or off < best[0]):
            best = (off, line)
    if best is None:
        return FreshnessFound("unreadable" if lines else "missing")
    off, line = best
    return FreshnessFound("unreadable" if off == 1 else "stale", confidence=round(line.score, 3))


def read_code(lines: Sequence[Line], wanted: str) -> bool:
    return code(lines, wanted).outcome == "fresh"


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Neighbours on one height, as one line."""
    out = []
    for left in lines:
        for right in lines:
            if left.x < right.x and abs(left.y - right.y) < 0.6 * min(left.height, right.height):
                score = min(left.score, right.score)
                out.append(Line(left.text + right.text, score, left.height, (left.x + right.x) / 2, left.y))
    return out


def _off(said: str, wanted: str) -> int:
    """Digits that differ in the best place of `wanted` in `said`; the length when it does not fit."""
    if len(said) < len(wanted):
        return len(wanted) if len(said) < len(wanted) - 1 else 1 + min(
            sum(a != b for a, b in zip(said, wanted[:gap] + wanted[gap + 1 :], strict=True))
            for gap in range(len(wanted))
        )  # fmt: skip
    return min(
        sum(a != b for a, b in zip(said[at : at + len(wanted)], wanted, strict=True))
        for at in range(len(said) - len(wanted) + 1)
    )
