"""What a reader must still be sent, and from where: decisions only, no I/O.

A connection's topics are either *live* (it is in an audience, and everything up to the fan-out's seq has been
written to it) or in a `Group`: topics that share a cursor and are behind. Groups lie in ascending order of
cursor.

| the lowest group that is not ahead | is sent next |
|---|---|
| stands at the head | nothing: its topics become live |
| begins inside the ring | what the ring holds, up to the next group's cursor or the head |
| begins before the ring | what PostgreSQL holds |
| (all are ahead of this hub's ring) | nothing until the ring has come as far |

Two rules keep a client's cursors true, whatever is cut when: a group is never sent anything beyond the
next group's cursor, and groups that meet become one. So a client that sees event n knows that nothing
before n is outstanding on any subscription it counts as recovered.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, Protocol

from hub.live.protocol import Position

MOST: Final = 1_000
"""Events of one recovery; who missed more fetches the state, which is cheaper for both."""
Reason = Literal["expired", "epoch", "lagged"]


class Entry(Protocol):
    """An event as the log's ring holds it; `frame` is the whole message."""

    @property
    def seq(self) -> int: ...
    @property
    def topics(self) -> tuple[str, ...]: ...
    @property
    def type(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def frame(self) -> bytes: ...


class Replay(Protocol):
    """What PostgreSQL gave: all events after the cursor, ascending, and the head of that snapshot; or none
    of them, because the first is too old (`expired`) or they are too many (`cut`)."""

    @property
    def epoch(self) -> str: ...
    @property
    def head(self) -> int: ...
    @property
    def entries(self) -> Sequence[Entry]: ...
    @property
    def expired(self) -> bool: ...
    @property
    def cut(self) -> bool: ...


@dataclass(slots=True, eq=False)
class Group:
    """Topics that were sent everything up to `cursor`. `ids`: subscriptions that wait for `recovered`.
    Topics of none of them are those of a slow reader, who has been told before that it is live."""

    cursor: int
    topics: frozenset[str]
    ids: tuple[int, ...] = ()
    sent: int = 0
    asked: bool = False
    """PostgreSQL is being asked; the answer is for the cursor as it is."""


class Join(NamedTuple):
    group: Group


class FromRing(NamedTuple):
    group: Group
    upto: int


class FromStore(NamedTuple):
    group: Group
    upto: int


Step = Join | FromRing | FromStore


def opening(since: Position | None, epoch: str, head: int) -> tuple[int, Reason | None]:
    """Where a subscription starts, and why its reader has to fetch the state first. A `since` ahead of
    this hub is normal: another process was quicker."""
    if since is None:
        return head, None
    if since.epoch != epoch:
        return head, "epoch"
    return since.seq, None


def source(cursor: int, head: int, floor: int) -> Literal["level", "ring", "postgres"]:
    """Where the events after `cursor` lie when a subscription is opened."""
    if cursor >= head:
        return "level"
    return "ring" if cursor >= floor else "postgres"


def insert(groups: list[Group], group: Group) -> None:
    """Puts a group in its place; one with the same cursor takes it in."""
    for index, other in enumerate(groups):
        if other.cursor == group.cursor and not other.asked:
            _merge(other, group)
            return
        if other.cursor > group.cursor:
            groups.insert(index, group)
            return
    groups.append(group)


def advance(groups: list[Group], group: Group, cursor: int) -> None:
    """The group has been sent everything up to `cursor`."""
    group.cursor = cursor
    group.asked = False
    groups.remove(group)
    insert(groups, group)


def _merge(into: Group, group: Group) -> None:
    into.topics |= group.topics
    into.ids += group.ids
    into.sent = max(into.sent, group.sent)


def next_step(groups: Sequence[Group], head: int, floor: int) -> Step | None:
    """The table above. `floor`: the lowest cursor from which the ring has everything. None: wait."""
    if not groups:
        return None
    group = groups[0]
    if group.cursor == head:
        return Join(group)
    if group.cursor > head or group.asked:
        return None
    upto = bound(groups, head)
    return FromRing(group, upto) if group.cursor >= floor else FromStore(group, upto)


def bound(groups: Sequence[Group], head: int) -> int:
    """How far the lowest group may go in one step."""
    return min(head, groups[1].cursor) if len(groups) > 1 else head


def position(groups: Sequence[Group], head: int) -> int:
    """Everything up to here has been sent on every topic: what a mark may say."""
    return min(groups[0].cursor, head) if groups else head


def without(groups: list[Group], topics: frozenset[str], ids: Collection[int] = ()) -> None:
    """Takes topics, and the subscriptions that are gone, out of all groups."""
    for group in list(groups):
        group.topics -= topics
        group.ids = tuple(each for each in group.ids if each not in ids)
        if not group.topics:
            groups.remove(group)


def stale(groups: Sequence[Group], group: Group) -> bool:
    """Another group has come before or beside the one that was asked for: the answer lacks its topics."""
    return groups[0] is not group or (len(groups) > 1 and groups[1].cursor == group.cursor)


def take(group: Group, replay: Replay, epoch: str, upto: int) -> tuple[Sequence[Entry], int] | Reason:
    """What of the answer is sent and where the cursor is then; or why nothing is, and the group must be
    reset.

    The answer may reach beyond `upto`, because PostgreSQL is ahead of this process: that part comes again
    from the ring. One that brings the cursor no further would be asked for for ever.
    """
    if replay.epoch != epoch or replay.head <= group.cursor:
        return "epoch"
    if replay.expired:
        return "expired"
    if replay.cut or group.sent + len(replay.entries) > MOST:
        return "lagged"
    wanted = [e for e in replay.entries if e.seq <= upto and not group.topics.isdisjoint(e.topics)]
    return wanted, min(upto, replay.head)


def pieces(entries: Sequence[Entry], size: int) -> Iterator[Sequence[Entry]]:
    """Cuts after the entry that makes a piece reach `size` bytes of frames."""
    start = total = 0
    for index, entry in enumerate(entries, 1):
        total += len(entry.frame)
        if total >= size:
            yield entries[start:index]
            start, total = index, 0
    if start < len(entries):
        yield entries[start:]
