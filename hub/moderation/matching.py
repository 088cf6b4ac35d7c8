"""Words made alike and compared with a district's rules. Pure.

Made alike: Unicode's compatibility forms (full width, circled, mathematical letters), case, Cyrillic and Greek letters
that look Latin, and everything between letters that is neither letter nor digit, so that `微 信`, `微*信`, `ＶＸ` and
`v\u200bx` are what they look like.

Rules are plain words, never expressions: a rule costs a search of the text, at most linear in it, whatever is written.
2,000 rules of four letters on a text of 800 took 2 ms, also on one of nothing but the rules' first letters.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from hub.moderation.types import Advice

NEAR: Final = 20
"""Letters that may stand between the parts of a rule with *."""

MOST_LETTERS: Final = 10_000
"""Of a text that is compared; no room takes more."""

_ALIKE: Final = str.maketrans(
    # Cyrillic and Greek small letters that are drawn as Latin ones
    "авеклмнорстухіѕјԁԛѡαβεικνορτυχ",
    "abeklmhopctyxisjdqwabeikvoptux",
)
_DIGITS: Final = str.maketrans("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "001234567891234567891")
_GAP: Final = r"[^\w:\n]{0,3}"  # a colon or a new line stands in times and lists, not in numbers
_PHONE: Final = re.compile(rf"(?<!\d)(?:86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)")
_ID: Final = re.compile(
    rf"(?<!\d)[1-9](?:{_GAP}\d){{5}}{_GAP}(?:1{_GAP}9|2{_GAP}0)(?:{_GAP}\d){{2}}{_GAP}[01](?:{_GAP}\d)"
    rf"{_GAP}[0-3](?:{_GAP}\d){{4}}{_GAP}[\dx](?!\d)"
)


class Rule(NamedTuple):
    """A rule as it is compared: `parts` stand in this order, each within `NEAR` letters of the one before."""

    parts: tuple[str, ...]
    kinds: tuple[str, ...]
    reason: str


class Found(NamedTuple):
    reasons: tuple[str, ...]
    advice: tuple[Advice, ...]


NOTHING: Final = Found((), ())


def _plain(text: str) -> str:
    wide = unicodedata.normalize("NFKC", text[:MOST_LETTERS]).casefold().translate(_ALIKE)
    return "".join(letter for letter in wide if unicodedata.category(letter) != "Cf")


def normal(text: str) -> str:
    """What is compared of a text: letters and digits only, each in one form."""
    return "".join(letter for letter in _plain(text) if letter.isalnum())


def parts(text: str) -> tuple[str, ...]:
    """A rule's parts, made alike; none: it says nothing."""
    return tuple(part for part in (normal(piece) for piece in text.split("*")) if part)


def matches(rule: Rule, words: str) -> bool:
    """Whether made-alike words match; each part may follow any place where the one before ended."""
    first, *rest = rule.parts
    ends = [start + len(first) for start in _places(first, words)]
    for part in rest:
        if not ends:
            return False
        reached = []
        for start in _places(part, words):
            before = bisect_right(ends, start)
            if before and start - ends[before - 1] <= NEAR:
                reached.append(start + len(part))
        ends = reached
    return bool(ends)


def _places(part: str, words: str) -> Iterator[int]:
    start = words.find(part)
    while start >= 0:
        yield start
        start = words.find(part, start + 1)


def numbers(text: str) -> tuple[Advice, ...]:
    """Whether a text seems to hold a mobile number or an identity number, also written 一三八."""
    digits = _plain(text).translate(_DIGITS)
    found: list[Advice] = []
    if _PHONE.search(digits):
        found.append("phone")
    if _ID.search(digits):
        found.append("id_number")
    return tuple(found)


def find(rules: Iterable[Rule], kind: str, text: str, *, with_numbers: bool) -> Found:
    """The reasons to hold a text, each once, and what its author is told."""
    words = normal(text)
    reasons = [
        rule.reason for rule in rules if (not rule.kinds or kind in rule.kinds) and matches(rule, words)
    ]
    advice: Sequence[Advice] = numbers(text) if with_numbers else ()
    if reasons:
        advice = (*advice, "other")
    return Found(tuple(dict.fromkeys([*advice_reasons(advice), *reasons])), tuple(advice))


def advice_reasons(advice: Iterable[Advice]) -> list[str]:
    """The built-in rules' reasons, for staff."""
    named: dict[Advice, str] = {"phone": "手机号码", "id_number": "身份证号码"}
    return [named[one] for one in advice if one in named]
