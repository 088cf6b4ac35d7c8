"""Presence: who has a ticket open now, and who writes on it. Best effort, in memory only, without I/O.

In: what the connections of this process announce, what other hub processes say, the time. Out: `show(topic,
message)` for readers of this process, `say(bytes)` for the other processes, `ask(accounts)` for names.

| an entry | ends |
|---|---|
| of a connection here | at once, when it closes or no longer reads the topic; unless renewed, after `hold` |
| of another process | when that says so; unless said again, after `forget`: the process has died |

An account is shown once, with the most it does anywhere: editing, viewing, away. Each process says the whole of
what it has on a topic, when that changes and again every few seconds, so a message lost costs that long.

Changes are gathered for `gather` seconds, then shown in turns of a millisecond: at most a few messages a second
and topic, whatever is announced. Everything is bounded; what finds no room is not shown.

What never happens here: a name between processes (ids only; each looks up its own), a topic that is not staff's
`staff/ticket/<id>`, anything written to a slow reader, anything an event waits for.
"""

import re
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from typing import Annotated, Final, Generic, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from msgspec import Meta

from hub.live.counts import Counts
from hub.live.protocol import PRESENCE_SECONDS, PresenceState, Present, Viewer, encode

PREFIX: Final = "staff/ticket/"
_TOPIC: Final = re.compile(PREFIX + r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

STATES: Final[tuple[PresenceState, ...]] = ("away", "viewing", "editing")
"""In ascending order: the highest of an account's is shown. Between processes a state is its place here."""

MOST: Final = 20_000
"""Entries of connections here, and as many of other processes: some 10 MB each."""
MOST_HERE: Final = 200
"""Connections of this process on one topic."""
MOST_SHOWN: Final = 50
"""People in one message: 5 KB."""
MOST_NAMES: Final = 10_000
CHUNK: Final = 200
"""Topics in one message to other processes."""
TURN: Final = 0.001

K = TypeVar("K", bound=Hashable)
Rank = Annotated[int, Meta(ge=0, le=len(STATES) - 1)]
Who = dict[UUID, int]
"""Accounts and the place of their state in `STATES`."""


class Intervals(NamedTuple):
    """Seconds. Nobody changes them but tests."""

    gather: float = 0.25
    hold: float = PRESENCE_SECONDS
    again: float = 2.0
    forget: float = 6.0
    """Three times missed."""


class Said(msgspec.Struct, array_like=True, frozen=True):
    """What one hub process has on some tickets, the whole of each; nobody: an empty list."""

    hub: Annotated[str, Meta(max_length=40)]
    tickets: Annotated[
        dict[UUID, Annotated[list[tuple[UUID, Rank]], Meta(max_length=MOST_HERE)]], Meta(max_length=CHUNK)
    ]


_decoder = msgspec.json.Decoder(Said)


def carries(topic: str) -> bool:
    """Whether there is presence on this topic."""
    return topic.startswith(PREFIX) and _TOPIC.fullmatch(topic) is not None


class Leases(Generic[K]):
    """Keys that all have the same time unless renewed: the first is due first."""

    def __init__(self) -> None:
        self._until: dict[K, float] = {}

    def __len__(self) -> int:
        return len(self._until)

    def renew(self, key: K, until: float) -> None:
        self._until.pop(key, None)
        self._until[key] = until

    def drop(self, key: K) -> None:
        self._until.pop(key, None)

    def due(self, now: float) -> Iterator[K]:
        """Takes out what is over time."""
        while self._until and next(iter(self._until.values())) <= now:
            key = next(iter(self._until))
            del self._until[key]
            yield key


class Presence:
    """Of one process; `name` tells it from the others. `schedule(delay, call)`: the loop's `call_later`.

    `say` may be set when there are other processes to tell; `intervals` before anything is announced.
    """

    def __init__(
        self,
        name: str,
        *,
        show: Callable[[str, bytes], None],
        ask: Callable[[Collection[UUID]], None],
        schedule: Callable[[float, Callable[[], None]], object],
        clock: Callable[[], float],
        counts: Counts,
    ) -> None:
        self.name = name
        self.say: Callable[[bytes], None] = lambda message: None
        self.intervals = Intervals()
        self._show = show
        self._ask = ask
        self._schedule = schedule
        self._clock = clock
        self._counts = counts
        self._here: dict[str, dict[Hashable, tuple[UUID, int]]] = {}
        self._of_reader: dict[Hashable, set[str]] = {}
        self._there: dict[str, dict[str, Who]] = {}
        self._held: Leases[tuple[Hashable, str]] = Leases()
        self._heard: Leases[tuple[str, str]] = Leases()
        self._heard_entries = 0
        self._names: dict[UUID, str | None] = {}
        self._shown: dict[str, bytes] = {}
        self._changed: dict[str, None] = {}
        self._untold: dict[str, None] = {}
        self._nameless: set[str] = set()
        self._unknown: set[UUID] = set()
        self._asked: set[UUID] = set()
        self._showing: dict[str, None] = {}
        self._telling: dict[str, None] = {}
        self._awake = False
        self._again_at = 0.0

    def __len__(self) -> int:
        """Entries, of connections here and of other processes."""
        return len(self._held) + self._heard_entries

    # what is told

    def announce(self, reader: Hashable, account: UUID, name: str, topic: str, state: PresenceState) -> None:
        """A connection that may read the topic says, or says again, what its user does there."""
        entries = self._here.get(topic)
        before = entries.get(reader) if entries else None
        if before is None and (len(entries or ()) >= MOST_HERE or len(self._held) >= MOST):
            self._counts.presence_refused += 1
            return
        now = account, STATES.index(state)
        self._here.setdefault(topic, {})[reader] = now
        self._of_reader.setdefault(reader, set()).add(topic)
        self._held.renew((reader, topic), self._clock() + self.intervals.hold)
        if before != now or self._names.get(account) != name:
            self._remember(account, name)
            self._touch(topic, untold=True)

    def leave(self, reader: Hashable, topics: Collection[str] | None = None) -> None:
        """The connection no longer reads these topics; None: it is closed."""
        mine = self._of_reader.get(reader)
        if mine is not None:
            for topic in list(mine) if topics is None else mine.intersection(topics):
                self._held.drop((reader, topic))
                self._remove(reader, topic)

    def hear(self, message: bytes) -> None:
        """What another process says. What does not read as such is dropped."""
        try:
            said = _decoder.decode(message)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._counts.presence_refused += 1
            return
        if said.hub == self.name:
            return
        until = self._clock() + self.intervals.forget
        for ticket, accounts in said.tickets.items():
            topic = f"{PREFIX}{ticket}"
            key = said.hub, topic
            before = self._there.get(topic, {}).get(said.hub)
            who = dict(accounts)
            more = len(who) - len(before or ())
            if more > 0 and self._heard_entries + more > MOST:
                self._counts.presence_refused += 1
                continue
            if not who:
                self._heard.drop(key)
                self._forget(*key)
                continue
            self._heard.renew(key, until)
            if who != before:
                self._there.setdefault(topic, {})[said.hub] = who
                self._heard_entries += more
                self._touch(topic)

    def named(self, asked: Collection[UUID], names: Mapping[UUID, str] | None) -> None:
        """The answer to `ask`: who is not in it is not shown. None: there was no answer."""
        self._asked.difference_update(asked)
        if names is not None:
            for account in asked:
                self._remember(account, names.get(account))
            for topic in self._nameless:
                self._touch(topic)

    def look(self) -> None:
        """A moment has passed."""
        now = self._clock()
        for reader, topic in self._held.due(now):
            self._remove(reader, topic)
        for hub, topic in self._heard.due(now):
            self._forget(hub, topic)
        if now >= self._again_at:
            self._again_at = now + self.intervals.again
            if self._here:
                self._untold.update(dict.fromkeys(self._here))
                self._wake()
            for topic in self._nameless:  # there was no answer
                self._touch(topic)

    # what is asked

    def greeting(self, topics: Collection[str]) -> list[bytes]:
        """Who is there, for a reader for whom these topics become live. Also when nobody is: one that was slow
        may have missed that somebody left."""
        return [
            self._shown.get(topic) or encode(Present(topic, ()))
            for topic in topics
            if topic.startswith(PREFIX) and carries(topic)
        ]

    def present(self, ticket: UUID, account: UUID) -> bool:
        """Whether the account looks at the ticket or writes on it, here or at another process."""
        return self._who(f"{PREFIX}{ticket}").get(account, 0) > STATES.index("away")

    # inside

    def _remove(self, reader: Hashable, topic: str) -> None:
        entries, mine = self._here[topic], self._of_reader[reader]
        del entries[reader]
        mine.discard(topic)
        if not entries:
            del self._here[topic]
        if not mine:
            del self._of_reader[reader]
        self._touch(topic, untold=True)

    def _forget(self, hub: str, topic: str) -> None:
        others = self._there.get(topic, {})
        if hub in others:
            self._heard_entries -= len(others.pop(hub))
            if not others:
                del self._there[topic]
            self._touch(topic)

    def _remember(self, account: UUID, name: str | None) -> None:
        self._names.pop(account, None)
        if len(self._names) >= MOST_NAMES:
            del self._names[next(iter(self._names))]
        self._names[account] = name

    def _touch(self, topic: str, *, untold: bool = False) -> None:
        self._changed[topic] = None
        if untold:
            self._untold[topic] = None
        self._wake()

    def _wake(self) -> None:
        if not self._awake:
            self._awake = True
            self._schedule(self.intervals.gather, self._begin)

    def _begin(self) -> None:
        """What has changed so far; what changes from now on is gathered anew."""
        self._showing, self._changed = self._changed, {}
        self._telling, self._untold = self._untold, {}
        self._turn()

    def _turn(self) -> None:
        until = self._clock() + TURN
        while self._showing or self._telling:
            if self._telling:
                self._tell([self._telling.popitem()[0] for _ in range(min(CHUNK, len(self._telling)))])
            else:
                self._present(self._showing.popitem()[0])
            if self._clock() >= until:
                self._schedule(0, self._turn)
                return
        unknown = self._unknown - self._asked
        self._unknown.clear()
        if unknown:
            self._asked |= unknown
            self._ask(unknown)
        self._awake = False
        if self._changed or self._untold:
            self._wake()

    def _tell(self, topics: Collection[str]) -> None:
        tickets = {
            topic[len(PREFIX) :]: list(_most(self._here.get(topic, {}).values()).items()) for topic in topics
        }
        self.say(msgspec.json.encode((self.name, tickets)))  # a `Said`

    def _who(self, topic: str) -> Who:
        entries = list(self._here.get(topic, {}).values())
        for others in self._there.get(topic, {}).values():
            entries += others.items()
        return _most(entries)

    def _present(self, topic: str) -> None:
        who = self._who(topic)
        self._nameless.discard(topic)
        if unknown := who.keys() - self._names.keys():
            self._nameless.add(topic)
            self._unknown |= unknown
        viewers = [
            Viewer(account, name, STATES[rank])
            for account, rank in sorted(who.items(), key=lambda each: (-each[1], each[0]))
            if (name := self._names.get(account)) is not None
        ]
        message = encode(Present(topic, tuple(viewers[:MOST_SHOWN])))
        if message != self._shown.get(topic):
            if viewers:
                self._shown[topic] = message
            elif self._shown.pop(topic, None) is None:
                return
            self._show(topic, message)


def _most(entries: Collection[tuple[UUID, int]]) -> Who:
    """Each account with the most it does."""
    who: Who = {}
    for account, rank in entries:
        who[account] = max(rank, who.get(account, 0))
    return who
