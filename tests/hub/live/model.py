"""A model of the fan-out's readers: they subscribe, read slowly, are cut at any point and come back; a log that moves
meanwhile, turns that end anywhere in a batch, answers of PostgreSQL that come late."""

import random
from dataclasses import dataclass, field
from typing import Any

import msgspec

from hub.events.entry import Entry, from_row
from hub.events.replay import Replay
from hub.events.ring import Ring
from hub.live import fanout as fanout_module
from hub.live import recovery
from hub.live.audiences import Audience
from hub.live.fanout import Fanout
from hub.live.protocol import Position
from hub.live.recovery import Group

TOPICS = ("t/a", "t/b", "t/c")
BOARD = "board/x"


def messages_of(data: bytes) -> list[dict[str, Any]]:
    """The JSON messages in a run of unmasked frames; pings are left out."""
    found = []
    while data:
        size, start = data[1], 2
        if size == 126:
            size, start = int.from_bytes(data[2:4], "big"), 4
        if data[0] == 0x81:
            found.append(msgspec.json.decode(data[start : start + size]))
        data = data[start + size :]
    return found


@dataclass
class Wanted:
    """A subscription as its client keeps it, over all its connections."""

    topics: frozenset[str]
    epoch: str = ""
    cursor: int | None = None
    start: int = 0
    applied: set[int] = field(default_factory=set)
    board: int = -1
    opened: bool = False
    live: bool = False


@dataclass(eq=False)
class Connection:
    """A member, and the client behind it: what is written arrives in order, and is read when the model says so."""

    fanout: Fanout
    wanted: dict[int, Wanted] = field(default_factory=dict)
    line: list[tuple[dict[str, Any], int]] = field(default_factory=list)
    audience: Audience | None = None
    groups: list[Group] = field(default_factory=list)
    paused: bool = False
    chokes: bool = False
    closed: bool = False
    ids: int = 0
    """The last one used; none is used twice, for answers to the first use may still be on the line."""
    asking: list[int] = field(default_factory=list)
    """Subscriptions whose rights are being looked up."""
    opened: int = 0
    last: int = 0

    def write(self, data: bytes) -> None:
        assert not self.closed
        messages = messages_of(data)
        events = [m["seq"] for m in messages if m["op"] == "event" and m["type"] != "board"]
        assert not (events and self.paused), "written to a slow reader"
        if self.opened <= 1:  # several subscriptions may overlap
            assert sorted({*events, self.last}) == [self.last, *events], "twice, or out of order"
            self.last = max(self.last, *events, 0)
        self.line += [(message, self.fanout.seq) for message in messages]
        if self.chokes and not self.paused:
            self.chokes = False
            self.paused = True
            self.fanout.pause(self)

    def read(self, count: int) -> None:
        """The client takes so many messages."""
        for message, stood in self.line[:count]:
            self.take(message, stood)
        del self.line[:count]

    def take(self, message: dict[str, Any], stood: int) -> None:
        match message["op"]:
            case "subscribed":
                one = self.wanted.get(message["id"])
                if one is not None and (one.cursor is None or one.epoch != message["epoch"]):
                    one.epoch, one.cursor, one.start = message["epoch"], message["seq"], message["seq"]
                    one.applied.clear()
                    one.board = -1
                if one is not None:
                    one.opened, one.live = True, False
            case "recovered":
                one = self.wanted.get(message["id"])
                if one is not None:
                    one.live = True
                    one.cursor = max(one.cursor or 0, message["seq"])
            case "reset":
                # The state fetched now holds at least what this hub had seen when it said so.
                for one in self.wanted.values():
                    if not one.topics.isdisjoint(message["topics"]):
                        one.applied.update(range(stood + 1))
            case "event":
                for one in self.wanted.values():
                    if message["type"] == "board":
                        one.board = max(one.board, message["data"]["state"])
                    else:
                        one.applied.add(message["seq"])
                    if one.live:
                        one.cursor = max(one.cursor or 0, message["seq"])
            case "mark":
                for one in self.wanted.values():
                    if one.opened and one.cursor is not None:
                        one.cursor = max(one.cursor, message["seq"])


class Model:
    """`table` is PostgreSQL: ahead of the ring by what the tail has not brought yet."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.table: list[Entry] = []
        self.forgotten = 0
        self.ring = Ring(most=self.random.randint(4, 20))
        self.ring.replace("e1", 0, 0, [])
        self.turns: list[Any] = []
        self.asked: list[tuple[Connection, Group]] = []
        self.all: list[Connection] = []
        self.ticks = 0
        self.patience = 1
        self.board = -1
        self.epoch = "e1"
        self.fanout = Fanout(
            self.ring, schedule=self.turns.append, clock=self.clock,
            fetch=lambda member, group: self.asked.append((member, group)),  # type: ignore[arg-type]
            defect=self.defect,
        )  # fmt: skip

    def step(self) -> None:
        self.patience = self.random.choice((1, 1, 2, 3, 10))
        actions = {
            self.commit: 3, self.tail: 3, self.turn: 9, self.answer: 2, self.heartbeat: 1, self.scrub: 0.3,
            self.refill: 0.6, self.forget: 0.1, self.restore: 0.05, self.board_changes: 0.5, self.connect: 0.5,
            self.subscribe: 2, self.open: 4, self.unsubscribe: 0.5, self.choke: 1.5, self.drain: 0.7, self.read: 6,
            self.cut: 0.7,
        }  # fmt: skip
        self.random.choices(list(actions), list(actions.values()))[0]()
        self.nothing_before_a_cursor_is_missing()

    def someone(self) -> Connection | None:
        return self.random.choice(self.all) if self.all else None

    def topics(self) -> frozenset[str]:
        return frozenset(self.random.sample(TOPICS, self.random.randint(1, 3)))

    def clock(self) -> float:
        """A turn is over after `patience` looks at the clock."""
        self.ticks += 1
        return self.ticks * fanout_module.TURN / self.patience

    def defect(self) -> None:
        raise AssertionError("the fan-out failed")

    def entry(
        self, seq: int, topics: frozenset[str], kind: str = "ticket.changed", text: str = "{}"
    ) -> Entry:
        return from_row(
            {"seq": seq, "type": kind, "subject": "s", "area": None, "at": "t", "topics": " ".join(sorted(topics)),
             "text": text}
        )  # fmt: skip

    # the log

    def commit(self) -> None:
        for _ in range(self.random.randint(1, 5)):
            self.table.append(self.entry(len(self.table) + 1, self.topics()))

    def tail(self, most: int = 4) -> None:
        if self.ring.epoch != self.epoch:
            self.notice()
        entries = self.table[self.ring.head : self.ring.head + self.random.randint(1, most)]
        if entries:
            self.ring.extend(entries)
            self.fanout.feed(entries)

    def scrub(self) -> None:
        """A redaction empties the front of the ring; the tail brings the next event in the same step."""
        if self.ring.epoch == self.epoch:
            self.table.append(self.entry(len(self.table) + 1, frozenset({"t/a"})))
            entries = self.table[self.ring.head :]
            self.ring.scrub(max(self.ring.head - self.random.randint(1, 4), 0))
            self.ring.extend(entries)
            self.fanout.feed(entries)

    def refill(self) -> None:
        """What a redaction took is read back in front."""
        floor = max(self.ring.head - self.ring.most, 0)
        if floor < self.ring.floor and self.ring.epoch == self.epoch:
            self.ring.extend_back(floor, self.table[floor : self.ring.floor])

    def forget(self) -> None:
        """The oldest events are beyond the promise of replay."""
        self.forgotten = self.random.randint(self.forgotten, max(self.forgotten, self.ring.head))

    def restore(self) -> None:
        """Another history in PostgreSQL; the tail has not noticed yet."""
        self.table = self.table[: self.random.randint(0, len(self.table))]
        self.epoch = f"e{int(self.epoch[1:]) + 1}"
        self.forgotten = 0

    def notice(self) -> None:
        kept = self.table[-self.ring.most :]
        self.ring.replace(self.epoch, kept[0].seq - 1 if kept else 0, len(self.table), kept)
        before = Position(self.fanout.epoch, 0)
        self.board = -1
        self.fanout.restart(self.all)
        for one in self.all:
            one.last = 0
            for id, wanted in one.wanted.items():
                if id not in one.asking:
                    self.fanout.open(one, id, wanted.topics, before)

    def board_changes(self) -> None:
        self.board += 1
        seq = self.ring.head + self.random.choice((0, 0, 1, 2))
        frame = self.entry(seq, frozenset({BOARD}), "board", f'{{"state":{self.board}}}').frame
        self.fanout.publish_retained(BOARD, seq, frame)

    # the loop

    def turn(self) -> None:
        if self.turns:
            self.turns.pop(0)()

    def come_to_rest(self) -> None:
        while self.turns:
            self.turn()

    def answer(self) -> None:
        if not self.asked:
            return
        member, group = self.asked.pop(self.random.randrange(len(self.asked)))
        if group.cursor < self.forgotten:
            replay = Replay(self.epoch, len(self.table), [], expired=True)
        else:
            found = [e for e in self.table[group.cursor :] if not group.topics.isdisjoint(e.topics)]
            cut = len(found) > recovery.MOST
            replay = Replay(self.epoch, len(self.table), [] if cut else found, cut=cut)
        self.fanout.fetched(member, group, replay)

    def heartbeat(self) -> None:
        self.fanout.mark(self.all)

    # readers

    def connect(self) -> None:
        if len(self.all) < 3:
            self.all.append(Connection(self.fanout))

    def subscribe(self) -> None:
        one = self.someone()
        if one and len(one.wanted) < 3:
            id = one.ids = one.ids + 1
            wanted = one.wanted[id] = Wanted(
                self.topics() | ({BOARD} if self.random.random() < 0.3 else set())
            )
            if self.random.random() < 0.7:  # it has fetched the state, here or from a process that is further
                wanted.epoch = self.epoch
                wanted.start = self.random.randint(max(len(self.table) - 25, 0), len(self.table))
                wanted.cursor = wanted.start
            one.asking.append(id)

    def open(self) -> None:
        """PostgreSQL has said what it may read."""
        one = self.someone()
        if one and one.asking:
            id = one.asking.pop(0)
            wanted = one.wanted[id]
            one.opened += 1
            since = None if wanted.cursor is None else Position(wanted.epoch, wanted.cursor)
            if one.opened == 1 and since is not None and wanted.epoch == self.fanout.epoch:
                one.last = since.seq
            self.fanout.open(one, id, wanted.topics, since)

    def unsubscribe(self) -> None:
        one = self.someone()
        if one and (known := [id for id in one.wanted if id not in one.asking]):
            id = self.random.choice(known)
            gone = one.wanted.pop(id).topics
            others = frozenset[str]().union(*(one.wanted[each].topics for each in known if each != id))
            self.fanout.drop(one, gone - others, (id,))

    def choke(self) -> None:
        if one := self.someone():
            one.chokes = True

    def drain(self) -> None:
        one = self.someone()
        if one and one.paused:
            one.paused = False
            self.fanout.resume(one)

    def read(self) -> None:
        if one := self.someone():
            one.read(self.random.choice((1, 1, 2, 3, 5, 30)))

    def cut(self) -> None:
        """The line breaks: of what is on it, only some arrive. The client comes back from its cursors."""
        one = self.someone()
        if one is None:
            return
        one.read(self.random.randint(0, 5))
        one.closed = one.paused = True
        one.line.clear()
        self.fanout.leave(one)
        self.all.remove(one)
        again = Connection(self.fanout, dict(one.wanted), ids=one.ids, asking=list(one.wanted))
        self.all.append(again)
        for wanted in again.wanted.values():
            wanted.opened = wanted.live = False

    # what must hold

    def nothing_before_a_cursor_is_missing(self) -> None:
        for one in self.all:
            for wanted in one.wanted.values():
                if wanted.epoch == self.epoch == self.ring.epoch and wanted.cursor is not None:
                    due = {
                        e.seq
                        for e in self.table[wanted.start : wanted.cursor]
                        if not wanted.topics.isdisjoint(e.topics)
                    }
                    assert due <= wanted.applied, (due - wanted.applied, wanted)

    def everybody_has_everything_in_the_end(self) -> None:
        self.commit()
        self.commit()
        self.commit()  # a board may be ahead of the log
        while (
            self.ring.epoch != self.epoch
            or self.ring.head < len(self.table)
            or any(one.asking for one in self.all)
        ):
            self.tail()
            self.open()
        self.patience = 30
        for _ in range(1000):
            for one in self.all:
                one.chokes = False
                if one.paused:
                    one.paused = False
                    self.fanout.resume(one)
            while self.asked:
                self.answer()
            if not self.turns:
                break
            self.turn()
        else:
            raise AssertionError("it never comes to rest")
        self.heartbeat()
        while self.turns:
            self.turn()
        for one in self.all:
            assert not one.groups
            one.read(len(one.line))
            for wanted in one.wanted.values():
                assert wanted.live
                assert wanted.cursor == self.fanout.seq == self.ring.head == len(self.table)
                if BOARD in wanted.topics:
                    assert wanted.board >= self.board
        self.nothing_before_a_cursor_is_missing()
        assert sum(map(len, self.fanout.audiences._by_set.values())) == sum(bool(c.wanted) for c in self.all)
