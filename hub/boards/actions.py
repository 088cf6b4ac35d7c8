"""The boards of one hub process: fed by the log, asked over HTTP, pushed to the socket."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
import structlog

from hub.boards.certified import Certified
from hub.boards.counts import Counts, midnight
from hub.boards.day import Days
from hub.boards.reading import (
    CERTIFICATION_CHANGED,
    TICKET_CHANGED,
    WISH_CHANGED,
    certification_of_frame,
    person_of_row,
    ticket_of_frame,
    ticket_of_row,
    try_of_row,
    wish_of_frame,
    wish_of_row,
)
from hub.boards.slow import Present, Rated
from hub.boards.standing import Named, Tree, standing
from hub.boards.types import Board
from hub.boards.wished import Wishing
from hub.clock import Clock
from hub.db import Connection, Database, load_queries
from hub.errors import DomainError
from hub.events.entry import Entry

q = load_queries(__file__)
log = structlog.get_logger("boards")

# A board is pushed at most this often (seconds).
PERIOD = 1.0
# What does not come from the log is looked at this often (seconds).
LOOK = 10.0

Publish = Callable[[str, int, bytes], None]


class _BoardFrame(msgspec.Struct, frozen=True):
    """The live protocol's `event`, made here because boards are not in the log."""

    seq: int
    type: str
    subject: UUID
    area: UUID
    at: datetime
    data: Board
    op: str = "event"


class Boards:
    """Counts of one district.

    `clock` is told PostgreSQL's time at each look; `head` gives the log's last `seq` this process has; `publish` takes
    (topic, seq, frame); `present` gives the accounts that have a connection to this process, named `name` among the
    hubs; `say` is set to what tells the others.
    """

    def __init__(
        self, db: Database, district: UUID, clock: Clock, head: Callable[[], int], publish: Publish,
        present: Callable[[], Collection[UUID]] = tuple, name: str = "",
    ) -> None:  # fmt: skip
        self._db = db
        self.district = district
        self._head = head
        self._publish = publish
        self._here = present
        self._clock = clock
        now = clock.now()
        self._counts = Counts(now)
        self._certified = Certified(now, {})
        self._wishing = Wishing()
        self._rated = Rated()
        self.present = Present(name)
        self.say: Callable[[bytes], None] = self.present.hear
        self.tree = Tree({})
        self.days = Days(db, district)

    async def load(self) -> None:
        """Reads what is open once; events that arrive meanwhile are newer versions or change nothing."""
        async with self._db.connection() as connection:
            now: datetime = await connection.fetchval(q.now)
            self._clock.told(now)
            rows = await connection.fetch(q.alive, self.district, midnight(now))
            persons = await connection.fetch(q.persons, self.district)
            tries = await connection.fetch(q.tries, self.district, midnight(now))
            wishes = await connection.fetch(q.wishes, self.district)
            notice = await self._notice(connection)
            self._rated = Rated()
            await self._look(connection)
        fresh = Counts(now)
        for row in rows:
            fresh.put(*ticket_of_row(row))
        for identity, ticket in self._counts.tickets.items():
            fresh.put(identity, ticket)
        fresh.dirty |= set(self.tree.named)
        self._counts = fresh
        certified = Certified(now, notice)
        for row in persons:
            certified.put_person(row["id"], person_of_row(row))
        for row in tries:
            certified.put_try(row["id"], try_of_row(row))
        certified.take(self._certified)
        certified.dirty |= set(self.tree.named)
        self._certified = certified
        wishing = Wishing()
        for row in wishes:
            wishing.put(row["id"], wish_of_row(row))
        wishing.take(self._wishing)
        wishing.dirty |= set(self.tree.named)
        self._wishing = wishing

    def on_batch(self, entries: Sequence[Entry]) -> None:
        """Feeds on the log. The staff form only: each change is there once."""
        for entry in entries:
            if entry.type == TICKET_CHANGED and any(
                topic.startswith("staff/ticket/") for topic in entry.topics
            ):
                self._counts.put(*ticket_of_frame(entry.frame))
            elif entry.type == CERTIFICATION_CHANGED and any(
                topic.startswith("staff/") for topic in entry.topics
            ):
                identity, person, tried = certification_of_frame(entry.frame)
                self._certified.put_person(identity, person)
                if tried is not None:
                    self._certified.put_try(*tried)
            elif entry.type == WISH_CHANGED:  # for staff only
                self._wishing.put(*wish_of_frame(entry.frame))

    def board(self, area: UUID) -> Board:
        """The counts of an area as they are now.

        Raises:
            DomainError: `area.unknown`, also for areas below a community.
        """
        if area not in self.tree.named:
            raise DomainError("area.unknown")
        self._turn()
        named = self.tree.named[area]
        return Board(
            **msgspec.structs.asdict(standing(self._counts, self.tree, area)), name=named.name, level=named.level,
            version=self._head(), certification=self._certified.counts(area),
            wishes=self._wishing.counts(area), rates=self._rated.of(area),
            connected=self.present.of(area),
        )  # fmt: skip

    def flush(self) -> None:
        """Publishes the boards that changed since the last time."""
        self._turn()
        dirty = (self._counts.dirty | self._certified.dirty | self._wishing.dirty) & self.tree.named.keys()
        self._counts.dirty, self._certified.dirty, self._wishing.dirty = set(), set(), set()
        for area in dirty:
            board = self.board(area)
            frame = _BoardFrame(board.version, "board.counts", area, area, board.at, board)
            self._publish(f"board/{area}", board.version, msgspec.json.encode(frame))

    async def run(self) -> None:
        """Flushes once a second; looks every ten seconds for what is no event."""
        passed = LOOK
        while True:
            await asyncio.sleep(PERIOD)
            passed += PERIOD
            if passed >= LOOK:
                passed = 0.0
                await self.look()
            self._counts.dirty |= self.present.turn()
            self.flush()

    async def look(self) -> None:
        """Reads anew what changes without an event; without PostgreSQL the last of it counts."""
        try:
            async with self._db.connection() as connection:
                now: datetime = await connection.fetchval(q.now)
                self._clock.told(now)
                self._certified.put_notice(await self._notice(connection))
                await self._look(connection)
                self.say(await self.present.look(connection, self.district, self._here()))
        except DomainError as error:
            log.warning("boards not looked at", code=error.code)

    async def _look(self, connection: Connection) -> None:
        rows = await connection.fetch(q.areas, self.district)
        before = self.tree.named
        self.tree = Tree({row["id"]: Named(row["name"], row["level"], row["parent"]) for row in rows})
        self._counts.dirty |= {area for area, named in self.tree.named.items() if before.get(area) != named}
        self._counts.dirty |= await self._rated.look(connection, self.district, self._clock.now())

    async def _notice(self, connection: Connection) -> dict[UUID, int]:
        return {row["id"]: row["notice_days"] for row in await connection.fetch(q.notice, self.district)}

    def _turn(self) -> None:
        now = self._clock.now()
        self._counts.advance(now)
        self._certified.turn(now)
