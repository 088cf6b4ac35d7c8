"""One subscription's side of the live protocol, without I/O: frames in; items, cursors and frames out.

| phase | what the hub sends | next |
|---|---|---|
| OFFLINE | (`connected()`) | GREETING |
| GREETING | `welcome` → we send `subscribe` with our cursor | JOINING |
| JOINING | `subscribed` (or `error` with our id: refused) | RECOVERING |
| RECOVERING | `event`s after our cursor, or `reset`; then `recovered` | LIVE |
| LIVE | `event`, `mark`, `reset` | LIVE |
| any | (`disconnected()`) | OFFLINE |

**The cursor.** Everything at or before it has been handed out, or a `Reset` said so. An event with number n
moves it to n - 1, not n: whole-state frames (boards) are not numbered themselves but carry the number of the
log they were made at, so another frame with the same n may still be on its way when the line is cut. After
the cut the hub sends n again and the key (seq, type, subject) drops it. `mark` and `recovered` move the
cursor to their own number. With a `board/…` topic only those two move it, because a board's number may be
lower than that of an event sent before it; the hub sends all waiting boards before each mark.

**One subscription a connection.** A frame names no topic, so two subscriptions on one connection could not be
told apart; and a slow consumer must make nobody else wait. Topics that belong together go into one
subscription.
"""

import builtins
from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import NamedTuple, TypeVar
from uuid import UUID

import msgspec

from shequtong.errors import Invalid, NotFound, NotSignedIn, Refused, ShequtongError, TooMany
from shequtong.messages import (
    ErrorMessage,
    EventMessage,
    Hello,
    Mark,
    Position,
    Recovered,
    ResetMessage,
    Subscribe,
    Subscribed,
    Welcome,
    decode,
    encode,
)

T = TypeVar("T")

CLIENT = "shequtong-python"
STATE_TOPICS = "board/"
SUBSCRIBE_ID = 1


class Cursor(NamedTuple):
    """After event `seq` of the log `epoch`. Keep it anywhere; `since=` takes it up again."""

    epoch: str
    seq: int


class Event(msgspec.Struct, frozen=True):
    """Something that happened. `at` is the hub's database time; `data` is JSON, `read(T)` gives it a type."""

    seq: int
    type: str
    subject: UUID
    area: UUID | None
    at: datetime
    data: msgspec.Raw

    def read(self, as_type: builtins.type[T]) -> T:
        """The payload as `as_type`. Raises `msgspec.ValidationError` when it is none."""
        return msgspec.json.decode(self.data, type=as_type)


class Reset(msgspec.Struct, frozen=True):
    """Events were skipped (`expired`, `lagged`) or the log was replaced (`epoch`): fetch the state of
    `topics` again over HTTP, then carry on; an event is news only if its entity's `version` is."""

    topics: tuple[str, ...]
    reason: str


Item = Event | Reset


class Phase(Enum):
    OFFLINE = "offline"
    GREETING = "greeting"
    JOINING = "joining"
    RECOVERING = "recovering"
    LIVE = "live"


class Step(NamedTuple):
    """What one frame led to. `cursor` holds once `item` has been handed out."""

    item: Item | None = None
    cursor: Cursor | None = None
    send: bytes | None = None
    refused: ShequtongError | None = None


NOTHING = Step()

REFUSALS: dict[str, type[ShequtongError]] = {
    "auth.required": NotSignedIn,
    "topic.refused": Refused,
    "topic.unknown": NotFound,
    "topic.too_many": TooMany,
}


class SubscriptionProtocol:
    """State of one subscription over any number of connections, one after the other."""

    def __init__(self, topics: Sequence[str], since: Cursor | None = None) -> None:
        self.topics = tuple(topics)
        self.phase = Phase.OFFLINE
        self.cursor = since
        self.heartbeat: float | None = None
        self._marks_only = any(topic.startswith(STATE_TOPICS) for topic in self.topics)
        self._applied: set[tuple[int, str, UUID]] = set()
        self._owes_reset = False

    def connected(self, ticket: str | None = None) -> bytes:
        """A connection is open; returns the first frame to send."""
        self.phase = Phase.GREETING
        return encode(Hello(ticket=ticket, client=CLIENT))

    def disconnected(self) -> None:
        """The connection is gone; cursor and applied keys stay for the next."""
        self.phase = Phase.OFFLINE

    def receive(self, frame: bytes | str) -> Step:
        """One frame. Raises `Invalid` for one that is not of the protocol."""
        try:
            message = decode(frame)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Invalid("live.bad_frame", str(error)) from error
        match message:
            case EventMessage():
                return self._event(message)
            case Mark(seq=seq) if self.phase is Phase.LIVE:
                return self._moved_to(seq)
            case Welcome():
                return self._welcome(message)
            case Subscribed(id=1):
                return self._subscribed(message)
            case Recovered(id=1):
                return self._recovered(message)
            case ResetMessage():
                self._owes_reset = False
                return Step(item=Reset(message.topics, message.reason), cursor=self.cursor)
            case ErrorMessage(id=1):
                return Step(refused=REFUSALS.get(message.code, Refused)(message.code, message.message))
        # Presence, pong, errors about nothing of ours, messages of a newer protocol.
        return NOTHING

    def _welcome(self, message: Welcome) -> Step:
        self.phase = Phase.JOINING
        self.heartbeat = message.heartbeat
        since = Position(*self.cursor) if self.cursor else None
        return Step(send=encode(Subscribe(id=SUBSCRIBE_ID, topics=self.topics, from_=since)))

    def _subscribed(self, message: Subscribed) -> Step:
        self.phase = Phase.RECOVERING
        if self.cursor is None or self.cursor.epoch != message.epoch:
            # From nothing, or from a log that is no more: what comes continues from the hub's head. Fixing it
            # now and not at `recovered` means that a cut in between skips nothing.
            self._owes_reset = self.cursor is not None
            self._applied.clear()
            self.cursor = Cursor(message.epoch, message.seq)
        return Step(cursor=None if self._owes_reset else self.cursor)

    def _recovered(self, message: Recovered) -> Step:
        self.phase = Phase.LIVE
        moved = self._moved_to(message.seq)
        if self._owes_reset:
            self._owes_reset = False
            return Step(item=Reset(self.topics, "epoch"), cursor=moved.cursor)
        return moved

    def _event(self, message: EventMessage) -> Step:
        if self.cursor is None or self.phase not in (Phase.RECOVERING, Phase.LIVE):
            return NOTHING
        key = (message.seq, message.type, message.subject)
        if key in self._applied or (message.seq <= self.cursor.seq and not self._marks_only):
            return NOTHING
        self._applied.add(key)
        if not self._marks_only:
            self._moved_to(message.seq - 1)
        event = Event(
            message.seq, message.type, message.subject, message.area, message.at, message.data.copy()
        )
        return Step(item=event, cursor=self.cursor)

    def _moved_to(self, seq: int) -> Step:
        """Only forward: a hub whose ring is a little behind greets with a lower number, and that is
        normal."""
        assert self.cursor is not None
        if seq > self.cursor.seq:
            self.cursor = Cursor(self.cursor.epoch, seq)
            self._applied = {key for key in self._applied if key[0] > seq}
        return Step(cursor=self.cursor)
