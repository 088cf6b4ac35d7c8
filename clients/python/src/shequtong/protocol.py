"""One subscription's side of the live protocol, without I/O: frames in; items, cursors and frames out.

| phase | what the hub sends | next |
|---|---|---|
| OFFLINE | (`connected()`) | GREETING |
| GREETING | `welcome` → we send `subscribe` | JOINING |
| JOINING | `subscribed` (or `error`: refused) | RECOVERING |
| RECOVERING | `event`s after our cursor, or `reset`; then `recovered` | LIVE |
| LIVE | `event`, `mark`, `reset` | LIVE |
| any | (`disconnected()`) | OFFLINE |

**The cursor.** Everything at or before it has been handed out, or a `Reset` said so. `event`, `recovered` and
`mark` move it, forward only; an event at or before it is a repeat and is dropped.

**Boards are state, not history.** A frame of a `board/…` topic holds the whole board and the number of the
log it was made at, which may be lower than that of an event sent before it. So boards never move the cursor;
they are asked for without one (then the hub sends the present board at every connection), and one is dropped
only when its number is not higher than the last of its subject.

**Presence** (only when asked for) is state too, and moves nothing. What is announced is said again with every
mark, which the hub needs to hear within 40 s, and after every cut.

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

from shequtong.errors import Invalid, ShequtongError, error_of_code
from shequtong.messages import (
    Announce,
    ErrorMessage,
    EventMessage,
    Hello,
    Mark,
    Position,
    PresenceMessage,
    PresenceState,
    Recovered,
    ResetMessage,
    Subscribe,
    Subscribed,
    Viewer,
    Welcome,
    decode,
    encode,
)

T = TypeVar("T")

CLIENT = "shequtong-python"
LOG, STATE = 1, 2
"""The ids of our two subscribes: topics of the log, and boards."""


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


class Present(msgspec.Struct, frozen=True):
    """Who has the ticket of `topic` open now, the reader too: whole, at the beginning, after each cut, and when
    it changes. Best effort; while the connection is cut the last one stands."""

    topic: str
    who: tuple[Viewer, ...]


Item = Event | Reset | Present


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
    send: tuple[bytes, ...] = ()
    refused: ShequtongError | None = None


NOTHING = Step()


class SubscriptionProtocol:
    """State of one subscription over any number of connections, one after the other."""

    def __init__(self, topics: Sequence[str], since: Cursor | None = None, *, presence: bool = False) -> None:
        self.topics = tuple(topics)
        self.cursor = since
        self._presence = presence
        self._announced: dict[str, PresenceState] = {}
        self.heartbeat: float | None = None
        boards = tuple(topic for topic in topics if topic.startswith("board/"))
        logged = tuple(topic for topic in topics if not topic.startswith("board/"))
        self._topics = {part: named for part, named in ((LOG, logged), (STATE, boards)) if named}
        self._open = self._greeted = False
        self._joining: set[int] = set()
        """The subscribes whose `subscribed` is still to come."""
        self._recovering: set[int] = set()
        """Those whose `recovered` is."""
        self._hub_at = 0
        """Where the hub stood when it last answered a subscribe."""
        self._boards: dict[tuple[str, UUID], int] = {}

    def connected(self, ticket: str | None = None) -> bytes:
        """A connection is open; returns the first frame to send."""
        self._open = True
        self._greeted = False
        return encode(Hello(ticket=ticket, client=CLIENT))

    def disconnected(self) -> None:
        """The connection is gone; the cursor stays for the next."""
        self._open = False

    def announce(self, topic: str, state: PresenceState | None) -> tuple[bytes, ...]:
        """What to send now, if anything. None: it is not said again. Raises `Invalid` for a topic that is not
        subscribed."""
        if topic not in self.topics:
            raise Invalid("presence.refused", topic)
        if state is None:
            self._announced.pop(topic, None)
        elif self._announced.get(topic) != state:
            self._announced[topic] = state
            if self.phase is Phase.LIVE:
                return (encode(Announce(topic, state)),)
        return ()

    def _announcements(self) -> tuple[bytes, ...]:
        return tuple(encode(Announce(topic, state)) for topic, state in self._announced.items())

    @property
    def phase(self) -> Phase:
        if not self._open:
            return Phase.OFFLINE
        if not self._greeted:
            return Phase.GREETING
        if self._joining:
            return Phase.JOINING
        return Phase.RECOVERING if self._recovering else Phase.LIVE

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
                return self._moved_to(seq)._replace(send=self._announcements())
            case PresenceMessage(topic=topic, who=who) if self._presence and self.cursor is not None:
                return Step(item=Present(topic, who), cursor=self.cursor)
            case Welcome():
                return self._welcome(message)
            case Subscribed():
                return self._subscribed(message)
            case Recovered():
                return self._recovered(message)
            case ResetMessage():
                return self._reset(message)
            case ErrorMessage() if message.id in self._topics or message.topics:
                # Refused now, or taken away later; going on with fewer topics would be skipping in silence.
                return Step(refused=error_of_code(message.code, message.message))
        # Errors about nothing of ours, messages of a newer protocol.
        return NOTHING

    def _welcome(self, message: Welcome) -> Step:
        self._greeted = True
        self.heartbeat = message.heartbeat
        self._joining, self._recovering = set(self._topics), set(self._topics)
        since = {LOG: Position(*self.cursor)} if self.cursor else {}
        return Step(
            send=tuple(
                encode(Subscribe(id=part, topics=topics, from_=since.get(part)))
                for part, topics in self._topics.items()
            )
        )

    def _subscribed(self, message: Subscribed) -> Step:
        self._joining.discard(message.id)
        self._recovering.add(message.id)
        self._hub_at = message.seq
        missing = set(self._topics.get(message.id, ())).difference(message.topics)
        if missing:
            return Step(refused=error_of_code("topic.refused", " ".join(sorted(missing))))
        if self.cursor is not None and self.cursor.epoch == message.epoch:
            return Step(cursor=self.cursor)
        # From nothing, or from a log that is no more: what comes continues from the hub's head. Fixing it now
        # and not at `recovered` means that a cut in between skips nothing.
        replaced = self.cursor is not None
        self._boards.clear()
        self.cursor = Cursor(message.epoch, message.seq)
        return Step(item=Reset(self.topics, "epoch") if replaced else None, cursor=self.cursor)

    def _recovered(self, message: Recovered) -> Step:
        self._recovering.discard(message.id)
        step = self._moved_to(message.seq) if message.id == LOG else NOTHING
        return step._replace(send=self._announcements()) if self.phase is Phase.LIVE else step

    def _reset(self, message: ResetMessage) -> Step:
        if message.reason == "epoch" and self.cursor is not None:
            if self.cursor.seq <= self._hub_at:
                return NOTHING  # seen at `subscribed` already
            # Our cursor is ahead of the log itself, in the same epoch: what we followed is not its past.
            self.cursor = Cursor(self.cursor.epoch, self._hub_at)
        return Step(item=Reset(message.topics, message.reason), cursor=self.cursor)

    def _event(self, message: EventMessage) -> Step:
        if self.cursor is None:
            return NOTHING
        if message.type.startswith("board."):
            key = (message.type, message.subject)
            # The same number again is a newer board: a ticket became overdue, which no event says.
            if message.seq < self._boards.get(key, -1):
                return NOTHING
            self._boards[key] = message.seq
        elif message.seq <= self.cursor.seq:
            return NOTHING
        else:
            self._moved_to(message.seq)
        event = Event(
            message.seq, message.type, message.subject, message.area, message.at, message.data.copy()
        )
        return Step(item=event, cursor=self.cursor)

    def _moved_to(self, seq: int) -> Step:
        """Only forward: a hub that is a little behind greets with a lower number, and that is normal."""
        if self.cursor is not None and seq > self.cursor.seq:
            self.cursor = Cursor(self.cursor.epoch, seq)
        return Step(cursor=self.cursor)
