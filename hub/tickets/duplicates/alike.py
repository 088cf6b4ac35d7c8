"""How alike two reports are. Pure.

Letters and pairs of letters, not pg_trgm: docs/decisions/0009-similar-reports.md has what was measured.
"""

import math
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hub.areas.types import Level

ALIKE = 0.35
"""Words from which on two reports of different categories are taken for one; unrelated ones reached 0.34."""

_COMMON = frozenset("了的是在我有就都也又很一不把来去")
METRES_A_DEGREE = 111_195.0


class Kind(NamedTuple):
    """What `ticket_categories` says of a category's likeness."""

    key: str
    group: str
    offered: bool
    level: Level
    metres: int
    kin: frozenset[str]
    words: tuple[str, ...]


def kinds(all_kinds: Mapping[str, Kind], category: str, text: str) -> dict[str, float]:
    """The categories a report of `category` may also have been given, with how likely: itself, its kin both ways, and
    those whose words are in the text."""
    mine = all_kinds[category]
    found = {key: 0.8 for key, one in all_kinds.items() if key in mine.kin or category in one.kin}
    said = unicodedata.normalize("NFKC", text)
    found |= {key: 0.9 for key, one in all_kinds.items() if any(word in said for word in one.words)}
    return found | {category: 1.0}


def words(one: str, other: str) -> float:
    """0 to 1: what part of the shorter text is in the other, by letters and by pairs of letters."""
    mine, theirs = _runs(one), _runs(other)
    pairs = _share(_pairs(mine), _pairs(theirs))
    return (pairs + _share(set("".join(mine)) - _COMMON, set("".join(theirs)) - _COMMON)) / 2


def metres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Between two positions a few kilometres apart at most, as on a plane."""
    north = (latitude - other_latitude) * METRES_A_DEGREE
    east = (longitude - other_longitude) * METRES_A_DEGREE * math.cos(math.radians(latitude))
    return math.hypot(north, east)


def box(latitude: float, longitude: float, within: float) -> tuple[float, float, float, float]:
    """South, north, west, east of everything within so many metres."""
    north = within / METRES_A_DEGREE
    east = north / max(math.cos(math.radians(latitude)), 0.01)
    return latitude - north, latitude + north, longitude - east, longitude + east


def _runs(text: str) -> list[str]:
    """Letters and digits between everything else."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(letter if letter.isalnum() else " " for letter in plain).split()


def _pairs(runs: Iterable[str]) -> set[str]:
    return {run[at : at + 2] for run in runs for at in range(max(1, len(run) - 1))}


def _share(mine: set[str], theirs: set[str]) -> float:
    return len(mine & theirs) / min(len(mine), len(theirs)) if mine and theirs else 0.0
