"""One connection's side of the protocol, without I/O: messages in, effects out.

| state | what comes | effects | next |
|---|---|---|---|
| ANONYMOUS | `hello` with a ticket | Redeem | WAITING |
| ANONYMOUS | anything else | Close 4401 | CLOSED |
| WAITING | a principal | Send welcome | OPEN |
| WAITING | nobody | Close 4401 | CLOSED |
| OPEN | `subscribe` | Authorise, or Send error | BUSY, or OPEN |
| BUSY | which topics are allowed | Open, Send error for the others | OPEN |
| OPEN | `unsubscribe` | Drop, or Send error | OPEN |
| OPEN | `presence` | Announce, or Send error | OPEN |
| OPEN | `ping` | Send pong | OPEN |
| OPEN | narrowed topics | Drop, Send error | OPEN |
| any | what breaks the protocol | Close 4400 | CLOSED |

While WAITING or BUSY, messages are held, at most what one read brought: the wire stops reading, so a
client that asks faster than it is answered waits in its own send buffer.
"""

import re
from collections import deque
from collections.abc import Collection, Iterator
from datetime import datetime
from enum import Enum
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from hub.errors import DomainError
from hub.live import codes
from hub.live.codes import Close
from hub.live.presence import carries
from hub.live.protocol import (
    MESSAGE_BYTES,
    TOPICS,
    Error,
    FromHub,
    Hello,
    Limits,
    Ping,
    Pong,
    Position,
    Presence,
    PresenceState,
    Subscribe,
    Unsubscribe,
    Welcome,
    decode,
)

TOPIC: Final = re.compile(r"[a-z]+(?:/[a-z0-9_.-]+)+")
INTERNAL: Final = ("access/", "jobs/")
"""Topics of the hub and the workers; nobody subscribes to them."""
DEFAULT_LOCALE: Final = "zh-CN"


class Principal(Protocol):
    """Who is behind a connection; the accounts' struct has more."""

    @property
    def account(self) -> UUID: ...
    @property
    def session(self) -> UUID: ...
    @property
    def district(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def locale(self) -> str: ...
    @property
    def expires_at(self) -> datetime: ...


class Send(NamedTuple):
    message: FromHub


class Redeem(NamedTuple):
    ticket: str


class Authorise(NamedTuple):
    """Ask which of `topics` the principal may read; the answer goes to `Session.authorised`."""

    id: int
    topics: tuple[str, ...]
    since: Position | None


class Open(NamedTuple):
    id: int
    topics: frozenset[str]
    since: Position | None


class Drop(NamedTuple):
    """`topics` are in no subscription any more, `ids` are no subscriptions any more."""

    topics: frozenset[str]
    ids: tuple[int, ...]


class Announce(NamedTuple):
    """Who this is does this on a topic that it reads."""

    topic: str
    state: PresenceState


class Shut(NamedTuple):
    close: Close
    detail: str = ""


Effect = Send | Redeem | Authorise | Open | Drop | Announce | Shut
Effects = Iterator[Effect]


class State(Enum):
    ANONYMOUS = "anonymous"
    WAITING = "waiting"
    OPEN = "open"
    BUSY = "busy"
    CLOSED = "closed"


class Session:
    """Whoever drives it performs every effect, in order, before the next call."""

    __slots__ = ("_held", "_spoken", "principal", "state", "subscriptions")

    def __init__(self, *, known: bool) -> None:
        """`known`: the handshake carried a token that is being looked up."""
        self.state = State.WAITING if known else State.ANONYMOUS
        self.principal: Principal | None = None
        self.subscriptions: dict[int, frozenset[str]] = {}
        self._held: deque[bytes] | None = None
        self._spoken = False

    @property
    def listening(self) -> bool:
        """Whether the wire should go on reading."""
        return self.state not in (State.WAITING, State.BUSY)

    def topics(self) -> frozenset[str]:
        return frozenset().union(*self.subscriptions.values())

    # what the wire tells

    def receive(self, text: bytes) -> Effects:
        """A message of the client."""
        if not self.listening:
            if self._held is None:
                self._held = deque()
            self._held.append(text)
        elif self.state is not State.CLOSED:
            yield from self._handle(text)

    def recognised(self, principal: Principal | None, welcome: Welcome) -> Effects:
        """Who the token or the ticket stands for."""
        if principal is None:
            yield from self._shut(codes.NOT_AUTHENTICATED)
            return
        self.principal = principal
        self.state = State.OPEN
        yield Send(welcome)
        yield from self._continue()

    def authorised(self, asked: Authorise, allowed: Collection[str]) -> Effects:
        """The answer to `Authorise`."""
        self.state = State.OPEN
        granted = frozenset(allowed).intersection(asked.topics)
        refused = tuple(sorted(set(asked.topics) - granted))
        if refused:
            yield Send(self._error("topic.refused", asked.id, refused, topic=refused[0]))
        if granted:
            self.subscriptions[asked.id] = granted
            yield Open(asked.id, granted, asked.since)
        yield from self._continue()

    def narrowed(self, checked: Collection[str], allowed: Collection[str]) -> Effects:
        """Rights have changed: of the topics that were checked, only `allowed` remain."""
        withdrawn = frozenset(checked).difference(allowed)
        for id, topics in list(self.subscriptions.items()):
            lost = topics & withdrawn
            if lost:
                yield self._drop(id, lost)
                names = tuple(sorted(lost))
                yield Send(self._error("topic.withdrawn", id, names, topic=names[0]))

    # messages

    def _continue(self) -> Effects:
        while self._held and self.state is State.OPEN:
            yield from self._handle(self._held.popleft())
        if not self._held:
            self._held = None

    def _handle(self, text: bytes) -> Effects:
        try:
            message = decode(text)
        except ValueError as error:
            yield from self._shut(codes.BAD_MESSAGE, str(error))
            return
        first, self._spoken = not self._spoken, True
        if self.principal is None:
            if isinstance(message, Hello) and message.ticket:
                self.state = State.WAITING
                yield Redeem(message.ticket)
            else:
                yield from self._shut(codes.NOT_AUTHENTICATED)
            return
        match message:
            case Hello():
                if not first or message.ticket:
                    yield from self._shut(codes.BAD_MESSAGE, "hello comes first and once")
            case Ping(id):
                yield Send(Pong(id))
            case Subscribe():
                yield self._subscribe(message)
            case Unsubscribe():
                yield self._unsubscribe(message)
            case Presence(topic, state):
                if carries(topic) and any(topic in topics for topics in self.subscriptions.values()):
                    yield Announce(topic, state)
                else:
                    yield Send(self._error("presence.refused", None, (), topic=topic))

    def _subscribe(self, message: Subscribe) -> Effect:
        id, topics = message.id, tuple(dict.fromkeys(message.topics))
        if id in self.subscriptions:
            return Send(self._error("subscription.exists", id))
        if not topics:
            return Send(self._error("topic.unknown", id, topic=""))
        if len(topics) + sum(map(len, self.subscriptions.values())) > TOPICS:
            return Send(self._error("topic.too_many", id, limit=TOPICS))
        for topic in topics:
            if not TOPIC.fullmatch(topic) or topic.startswith(INTERNAL):
                return Send(self._error("topic.unknown", id, (topic,), topic=topic))
        self.state = State.BUSY
        return Authorise(id, topics, message.since)

    def _unsubscribe(self, message: Unsubscribe) -> Effect:
        topics = self.subscriptions.get(message.id)
        if topics is None:
            return Send(self._error("subscription.unknown", message.id))
        return self._drop(message.id, topics.intersection(message.topics) if message.topics else topics)

    def _drop(self, id: int, topics: frozenset[str]) -> Drop:
        left = self.subscriptions.pop(id) - topics
        if left:
            self.subscriptions[id] = left
        return Drop(topics - self.topics(), () if left else (id,))

    def _shut(self, close: Close, detail: str = "") -> Effects:
        self.state = State.CLOSED
        yield Shut(close, detail)

    def _error(
        self, code: str, id: int | None = None, topics: tuple[str, ...] = (), **params: str | int
    ) -> Error:
        locale = self.principal.locale if self.principal else DEFAULT_LOCALE
        return Error(
            code, DomainError(code, fields=None, retry_after=None, **params).message(locale), id, topics
        )


def welcome(name: str, epoch: str, seq: int, heartbeat: float) -> Welcome:
    return Welcome(name, epoch, seq, heartbeat, Limits(MESSAGE_BYTES, TOPICS))
