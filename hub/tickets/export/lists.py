"""The lists of this room as tables: tickets, the lanes of an organisation, how organisations do."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated
from uuid import UUID

import msgspec

from hub.db import Database
from hub.tickets.circle import actions as circle
from hub.tickets.circle.types import Lane, LaneTicket
from hub.tickets.export.registry import Ask, Column, Exporter, Names, Row, by_pages
from hub.tickets.lists import actions as lists
from hub.tickets.lists.types import Filter, ListName
from hub.tickets.types import Ticket

STATES: Names = {
    "reported": ("待签收", "Reported"), "acknowledged": ("已签收", "Acknowledged"),
    "dispatched": ("已派单", "Dispatched"), "working": ("处理中", "In progress"),
    "resolved": ("待居民确认", "Awaiting confirmation"), "closed": ("已办结", "Closed"),
    "reopened": ("居民要求重办", "Reopened"),
}  # fmt: skip
ORIGINS: Names = {
    "app": ("手机", "Phone app"), "phone": ("电话", "Phone call"), "visit": ("上门", "Visit"),
    "hotline": ("热线", "Hotline"), "staff": ("工作人员", "Staff"),
    "post": ("邻里圈", "Post"), "task": ("子任务", "Sub-task"),
}  # fmt: skip
LANES: Names = {
    "to_send": ("待派工", "To send"), "accepted": ("已接", "Accepted"), "working": ("处理中", "Working"),
    "refused": ("已退", "Refused"), "done": ("已完成", "Done"), "overdue": ("超时", "Overdue"),
}  # fmt: skip
KINDS: Names = {
    "department": ("部门", "Department"), "property": ("物业公司", "Property firm"), "utility": ("公用事业", "Utility"),
    "committee": ("业委会/自管委", "Owners' committee"), "party": ("双报到单位", "Party unit"),
    "volunteers": ("志愿者", "Volunteers"), "operator": ("运营单位", "Operator"),
}  # fmt: skip

TICKET = (
    Column("number", "编号", "Number", 10), Column("state", "状态", "State", 12),
    Column("category", "类别", "Category", 14),
    Column("text", "内容", "Text", 40), Column("place", "地点", "Place", 30),
    Column("place_text", "具体位置", "Where exactly", 16), Column("desk", "所属社区", "Desk", 14),
    Column("holder", "承办单位", "With", 18), Column("assignee", "经办人", "Handled by", 10),
    Column("created_at", "上报时间", "Reported at", 16), Column("accepted_at", "接单时间", "Accepted at", 16),
    Column("next_by", "下一时限", "Next due", 16), Column("resolve_by", "办结时限", "Resolve by", 16),
    Column("resolved_at", "办理完成时间", "Resolved at", 16), Column("closed_at", "办结时间", "Closed at", 16),
    Column("urgent", "紧急", "Urgent", 8), Column("refusals", "退单次数", "Refusals", 8),
    Column("satisfaction", "满意度", "Satisfaction", 8),
)  # fmt: skip
STAFF = (
    *TICKET, Column("reporter", "上报人", "Reporter", 10), Column("filed_by", "代报人", "Filed by", 10),
    Column("origin", "来源", "Origin", 10), Column("acknowledge_by", "签收时限", "Acknowledge by", 16),
    Column("acknowledged_at", "签收时间", "Acknowledged at", 16),
    Column("responded_at", "首次响应时间", "Responded at", 16),
    Column("followers", "关注人数", "Followers", 8), Column("repeats", "重复次数", "Repeats", 8),
    Column("extensions", "延期次数", "Extensions", 8), Column("hung_until", "挂账至", "On hold until", 16),
    Column("excluded", "剔除统计", "Kept out of rates", 8), Column("practice", "演练", "Practice", 8),
)  # fmt: skip


def ticket_row(ask: Ask, ticket: Ticket) -> Row:
    """A ticket that is already as its reader may see it."""
    return {
        "number": ticket.number, "state": ask.word(STATES, ticket.state),
        "category": ask.word(ask.categories, ticket.category), "text": ticket.text, "place": ticket.place,
        "place_text": ticket.place_text, "desk": ticket.desk_name, "holder": ticket.holder.name,
        "assignee": ticket.assignee.name if ticket.assignee else None,
        "reporter": ticket.reporter.name if ticket.reporter else None,
        "filed_by": ticket.filed_by.name if ticket.filed_by else None,
        "origin": ask.word(ORIGINS, ticket.origin), "urgent": ticket.urgent, "created_at": ticket.created_at,
        "acknowledge_by": ticket.acknowledge_by, "acknowledged_at": ticket.acknowledged_at,
        "responded_at": ticket.responded_at, "accepted_at": ticket.accepted_at, "next_by": ticket.next_by,
        "resolve_by": ticket.resolve_by, "resolved_at": ticket.resolved_at, "closed_at": ticket.closed_at,
        "refusals": ticket.refusals, "satisfaction": ticket.satisfaction, "followers": ticket.followers,
        "repeats": ticket.repeats, "extensions": ticket.extensions, "hung_until": ticket.hung_until,
        "excluded": ticket.excluded, "practice": ticket.practice,
    }  # fmt: skip


def _tickets(name: ListName, zh: str, en: str) -> Exporter:
    async def total(db: Database, ask: Ask) -> int:
        async with db.connection() as connection:
            return (await lists.count(connection, ask.principal, name, ask.filter)).all

    async def read(
        db: Database, ask: Ask, after: str | None, limit: int
    ) -> tuple[Sequence[Ticket], str | None]:
        # By number: what moves in the order of deadlines while this goes on would be lost or come twice.
        page = await lists.page(db, ask.principal, name, ask.filter, sort="new", after=after, limit=limit)
        return page.tickets, page.next

    return Exporter(f"tickets.{name}", zh, en, Filter, STAFF, total, by_pages(read, ticket_row))


class LaneFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    organisation: UUID
    lane: Lane


LANE = (
    *TICKET[:9],
    Column("lane", "所在栏", "Lane", 10), Column("given_at", "派单时间", "Given at", 16),
    Column("accept_by", "接单时限", "Accept by", 16), Column("accepted_at", "接单时间", "Accepted at", 16),
    Column("arrive_by", "约定到场", "Promised arrival", 16), Column("arrived_at", "到场时间", "Arrived at", 16),
    Column("finished_at", "完成时间", "Finished at", 16), Column("ended_at", "转出时间", "Left at", 16),
    Column("overdue", "超时", "Overdue", 8), Column("confirmed", "居民已确认", "Confirmed", 8),
    Column("reason", "退单理由", "Reason of refusal", 30), Column("next", "接办单位", "Next owner", 18),
    *TICKET[11:13],
)  # fmt: skip


async def _lane_total(db: Database, ask: Ask) -> int:
    page = await circle.lane(db, ask.principal, ask.filter.organisation, ask.filter.lane, None, 1)
    wanted: LaneFilter = ask.filter
    return page.counts[wanted.lane]


async def _lane(
    db: Database, ask: Ask, after: str | None, limit: int
) -> tuple[Sequence[LaneTicket], str | None]:
    page = await circle.lane(db, ask.principal, ask.filter.organisation, ask.filter.lane, after, limit)
    return page.tickets, page.next


def _lane_row(ask: Ask, one: LaneTicket) -> Row:
    return {
        **ticket_row(ask, one.ticket),
        "lane": ask.word(LANES, one.lane), "given_at": one.turn.given_at, "accept_by": one.turn.accept_by,
        "accepted_at": one.turn.accepted_at, "arrive_by": one.turn.arrive_by, "arrived_at": one.turn.arrived_at,
        "finished_at": one.turn.finished_at, "ended_at": one.turn.ended_at, "overdue": one.overdue,
        "confirmed": one.confirmed,
        "reason": one.step.text if one.step and one.turn.refused else None,
        "next": one.step.next.name if one.step and one.step.next and one.turn.refused else None,
    }  # fmt: skip


class FiguresFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    area: UUID
    days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 30


FIGURES = (
    Column("name", "单位", "Organisation", 24), Column("kind", "类型", "Kind", 14), Column("open", "在办", "Open", 8),
    Column("to_send", "待接单", "To send", 8), Column("accept_overdue", "超时未接", "Not accepted in time", 10),
    Column("overdue", "超时", "Overdue", 8), Column("refused", "退单", "Refused", 8), Column("done", "完成", "Done", 8),
    Column("accept_minutes", "接单用时中位数（分钟）", "Median minutes to accept", 14),
    Column("finish_minutes", "完成用时中位数（分钟）", "Median minutes to finish", 14),
)  # fmt: skip


async def _figures_total(db: Database, ask: Ask) -> int:
    found = await circle.figures(db, ask.principal, ask.filter.area, ask.filter.days)
    return len(found.organisations)


async def _figures_pages(db: Database, ask: Ask) -> AsyncIterator[Sequence[Row]]:
    found = await circle.figures(db, ask.principal, ask.filter.area, ask.filter.days)
    yield [{**msgspec.structs.asdict(one), "kind": ask.word(KINDS, one.kind)} for one in found.organisations]


EXPORTERS: tuple[Exporter, ...] = (
    _tickets("mine", "待我办", "Mine to do"),
    _tickets("unit", "本单位", "My unit's"),
    _tickets("watching", "仅关注", "Watching"),
    Exporter(
        "organisation",
        "单位工单",
        "An organisation's work",
        LaneFilter,
        LANE,
        _lane_total,
        by_pages(_lane, _lane_row),
    ),
    Exporter(
        "handlers",
        "承办单位情况",
        "How organisations do",
        FiguresFilter,
        FIGURES,
        _figures_total,
        _figures_pages,
    ),
)
