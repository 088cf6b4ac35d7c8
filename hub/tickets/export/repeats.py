"""What comes back, as tables: places, people, and the buildings with the most reports."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated
from uuid import UUID

import msgspec

from hub.db import Database
from hub.tickets.duplicates import repeats
from hub.tickets.duplicates.types import Repeat
from hub.tickets.export.registry import Ask, Column, Exporter, Row, by_pages, uncounted


class RepeatFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`area`: all that the asker watches without it."""

    area: UUID | None = None
    days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 90


COUNTS = (
    Column("count", "件数", "Reports", 8), Column("open", "在办", "Open", 8),
)  # fmt: skip
LAST = Column("last_at", "最近一次", "Last", 16)
PLACES = (Column("place", "地点", "Place", 30), Column("group", "类别", "Group", 14), *COUNTS, LAST)
REPORTERS = (
    Column("reporter", "上报人", "Reporter", 12),
    Column("category", "类别", "Category", 16),
    *COUNTS,
    LAST,
)
HOT = (Column("place", "楼栋", "Building", 30), *COUNTS, Column("kinds", "各类件数", "Of each kind", 40))


def _repeats(name: str, zh: str, en: str, columns: tuple[Column, ...], *, people: bool) -> Exporter:
    async def read(
        db: Database, ask: Ask, after: str | None, limit: int
    ) -> tuple[Sequence[Repeat], str | None]:
        listed = repeats.reporters if people else repeats.places
        found = await listed(db, ask.principal, ask.filter.area, ask.filter.days, after, limit)
        return found.repeats, found.next

    return Exporter(name, zh, en, RepeatFilter, columns, uncounted(read), by_pages(read, _row))


def _row(ask: Ask, one: Repeat) -> Row:
    return {
        "place": one.place, "group": one.group, "reporter": one.reporter.name if one.reporter else None,
        "category": ask.word(ask.categories, one.category), "count": one.count, "open": one.open,
        "last_at": one.last_at,
    }  # fmt: skip


async def _hot_total(db: Database, ask: Ask) -> int:
    found = await repeats.hot_places(db, ask.principal, ask.filter.area, ask.filter.days)
    return len(found.places)


async def _hot_pages(db: Database, ask: Ask) -> AsyncIterator[Sequence[Row]]:
    found = await repeats.hot_places(db, ask.principal, ask.filter.area, ask.filter.days)
    yield [
        {
            "place": one.place, "count": one.count, "open": one.open,
            "kinds": ask.words(f"{ask.word(ask.categories, kind)} {count}" for kind, count in one.kinds.items()),
        }
        for one in found.places
    ]  # fmt: skip


EXPORTERS: tuple[Exporter, ...] = (
    _repeats("repeats.places", "反复发生的地点", "Places that come back", PLACES, people=False),
    _repeats("repeats.reporters", "反复上报的人", "People who report again", REPORTERS, people=True),
    Exporter("hot_places", "热点楼栋", "Hot buildings", RepeatFilter, HOT, _hot_total, _hot_pages),
)
