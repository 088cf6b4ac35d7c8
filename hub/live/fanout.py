"""Fan-out: batches of events to audiences, catching up, whole-state frames, marks. No I/O, no task, no
queue a connection: it is told of entries and members, and calls `member.write` with bytes made once.

It works in turns of about a millisecond, so that the loop stays free for others. In a round of turns:

1. **a batch**: what has come so far is joined once for each set of matched events and written once to
   every member of every audience it concerns; what comes meanwhile makes the next batch, so a busy hub
   batches by itself;
2. **catching up**: readers with a cursor of their own are sent a piece each, and join when they stand at
   the head;
3. **marks** that are due.

Joining happens only between batches: there, every member of an audience has been written everything up to
`seq`. Leaving may happen at any time, in the middle of a batch too; the member's cursor is then the last
seq it was written. Whole-state frames (boards) wait until the log has come as far as they, go out before
the marks, and are given to everyone who joins: their readers keep the newest. Whoever joins is greeted with
what is no part of the log (presence).
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple, Protocol

import structlog

from hub.live import audiences, recovery
from hub.live.audiences import Audience, Audiences
from hub.live.counts import Counts
from hub.live.frames import join, mark_frame, text_frame
from hub.live.pieces import Pieces
from hub.live.protocol import Position, Recovered, Reset, Subscribed, encode
from hub.live.recent import Recent, Ring
from hub.live.recovery import FromRing, FromStore, Group, Join, Replay

log = structlog.get_logger("live")

TURN: Final = 0.001
"""Seconds of work before others have their turn."""
BATCH_BYTES: Final = 128 * 1024
"""Of frames in one batch, and of one piece in catching up: half of what may wait on a connection."""
AHEAD: Final = 5.0
"""Seconds in which this process must have come as far as its reader: the tail looks twice a second."""
STRIDE: Final = 16
"""Writes between looks at the clock: one is about 2 µs."""


class Member(audiences.Member, Protocol):
    """A connection as the fan-out sees it. `groups`: its topics that are behind; `paused`: it reads too
    slowly or is closing; nothing is written until `resume`."""

    @property
    def groups(self) -> list[Group]: ...
    @property
    def paused(self) -> bool: ...


class Retained(NamedTuple):
    seq: int
    frame: bytes


class Fanout:
    """`schedule(turn)` runs a function soon (the loop's `call_soon`); `fetch(member, group)` asks
    PostgreSQL for what comes after the group's cursor and answers with `fetched` or by closing the member;
    `defect()` closes every connection: after an error inside, nobody knows who was sent what, and all come
    back from their seq; `greet(topics)` gives messages for a reader for whom these topics become live."""

    def __init__(
        self,
        ring: Ring,
        *,
        schedule: Callable[[Callable[[], None]], object],
        clock: Callable[[], float],
        fetch: Callable[[Member, Group], None],
        defect: Callable[[], None],
        greet: Callable[[frozenset[str]], list[bytes]] = lambda topics: [],
        counts: Counts | None = None,
    ) -> None:
        self.ring = ring
        self.epoch = ring.epoch
        self.seq = ring.head
        self.audiences = Audiences()
        self._schedule = schedule
        self._clock = clock
        self._fetch = fetch
        self._defect = defect
        self._greet = greet
        self.counts = counts or Counts()
        self._pending: deque[recovery.Entry] = deque()
        self._catching: deque[Member] = deque()
        self._ahead: dict[Member, float] = {}
        self._marks: deque[Member] = deque()
        self._retained: dict[str, Retained] = {}
        self._waiting_state: dict[str, Retained] = {}
        self._recent = Recent(ring)
        self._pieces = Pieces(self._recent, BATCH_BYTES)
        self._until = 0.0
        self._work = self._rounds()
        self._awake = False

    # what is told

    def feed(self, entries: Collection[recovery.Entry]) -> None:
        """New entries, in order. The first turn happens at once: it saves a step of the loop."""
        self._recent.add(entries)
        self._pending.extend(entries)
        if not self._awake:
            self._awake = True
            self._turn()

    def publish_retained(self, topic: str, seq: int, frame: bytes) -> None:
        """The newest whole state of a topic, as it was after `seq`."""
        self._waiting_state[topic] = Retained(seq, frame)
        self._wake()

    def open(self, member: Member, id: int, topics: frozenset[str], since: Position | None) -> None:
        """A subscription begins: first or resumed, it is the same path."""
        cursor, reset = recovery.opening(since, self.epoch, self.seq)
        answer = [encode(Subscribed(id, tuple(sorted(topics)), self.epoch, self.seq))]
        if reset:
            self.counts.resets[reset] += 1
            answer.append(encode(Reset(tuple(sorted(topics)), reset)))
        elif since is not None:
            self.counts.resumes[recovery.source(cursor, self.seq, self._recent.floor)] += 1
        self._write(member, join(answer), len(answer))
        recovery.insert(member.groups, Group(cursor, topics, (id,)))
        self._catch(member)

    def drop(self, member: Member, topics: frozenset[str], ids: Collection[int]) -> None:
        """Topics that the member no longer reads, subscriptions that it no longer has."""
        recovery.without(member.groups, topics, ids)
        if member.audience is not None and not topics.isdisjoint(member.audience.topics):
            self._fall_behind(member)
            recovery.without(member.groups, topics)
        self._catch(member)  # the group that was being sent something may be gone

    def leave(self, member: Member) -> None:
        """The connection is closing: nothing more is written to it."""
        self.audiences.leave(member)
        member.groups.clear()
        self._ahead.pop(member, None)

    def pause(self, member: Member) -> None:
        """Too much waits to go out: from here on it has a cursor of its own, and nobody waits for it."""
        if member.audience is not None:
            self._fall_behind(member)

    def resume(self, member: Member) -> None:
        self._catch(member)

    def mark(self, members: Iterable[Member]) -> None:
        """Their heartbeat is due."""
        self._marks.extend(members)
        self._wake()

    def fetched(self, member: Member, group: Group, replay: Replay) -> None:
        """PostgreSQL's answer to `fetch`."""
        if all(each is not group for each in member.groups):
            return  # gone, or dropped meanwhile
        group.asked = False
        if member.paused:
            return  # asked again when it has drained: nothing is kept for a slow reader
        if recovery.stale(member.groups, group):
            recovery.advance(member.groups, group, group.cursor)
        else:
            took = recovery.take(group, replay, self.epoch, recovery.bound(member.groups, self.seq))
            if isinstance(took, str):
                self._reset(member, group, took)
            else:
                self._send_all(member, group, *took)
        self._catch(member)

    def _send_all(self, member: Member, group: Group, entries: Sequence[recovery.Entry], cursor: int) -> None:
        """Piece by piece; a reader that becomes slow asks PostgreSQL again instead of keeping the rest
        here."""
        for piece in recovery.pieces(entries, BATCH_BYTES):
            group.sent += len(piece)
            group.cursor = piece[-1].seq
            self.counts.replayed["postgres"] += len(piece)
            self._write(member, join(entry.frame for entry in piece), len(piece))
            if member.paused:
                return
        recovery.advance(member.groups, group, cursor)

    def give_up_ahead(self) -> None:
        """Readers who claim more than the log has, for longer than a hub is behind: their history is not
        ours."""
        for member, since in list(self._ahead.items()):
            if self._clock() - since > AHEAD and member.groups and member.groups[0].cursor > self.seq:
                self._reset(member, member.groups[0], "epoch")
                self._catch(member)

    def restart(self, members: Iterable[Member] = ()) -> None:
        """The log was replaced: nobody is written anything until its subscriptions are opened anew."""
        for member in members:
            member.audience = None
            member.groups.clear()
        self.epoch, self.seq = self.ring.epoch, self.ring.head
        self.audiences = Audiences()
        for queue in (self._pending, self._catching, self._marks):
            queue.clear()
        for known in (self._ahead, self._retained, self._waiting_state):
            known.clear()
        self._recent = Recent(self.ring)
        self._pieces = Pieces(self._recent, BATCH_BYTES)
        self._work = self._rounds()

    # turns

    def _wake(self) -> None:
        if not self._awake:
            self._awake = True
            self._schedule(self._turn)

    def _turn(self) -> None:
        self._until = self._clock() + TURN
        try:
            busy = next(self._work)
        except Exception:
            log.exception("live.fanout_failed")
            self._defect()
            self.restart()
            busy = False
        if busy:
            self._schedule(self._turn)
        else:
            self._awake = False

    def _late(self) -> bool:
        return self._clock() >= self._until

    def _rounds(self) -> Iterator[bool]:
        """Yields True when its time is up, False when there is nothing to do."""
        while True:
            if self._pending or self._state_due():
                yield from self._batch()
            self.audiences.sweep()
            yield from self._catch_up()
            yield from self._write_marks()
            if not (self._pending or self._catching or self._marks or self._state_due()):
                yield False
            elif self._late():
                yield True

    # batches

    def _state_due(self) -> bool:
        return any(state.seq <= self.seq for state in self._waiting_state.values())

    def _take(self) -> tuple[list[tuple[Collection[str], bytes]], int]:
        """What goes into the next batch: (topics, message) in order, and the seq at its end."""
        batch: list[tuple[Collection[str], bytes]] = []
        end, size = self.seq, 0
        while self._pending and size < BATCH_BYTES:
            entry = self._pending.popleft()
            if entry.seq > end:  # what the ring had when we started may be told again
                batch.append((entry.topics, entry.frame))
                size += len(entry.frame)
                end = entry.seq
        for topic in [topic for topic, state in self._waiting_state.items() if state.seq <= end]:
            state = self._retained[topic] = self._waiting_state.pop(topic)
            batch.append(((topic,), state.frame))
        return batch, end

    def _batch(self) -> Iterator[bool]:
        batch, end = self._take()
        self.counts.batch(len(batch))
        alike: dict[Collection[str], list[int]] = {}
        for index, (topics, _) in enumerate(batch):
            alike.setdefault(topics, []).append(index)
        matched: dict[Audience, list[int]] = {}  # which of `alike` concern the audience
        for number, topics in enumerate(alike):
            for topic in topics:
                for audience in self.audiences.of(topic):
                    numbers = matched.setdefault(audience, [])
                    if not numbers or numbers[-1] != number:
                        numbers.append(number)
            if self._late():
                yield True
        indices = list(alike.values())
        joined: dict[tuple[int, ...], tuple[bytes, int]] = {}
        for audience, numbers in matched.items():
            key = tuple(numbers)
            if key not in joined:
                order = sorted(index for number in key for index in indices[number])
                joined[key] = join(batch[index][1] for index in order), len(order)
            data, frames = joined[key]
            audience.walk(end)
            while audience.write(data, STRIDE):
                if self._late():
                    yield True
            self.counts.wrote(len(audience) * frames, len(audience) * len(data))
            if self._late():
                yield True
        self.seq = end
        self._pieces.forget()
        self._catching.extend(self._ahead)

    # catching up

    def _catch(self, member: Member) -> None:
        self._catching.append(member)
        self._wake()

    def _fall_behind(self, member: Member) -> None:
        assert member.audience is not None
        cursor = max(
            member.audience.written(member), self.seq
        )  # higher when this batch has reached it already
        recovery.insert(member.groups, Group(cursor, self.audiences.leave(member)))

    def _catch_up(self) -> Iterator[bool]:
        while self._catching:
            if self._late():
                yield True
                if self._pending:
                    return
            member = self._catching.popleft()
            if member.paused or not member.groups:
                continue
            if member.groups[0].cursor > self.seq:
                self._ahead.setdefault(member, self._clock())
            else:
                self._step(member)

    def _step(self, member: Member) -> None:
        self._ahead.pop(member, None)
        step = recovery.next_step(member.groups, self.seq, self._recent.floor)
        match step:
            case Join(group):
                self._join(member, group)
            case FromRing(group, upto):
                self._from_ring(member, group, upto)
            case FromStore(group):
                group.asked = True
                self._fetch(member, group)
                return
            case None:
                return
        if member.groups and not member.paused:
            self._catching.append(member)

    def _join(self, member: Member, group: Group) -> None:
        member.groups.remove(group)
        live = self.audiences.leave(member)
        self.audiences.join(member, group.topics | live if live else group.topics)
        messages = [self._retained[topic].frame for topic in group.topics if topic in self._retained]
        messages += [encode(Recovered(id, self.seq)) for id in group.ids]
        messages += self._greet(group.topics)
        if messages:
            self._write(member, join(messages), len(messages))

    def _from_ring(self, member: Member, group: Group, upto: int) -> None:
        piece = self._pieces.piece(group.topics, group.cursor, upto)
        if piece is None or group.sent + piece.events > recovery.MOST:
            self._reset(member, group, "lagged")
            return
        group.sent += piece.events
        recovery.advance(member.groups, group, piece.cursor)
        if piece.data:
            self.counts.replayed["ring"] += piece.events
            self._write(member, piece.data, piece.events)
        if piece.cursor == self.seq and not member.paused:
            self._step(member)  # reads and joins in one step

    def _reset(self, member: Member, group: Group, reason: recovery.Reason) -> None:
        """The reader fetches the state; its topics go on from here."""
        group.sent = 0
        recovery.advance(member.groups, group, self.seq)
        self.counts.resets[reason] += 1
        self._write(member, text_frame(encode(Reset(tuple(sorted(group.topics)), reason))), 1)

    def _write(self, member: Member, data: bytes, frames: int) -> None:
        member.write(data)
        self.counts.wrote(frames, len(data))

    # marks

    def _write_marks(self) -> Iterator[bool]:
        left = STRIDE
        while self._marks:
            member = self._marks.popleft()
            if not member.paused:
                self._write(member, mark_frame(recovery.position(member.groups, self.seq)), 1)
            left -= 1
            if not left:
                left = STRIDE
                if self._late():
                    yield True
                    if self._pending:
                        return
