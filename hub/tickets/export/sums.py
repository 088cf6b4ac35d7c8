"""The three rates, the joint meeting's list and what residents say about the service, as tables."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from uuid import UUID

import msgspec

from hub.db import Database
from hub.feedback import actions as feedback
from hub.feedback.types import Feedback
from hub.feedback.types import Kind as FeedbackKind
from hub.feedback.types import State as FeedbackState
from hub.tickets.export.lists import TICKET, ticket_row
from hub.tickets.export.registry import Ask, Column, Exporter, Names, Row, by_pages, uncounted
from hub.tickets.export.sheet import Cell
from hub.tickets.linkage import joint
from hub.tickets.linkage.types import JointItem
from hub.tickets.rates import actions as rates
from hub.tickets.rates.types import By, RateRow, RateTable, Share


class RatesFilter(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"first": "from", "last": "to"},
):
    """As the table takes it."""

    area: UUID
    first: date
    last: date
    by: By = "unit"


RATES = (
    Column("name", "单位/层级/类别", "Unit, level or category", 24), Column("received", "受理", "Received", 8),
    Column("response", "响应率", "Response rate", 10), Column("response_ok", "按时响应", "In time", 10),
    Column("response_of", "应响应", "Of", 10), Column("resolution", "解决率", "Resolution rate", 10),
    Column("resolution_ok", "已解决", "Resolved", 10), Column("resolution_of", "回访有效", "Of", 10),
    Column("satisfaction", "满意率", "Satisfaction rate", 10), Column("satisfaction_ok", "满意", "Satisfied", 10),
    Column("satisfaction_of", "已评价", "Of", 10), Column("pending", "未到期", "Not due yet", 8),
    Column("excluded", "剔除", "Kept out", 8), Column("extended", "延期", "Extended", 8),
    Column("hung", "挂账", "On hold", 8), Column("reopened", "重办", "Reopened", 8),
)  # fmt: skip


async def _rates(db: Database, ask: Ask) -> RateTable:
    wanted: RatesFilter = ask.filter
    return await rates.table(db, ask.principal, wanted.area, wanted.first, wanted.last, wanted.by)


async def _rates_total(db: Database, ask: Ask) -> int:
    return len((await _rates(db, ask)).rows) + 1


async def _rates_pages(db: Database, ask: Ask) -> AsyncIterator[Sequence[Row]]:
    table = await _rates(db, ask)
    total = "Total" if ask.locale == "en" else "合计"
    yield [_rate(one, one.name_en if ask.locale == "en" else one.name) for one in table.rows]
    yield [_rate(table.total, total)]


def _rate(row: RateRow, name: str) -> Row:
    shares: dict[str, Share] = {
        "response": row.response, "resolution": row.resolution, "satisfaction": row.satisfaction,
    }  # fmt: skip
    cells: dict[str, Cell] = {
        "name": name or row.name, "received": row.received, "pending": row.pending, "excluded": row.excluded,
        "extended": row.extended, "hung": row.hung, "reopened": row.reopened,
    }  # fmt: skip
    for key, share in shares.items():
        cells |= {key: share.share, f"{key}_ok": share.ok, f"{key}_of": share.of}
    return cells


class JointFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`area`: a street or the district; the asker's own without it."""

    area: UUID | None = None


REASONS: Names = {
    "calls_overdue": ("逾期未报到", "Called units are late"), "refused": ("多次退单", "Refused repeatedly"),
    "overdue": ("超期", "Overdue"), "hung": ("挂账", "On hold"), "many_units": ("涉及多个单位", "Many units"),
}  # fmt: skip
JOINT = (
    *TICKET[:9], Column("reasons", "上会原因", "Reasons", 20), Column("by_hand", "人工提请", "Put on by hand", 8),
    Column("why", "提请理由", "Why", 30), Column("outcome", "上次会议意见", "What the meeting said", 30),
    Column("met_at", "上次会议", "Last met", 16), *TICKET[12:13],
)  # fmt: skip


async def _joint(
    db: Database, ask: Ask, after: str | None, limit: int
) -> tuple[Sequence[JointItem], str | None]:
    page = await joint.page(db, ask.principal, ask.filter.area, after, limit)
    return page.items, page.next


def _joint_row(ask: Ask, one: JointItem) -> Row:
    return {
        **ticket_row(ask, one.ticket), "reasons": ask.words(ask.word(REASONS, reason) for reason in one.reasons),
        "by_hand": one.by_hand, "why": one.why, "outcome": one.outcome, "met_at": one.met_at,
    }  # fmt: skip


class FeedbackFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    states: list[FeedbackState] | None = None
    kind: FeedbackKind | None = None


KINDS: Names = {
    "praise": ("表扬", "Praise"), "complaint": ("投诉", "Complaint"), "suggestion": ("建议", "Suggestion"),
    "bug": ("故障", "Bug"),
}  # fmt: skip
STATES: Names = {"new": ("未答复", "New"), "answered": ("已答复", "Answered"), "closed": ("已办结", "Closed")}
FEEDBACK = (
    Column("created_at", "时间", "At", 16), Column("kind", "类型", "Kind", 10), Column("state", "状态", "State", 10),
    Column("area", "涉及", "About", 14), Column("text", "内容", "Text", 40), Column("author", "提出人", "From", 10),
    Column("answer", "答复", "Answer", 40), Column("answered_by", "答复人", "Answered by", 10),
    Column("answered_at", "答复时间", "Answered at", 16), Column("closed_at", "办结时间", "Closed at", 16),
)  # fmt: skip


async def _feedback_total(db: Database, ask: Ask) -> int | None:
    counts = msgspec.structs.asdict(await feedback.counts(db, ask.principal))
    wanted: FeedbackFilter = ask.filter
    return None if wanted.kind else sum(counts[state] for state in set(wanted.states or counts))


async def _feedback(
    db: Database, ask: Ask, after: str | None, limit: int
) -> tuple[Sequence[Feedback], str | None]:
    page = await feedback.page(
        db, ask.principal, "staff", states=ask.filter.states, kind=ask.filter.kind,
        after=UUID(after) if after else None, limit=limit,
    )  # fmt: skip
    return page.feedback, page.next


def _feedback_row(ask: Ask, one: Feedback) -> Row:
    return {
        "created_at": one.created_at, "kind": ask.word(KINDS, one.kind), "state": ask.word(STATES, one.state),
        "area": one.area_name, "text": one.text, "author": one.author.name, "answer": one.answer,
        "answered_by": one.answered_by.name if one.answered_by else None, "answered_at": one.answered_at,
        "closed_at": one.closed_at,
    }  # fmt: skip


EXPORTERS: tuple[Exporter, ...] = (
    Exporter("rates", "三率", "The three rates", RatesFilter, RATES, _rates_total, _rates_pages),
    Exporter(
        "joint",
        "联席会议",
        "Joint meeting",
        JointFilter,
        JOINT,
        uncounted(_joint),
        by_pages(_joint, _joint_row),
    ),
    Exporter(
        "feedback",
        "意见反馈",
        "Feedback",
        FeedbackFilter,
        FEEDBACK,
        _feedback_total,
        by_pages(_feedback, _feedback_row),
    ),
)
