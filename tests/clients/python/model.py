"""A model of the hub, of one subscriber's wire, and of a client that keeps its state as the documentation says."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from shequtong import Cursor, Item, Present, Reset
from shequtong.protocol import LOG, STATE, SubscriptionProtocol

from tests.clients.python.frames import event, mark, recovered, reset, subscribed, welcome

BOARD = UUID(int=1 << 64)


@dataclass
class Hub:
    """What a hub would send to one subscriber: a log, its floor, one retained board, and the wire."""

    epoch: int = 0
    head: int = 0
    floor: int = 0
    mine: set[int] = field(default_factory=set)
    """Events on the subscriber's topics."""
    board: int | None = None
    live: set[int] = field(default_factory=set)
    """Subscribes that have been answered on this connection."""
    wire: deque[bytes] = field(default_factory=deque)

    def accept(self) -> None:
        self.live = set()
        self.wire = deque([welcome(f"e{self.epoch}", self.head)])

    def cut(self) -> None:
        self.live = set()
        self.wire.clear()

    def subscribe(self, message: dict[str, Any], behind: int) -> None:
        """In one step: the recovery up to a head that may be `behind` the log's, then the rest as live
        events."""
        identity, topics = message["id"], message["topics"]
        head = max(0, self.head - behind)
        self.wire.append(subscribed(f"e{self.epoch}", head, topics, identity))
        if identity == LOG:
            since = Cursor(**message["from"]) if "from" in message else None
            start = since.seq if since else head
            if since and (since.epoch != f"e{self.epoch}" or since.seq < self.floor):
                self.wire.append(reset("expired" if since.seq < self.floor else "epoch", topics))
                start = head
            self.wire.extend(event(seq) for seq in sorted(self.mine) if start < seq <= head)
        elif self.board is not None:
            self.wire.append(event(self.board, type="board.counts", subject=BOARD))
        self.wire.append(recovered(head, identity))
        if identity == LOG:
            self.wire.extend(event(seq) for seq in sorted(self.mine) if max(start, head) < seq)
        self.live.add(identity)

    def append(self, mine: bool) -> None:
        self.head += 1
        if mine:
            self.mine.add(self.head)
            if LOG in self.live:
                self.wire.append(event(self.head))

    def push_board(self, back: int) -> None:
        """Counted a moment ago: its number may be lower than the last event's and the last mark's."""
        seq = max(0, self.head - back)
        if self.board is None or seq > self.board:
            self.board = seq
            if STATE in self.live:
                self.wire.append(event(seq, type="board.counts", subject=BOARD))

    def mark(self) -> None:
        if self.live:
            self.wire.append(mark(self.head))

    def replace_log(self) -> None:
        """Restored from a backup: another epoch, numbers start again."""
        self.epoch += 1
        self.head, self.floor, self.mine, self.board = 0, 0, set(), None
        self.cut()


@dataclass
class Reader:
    """A client that keeps its state as the documentation says: after a Reset fetch it, then apply what
    comes."""

    hub: Hub
    protocol: SubscriptionProtocol
    known: set[int] = field(default_factory=set)
    board: int | None = None
    last: tuple[str, int] = ("", 0)
    start: int | None = None
    """The first number it was promised is the one after this."""

    def connect(self) -> None:
        self.hub.accept()
        self.protocol.connected()

    def cut(self) -> None:
        self.hub.cut()
        self.protocol.disconnected()

    def take(self, frames: int, behind: int = 0) -> None:
        """Up to `frames` frames off the wire; `behind` is how far this hub's ring is behind the log."""
        while self.hub.wire and frames:
            frames -= 1
            step = self.protocol.receive(self.hub.wire.popleft())
            for sent in step.send:
                self.hub.subscribe(msgspec.json.decode(sent), behind)
            if self.start is None and self.protocol.cursor is not None:
                self.start = self.protocol.cursor.seq
            if step.item is not None:
                self.apply(step.item)

    def apply(self, item: Item) -> None:
        assert not isinstance(item, Present)
        if isinstance(item, Reset):
            self.known, self.board, self.start = set(self.hub.mine), self.hub.board, 0
        elif item.type == "board.counts":
            assert self.board is None or item.seq >= self.board, "an older board came"
            self.board = item.seq
        else:
            assert self.protocol.cursor is not None
            position = (self.protocol.cursor.epoch, item.seq)
            assert position > self.last, "an event came twice or out of order"
            self.last = position
            self.known.add(item.seq)

    def check(self) -> None:
        assert self.start is not None
        assert {seq for seq in self.known if seq > self.start} == {s for s in self.hub.mine if s > self.start}
