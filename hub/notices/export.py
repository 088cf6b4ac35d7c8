"""The list for door-to-door as a file (`hub.tickets.export`); that it was asked for is written down there and here."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from hub.db import Database
from hub.notices import reading
from hub.notices.types import NoticeDoor
from hub.tickets.export.registry import Ask, Column, Exporter, Row, by_pages, uncounted


class NoticeDoorFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`area`: one building, street …; all of the asker's without it."""

    notice: UUID
    area: UUID | None = None


COLUMNS = (
    Column("place", "住户", "Household", 34), Column("people", "已注册人数", "With the app", 12),
    Column("sent", "已发短信/电话", "Messages sent", 14), Column("visited", "上门时间", "Visited at", 18),
    Column("note", "情况", "Remarks", 24),
)  # fmt: skip


async def _page(
    db: Database, ask: Ask, after: str | None, limit: int
) -> tuple[Sequence[NoticeDoor], str | None]:
    found = await reading.doors(
        db, ask.principal, ask.filter.notice, area=ask.filter.area, after=UUID(after) if after else None, limit=limit
    )  # fmt: skip
    return found.doors, found.next


def _row(_: Ask, door: NoticeDoor) -> Row:
    # The last two are written by hand, at the door.
    return {"place": door.place, "people": door.people, "sent": door.sent, "visited": None, "note": None}


EXPORTERS: tuple[Exporter, ...] = (
    Exporter(
        "notice_doors",
        "公告未读住户",
        "Households without a receipt",
        NoticeDoorFilter,
        COLUMNS,
        uncounted(_page),
        by_pages(_page, _row),
    ),
)
