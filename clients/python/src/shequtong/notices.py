"""What communities announce (通知公告): `client.notices`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from shequtong.transport import Transport
from shequtong.types import Struct


class NoticeTitle(Struct):
    """`summary`: what to do, for an alert."""

    title: str
    summary: str = ""


class NoticeHead(Struct):
    """A notice as its readers see it. `edition` above 1: it was corrected; who has read one below `asked_edition` is
    asked again."""

    id: UUID
    kind: str
    state: str
    edition: int
    asked_edition: int
    words: Mapping[str, NoticeTitle]
    unit: str
    must_read: bool
    published_at: datetime | None
    ended_text: str


class NoticeReceipt(Struct):
    """What a resident did with a notice."""

    notice: UUID
    reached_at: datetime | None
    edition: int | None
    read_at: datetime | None


class MyNotice(Struct):
    notice: NoticeHead
    receipt: NoticeReceipt | None


class MyNotices(Struct):
    """A page; `topics`: where what changes is told."""

    notices: list[MyNotice]
    next: str | None
    unread: int
    topics: tuple[str, ...]


class StaffNotice(Struct):
    """A notice on the desk. `wide`: a second person approves it."""

    head: NoticeHead
    version: int
    wide: bool


class NoticeShown(Struct):
    """Data of `notice.shown`."""

    step: str
    notice: NoticeHead


class NoticeSums(Struct):
    """How far a notice has come."""

    people: int
    reached: int
    read: int
    sent: int
    households: int
    households_read: int


class BuildingSums(NoticeSums):
    building: UUID
    place: str


class NoticeCoverage(Struct):
    total: NoticeSums
    buildings: list[BuildingSums]


class NoticeDoor(Struct):
    dwelling: UUID
    place: str
    people: int
    sent: int


class NoticeDoors(Struct):
    doors: list[NoticeDoor]
    next: str | None


class Notices:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def mine(self, *, after: str | None = None) -> MyNotices:
        """A page of what is for me, the newest first."""
        return await self._transport.get("/api/notices", MyNotices, after=after)

    async def write(
        self, kind: str, areas: Sequence[UUID], words: Mapping[str, Mapping[str, str]], *,
        groups: Sequence[str] = (), must_read: bool = False,
    ) -> StaffNotice:  # fmt: skip
        """A draft. `kind`: `notice`, `policy` or `alert`; `words`: title, summary and text by language, `zh` always."""
        body = {
            "kind": kind,
            "areas": list(areas),
            "words": words,
            "groups": list(groups),
            "must_read": must_read,
        }
        return await self._transport.command("/api/notices", body, StaffNotice)

    async def submit(self, notice: UUID) -> StaffNotice:
        """Publishes it; what reaches more than one community waits for a second person."""
        return await self._step(notice, "submit")

    async def clear(self, notice: UUID, text: str = "") -> StaffNotice:
        """The all-clear of an alert."""
        return await self._step(notice, "clear", text=text)

    async def reached(self, notice: UUID) -> NoticeReceipt:
        """An alarm stands on this phone."""
        return await self._transport.command(f"/api/notices/{notice}/reached", {}, NoticeReceipt)

    async def read(self, notice: UUID, edition: int) -> NoticeReceipt:
        """我已阅读, 我已知晓."""
        return await self._transport.command(
            f"/api/notices/{notice}/read", {"edition": edition}, NoticeReceipt
        )

    async def coverage(self, notice: UUID) -> NoticeCoverage:
        """For staff: in all, and by building."""
        return await self._transport.get(f"/api/notices/{notice}/coverage", NoticeCoverage)

    async def doors(
        self, notice: UUID, *, area: UUID | None = None, after: UUID | None = None
    ) -> NoticeDoors:
        """For staff: households without a receipt; the look is written down."""
        return await self._transport.get(f"/api/notices/{notice}/doors", NoticeDoors, area=area, after=after)

    async def _step(self, notice: UUID, step: str, **given: str) -> StaffNotice:
        return await self._transport.command(f"/api/notices/{notice}/{step}", given, StaffNotice)
