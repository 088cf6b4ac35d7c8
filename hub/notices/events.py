"""What the log says of notices: one form for staff, one for readers, without any person in it."""

from uuid import UUID

from hub.accounts.actions import own_topic
from hub.db import Connection
from hub.events.append import Draft, append, append_many
from hub.notices import policy, store
from hub.notices.types import (
    NoticeChanged,
    NoticeCoverage,
    NoticePerson,
    NoticeReceipt,
    NoticeShown,
    NoticeState,
    NoticeStepKind,
    StaffNotice,
)

CHANGED = "notice.changed"
SHOWN = "notice.shown"
READ = "notice.read"
COVERAGE = "notice.coverage"
MARKED = (
    "/by/name",
    "/notice/written_by/name",
    "/notice/approved_by/name",
    "/notice/pending/written_by/name",
)

MOST = 64
"""Topics of an event."""
TOLD: frozenset[NoticeStepKind] = frozenset({"published", "corrected", "cleared", "expired", "withdrawn"})
"""Steps that readers hear of, when they have seen the notice."""


def reader_topics(notice: StaffNotice) -> list[str]:
    """Of everybody it is for: nobody else."""
    head = notice.head
    if not head.groups:
        return [policy.everybody(area) for area in head.areas]
    return [policy.group_topic(area, group) for area in head.areas for group in head.groups]


async def announce(
    tx: Connection, step: NoticeStepKind, was: NoticeState | None, by: NoticePerson | None, after: StaffNotice
) -> None:
    """Appends the events of one step; after every read and row lock of the transaction."""
    head = after.head
    offices = list(after.above)
    if head.state in policy.SEEN and head.edition > 0:
        offices += [area for area in await store.below(tx, head.areas) if area not in offices]
    staff = [f"staff/notice/{head.id}", *(f"staff/{area}/notices" for area in offices)]
    changed = NoticeChanged(step, was, by, after)
    drafts = [Draft(CHANGED, head.id, head.areas[0], topics, changed, MARKED) for topics in _parts(staff)]
    if step in TOLD and head.edition > 0:
        shown = NoticeShown(step, head)
        drafts += [
            Draft(SHOWN, head.id, head.areas[0], topics, shown) for topics in _parts(reader_topics(after))
        ]
    await append_many(tx, after.above[0], drafts)


def _parts(topics: list[str]) -> list[list[str]]:
    """An event has so many topics at most; of a whole district's offices several carry the same. Who hears two of them
    hears the same state twice."""
    return [topics[at : at + MOST] for at in range(0, len(topics), MOST)]


async def tell_receipt(tx: Connection, district: UUID, account: UUID, receipt: NoticeReceipt) -> None:
    """To who read, for her other devices."""
    await append(
        tx, district=district, type=READ, subject=receipt.notice, area=None, data=receipt, topics=[own_topic(account)]
    )  # fmt: skip


async def tell_coverage(tx: Connection, district: UUID, coverage: NoticeCoverage) -> None:
    await append(
        tx, district=district, type=COVERAGE, subject=coverage.notice, area=None, data=coverage,
        topics=[f"staff/notice/{coverage.notice}"],
    )  # fmt: skip
