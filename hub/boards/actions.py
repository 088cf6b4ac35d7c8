"""The boards of one hub process: fed by the log, asked over HTTP, pushed to the socket."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import msgspec
import structlog
from asyncpg import Record

from hub.boards.certified import Certified, Person, Try
from hub.boards.counts import LEVELS, Counted, Counts, Late, midnight
from hub.boards.types import Board, Today
from hub.db import Connection, Database, load_queries
from hub.errors import DomainError
from hub.events.entry import Entry

q = load_queries(__file__)
log = structlog.get_logger("boards")

TICKET_CHANGED = "ticket.changed"
CERTIFICATION_CHANGED = "certification.changed"
# A board is pushed at most this often (seconds).
PERIOD = 1.0

Publish = Callable[[str, int, bytes], None]


class _Ticket(msgspec.Struct):
    id: UUID
    version: int
    state: str
    category: str
    path: tuple[UUID, ...]
    practice: bool
    resolve_by: datetime
    created_at: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    parent: UUID | None = None
    merged_into: UUID | None = None


class _Changed(msgspec.Struct):
    ticket: _Ticket


class _Frame(msgspec.Struct):
    data: _Changed


class _Person(msgspec.Struct):
    id: UUID
    version: int
    path: tuple[UUID, ...]
    programme: UUID
    due_on: date | None
    certified_until: date | None
    left: bool


class _Try(msgspec.Struct):
    id: UUID
    version: int
    path: tuple[UUID, ...]
    state: str
    way: str
    number: int
    created_at: datetime


class _CertificationChanged(msgspec.Struct):
    person: _Person
    attempt: _Try | None


class _CertificationFrame(msgspec.Struct):
    data: _CertificationChanged


class _BoardFrame(msgspec.Struct, frozen=True):
    """The live protocol's `event`, made here because boards are not in the log."""

    seq: int
    type: str
    subject: UUID
    area: UUID
    at: datetime
    data: Board
    op: str = "event"


_decoder = msgspec.json.Decoder(_Frame)
_certifications = msgspec.json.Decoder(_CertificationFrame)


class Boards:
    """Counts of one district.

    `head` gives the log's last `seq` this process has; `publish` takes (topic, seq, frame).
    """

    def __init__(self, db: Database, district: UUID, head: Callable[[], int], publish: Publish) -> None:
        self._db = db
        self.district = district
        self._head = head
        self._publish = publish
        self._counts = Counts(datetime.now(UTC))
        self._certified = Certified(datetime.now(UTC), {})
        self._names: dict[UUID, tuple[str, str]] = {}
        self._clock = datetime.now(UTC) - datetime.now(UTC)
        self._late: Late = Counter()

    async def load(self) -> None:
        """Reads what is open once; events that arrive meanwhile are newer versions or change nothing."""
        async with self._db.connection() as connection:
            now: datetime = await connection.fetchval(q.now)
            # The counts follow PostgreSQL's time; its distance to this process's clock is enough for them.
            self._clock = now - datetime.now(UTC)
            rows = await connection.fetch(q.alive, self.district, midnight(now))
            areas = await connection.fetch(q.areas, self.district)
            persons = await connection.fetch(q.persons, self.district)
            tries = await connection.fetch(q.tries, self.district, midnight(now))
            notice = await self._notice(connection)
        self._names = {row["id"]: (row["name"], row["level"]) for row in areas}
        fresh = Counts(now)
        for row in rows:
            fresh.put(row["id"], _counted(**dict(row)))
        for identity, ticket in self._counts.tickets.items():
            fresh.put(identity, ticket)
        fresh.dirty |= set(self._names)
        self._counts = fresh
        certified = Certified(now, notice)
        for row in persons:
            certified.put_person(row["id"], _person(row))
        for row in tries:
            certified.put_try(row["id"], _try(row))
        certified.take(self._certified)
        certified.dirty |= set(self._names)
        self._certified = certified

    def on_batch(self, entries: Sequence[Entry]) -> None:
        """Feeds on the log. The staff form only: each change is there once."""
        for entry in entries:
            if entry.type == TICKET_CHANGED and any(
                topic.startswith("staff/ticket/") for topic in entry.topics
            ):
                ticket = _decoder.decode(entry.frame).data.ticket
                self._counts.put(ticket.id, _counted(**msgspec.structs.asdict(ticket)))
            elif entry.type == CERTIFICATION_CHANGED and any(
                topic.startswith("staff/") for topic in entry.topics
            ):
                self._certification(_certifications.decode(entry.frame).data)

    def board(self, area: UUID, late: Late | None = None) -> Board:
        """The counts of an area as they are now; `late`: overdue tickets per area, when already counted.

        Raises:
            DomainError: `area.unknown`, also for areas below a community.
        """
        if area not in self._names:
            raise DomainError("area.unknown")
        name, level = self._names[area]
        sums = self._counts.sums.get(area) or Counter()
        groups: dict[str, dict[str, int]] = {
            "open": {},
            "category": {},
            "today": {},
            "practice": {},
            "tasks": {},
        }
        for (group, key), count in sums.items():
            groups[group][key] = count
        now = datetime.now(UTC) + self._clock
        if late is None:
            late = self._counts.overdue(now)
        return Board(
            area=area, name=name, level=level, version=self._head(), at=now, open=groups["open"],
            categories=groups["category"], open_total=sum(groups["open"].values()),
            overdue=late[area, False], practice=groups["practice"].get("", 0), tasks=groups["tasks"].get("", 0),
            tasks_overdue=late[area, True], today=Today(**groups["today"]), certification=self._certified.counts(area),
        )  # fmt: skip

    def flush(self) -> None:
        """Publishes the boards that changed since the last time."""
        now = datetime.now(UTC) + self._clock
        self._counts.turn(now)
        self._certified.turn(now)
        dirty = (self._counts.dirty | self._certified.dirty) & self._names.keys()
        self._counts.dirty, self._certified.dirty = set(), set()
        if not dirty:
            return
        late = self._counts.overdue(now)
        for area in dirty:
            board = self.board(area, late)
            frame = _BoardFrame(board.version, "board.counts", area, area, board.at, board)
            self._publish(f"board/{area}", board.version, msgspec.json.encode(frame))

    async def run(self) -> None:
        """Flushes once a second; looks once a minute for tickets that became overdue by time alone, and for the days
        of notice, which are no events."""
        passed = 0.0
        while True:
            await asyncio.sleep(PERIOD)
            passed += PERIOD
            if passed >= 60:
                passed = 0.0
                self._mark_overdue()
                await self.look()
            self.flush()

    async def look(self) -> None:
        """Reads the programmes' days of notice anew; without PostgreSQL the last ones count."""
        try:
            async with self._db.connection() as connection:
                self._certified.put_notice(await self._notice(connection))
        except DomainError as error:
            log.warning("days of notice not read", code=error.code)

    async def _notice(self, connection: Connection) -> dict[UUID, int]:
        return {row["id"]: row["notice_days"] for row in await connection.fetch(q.notice, self.district)}

    def _certification(self, changed: _CertificationChanged) -> None:
        person, tried = changed.person, changed.attempt
        self._certified.put_person(
            person.id, Person(
                person.version, person.path[:LEVELS], person.programme, person.due_on,
                person.certified_until is not None, person.left,
            ),
        )  # fmt: skip
        if tried is not None:
            self._certified.put_try(
                tried.id, Try(
                    tried.version, tried.path[:LEVELS], tried.state, tried.way, tried.number, tried.created_at
                ),
            )  # fmt: skip

    def _mark_overdue(self) -> None:
        now = datetime.now(UTC) + self._clock
        late = self._counts.overdue(now)
        both = (False, True)
        self._counts.dirty |= {
            area for area in self._names if any(late[area, one] != self._late[area, one] for one in both)
        }
        self._late = late


def _counted(
    *, path: Sequence[UUID], id: UUID, parent: UUID | None, merged_into: UUID | None, **rest: object
) -> Counted:
    areas, task, merged = tuple(path[:LEVELS]), parent is not None, merged_into is not None
    return Counted(areas=areas, task=task, merged=merged, **rest)  # type: ignore[arg-type]


def _person(row: Record) -> Person:
    areas = tuple(row["path"][:LEVELS])
    return Person(row["version"], areas, row["programme"], row["due_on"], row["certified"], left=False)


def _try(row: Record) -> Try:
    areas = tuple(row["path"][:LEVELS])
    return Try(row["version"], areas, row["state"], row["way"], row["number"], row["created_at"])
