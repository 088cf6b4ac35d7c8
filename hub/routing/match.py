"""Which rules a report meets. Pure."""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from hub.areas.types import Level
from hub.routing.types import Rule, When, Window

LOCAL = ZoneInfo("Asia/Shanghai")


class Report(NamedTuple):
    """What rules ask of a ticket. `path`: from the district down; `level`: of its last area."""

    category: str
    group: str
    path: tuple[UUID, ...]
    level: Level
    text: str
    firm: bool
    urgent: bool
    at: datetime
    working: bool = True


def match(rules: Iterable[Rule], report: Report) -> Rule | None:
    """The first rule that is on and that the report meets."""
    return next(matches(rules, report), None)


def matches(rules: Iterable[Rule], report: Report) -> Iterator[Rule]:
    """All of them in their order."""
    text = normal(report.text)
    return (rule for rule in rules if rule.on and _meets(rule.when, report, text))


def normal(text: str) -> str:
    """Without differences that people do not mean: width, case, spaces and what is between the words."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


@lru_cache(maxsize=4096)
def _word(word: str) -> str:
    return normal(word)


def _meets(when: When, report: Report, text: str) -> bool:
    return (
        (not when.categories or report.category in when.categories)
        and (not when.groups or report.group in when.groups)
        and (not when.areas or any(area in report.path for area in when.areas))
        and (not when.levels or report.level in when.levels)
        and (when.firm is None or when.firm == report.firm)
        and (when.working is None or when.working == report.working)
        and (when.urgent is None or when.urgent == report.urgent)
        and (not when.words or any(_word(word) in text for word in when.words if _word(word)))
        and (not when.windows or any(_within(one, report.at) for one in when.windows) != when.outside)
    )


def _within(window: Window, at: datetime) -> bool:
    local = at.astimezone(LOCAL)
    now = f"{local:%H:%M}"
    if window.since < window.until:
        return local.isoweekday() in window.weekdays and window.since <= now < window.until
    # Over midnight: the weekday is that of the evening.
    if now >= window.since:
        return local.isoweekday() in window.weekdays
    return now < window.until and (local.isoweekday() + 5) % 7 + 1 in window.weekdays
