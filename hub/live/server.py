"""`Live`: the websocket of one hub process, put together. One timer for everything that has a time."""

import asyncio
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from uuid import UUID

import structlog

from hub.live import codes
from hub.live.codes import Close
from hub.live.counts import Counts
from hub.live.fanout import Fanout
from hub.live.frames import text_frame
from hub.live.gate import Gate, LiveConfig
from hub.live.limits import Count, Deadline, Deadlines, Trusted
from hub.live.presence import Presence
from hub.live.protocol import Position
from hub.live.recent import Ring
from hub.live.recovery import Entry
from hub.live.session import Principal, State
from hub.live.upgrade import LiveHttp
from hub.live.wire import LiveSocket

log = structlog.get_logger("live")

TICK = 0.25
"""Seconds between looks at the clock; heartbeats are spread over as many ticks as their interval has."""
CHUNK = 100
"""Connections opened anew in one step of the loop after the log was replaced: 1 to 2 ms."""
ACCESS_CHANGED = "access.changed"


class Live:
    """Give uvicorn `websocket_class` as `ws` and `http_class` as `http`; give the tail `on_batch` and
    `on_epoch` as listeners; call `start` when the ring is filled, before the port opens, and `stop` at the
    end."""

    def __init__(self, ring: Ring, config: LiveConfig) -> None:
        self.config = config
        self.trusted = Trusted(config.trusted_proxies)
        self.websocket_class: type[LiveSocket] = type(
            "BoundSocket", (LiveSocket,), {"live": self, "__slots__": ()}
        )
        self.http_class: type[LiveHttp] = type("BoundHttp", (LiveHttp,), {"live": self})
        self.now: Callable[[], float] = time.monotonic
        self.counts = Counts()
        self.presence = Presence(
            secrets.token_hex(4),
            show=self._show_presence,
            ask=lambda accounts: self.gate.name(accounts, self.presence.named),
            schedule=lambda delay, call: self._loop.call_later(delay, call),
            clock=lambda: self.now(),
            counts=self.counts,
        )
        self.fanout = Fanout(
            ring,
            schedule=lambda turn: self._loop.call_soon(turn),
            clock=time.perf_counter,
            fetch=lambda member, group: self.gate.fetch(member, group),  # type: ignore[arg-type]
            defect=self._close_all,
            greet=self.presence.greeting,
            counts=self.counts,
        )
        self.gate = Gate(config, lambda account: self._accounts.get(account, ()))
        self._ring = ring
        self._loop: asyncio.AbstractEventLoop
        self._running = False
        self._timer: asyncio.TimerHandle | None = None
        self._sockets: dict[LiveSocket, None] = {}
        self._accounts: dict[UUID, dict[LiveSocket, None]] = {}
        self._addresses = Count()
        self._slow: dict[LiveSocket, tuple[float, float, int]] = {}
        limits = config.limits
        self._tick = min(TICK, limits.heartbeat / 4)
        self._tick_at = 0.0
        self._slots: list[dict[LiveSocket, None]] = [{} for _ in range(round(limits.heartbeat / self._tick))]
        self._turn = 0
        self._unknown: Deadlines[LiveSocket] = Deadlines(limits.authenticate)
        self._heads: Deadlines[LiveHttp] = Deadlines(limits.header_seconds)
        self._bodies: Deadlines[LiveHttp] = Deadlines(limits.body_seconds)
        self._closing: Deadlines[LiveSocket | asyncio.Transport] = Deadlines(limits.close)

    def __len__(self) -> int:
        """Connections, those that are closing too."""
        return len(self._sockets)

    @property
    def accounts(self) -> Collection[UUID]:
        """Who has an authenticated connection."""
        return self._accounts.keys()

    @property
    def slow_readers(self) -> int:
        return len(self._slow)

    # what the process tells

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.fanout.restart()
        self._running = True
        self._next_tick()

    async def stop(self) -> None:
        """Ends what is left. uvicorn has told every connection of its `shutdown` before."""
        self._running = False
        if self._timer is not None:
            self._timer.cancel()
        await self.gate.stop()
        for socket in list(self._sockets):
            socket.transport.abort()

    def on_batch(self, entries: Sequence[Entry]) -> None:
        """New events, in order; the ring has them already."""
        if self._running:
            for entry in entries:
                if entry.type == ACCESS_CHANGED:
                    self.gate.recheck(UUID(entry.subject))
            self.fanout.feed(entries)

    def on_epoch(self, epoch: str) -> None:
        """The log was replaced: every subscription begins anew, with a reset."""
        if not self._running:
            return
        before = Position(self.fanout.epoch or "-", 0)
        self.fanout.restart(self._sockets)
        work = [
            (socket, id, topics)
            for socket in self._sockets
            if not socket.closed
            for id, topics in socket.session.subscriptions.items()
        ]
        self._reopen(iter(work), before)

    def _reopen(self, work: Iterable[tuple[LiveSocket, int, frozenset[str]]], before: Position) -> None:
        for count, (socket, id, _) in enumerate(work, 1):
            topics = socket.session.subscriptions.get(id)
            if topics is not None and not socket.closed:
                self.fanout.open(socket, id, topics, before)
            if count == CHUNK:
                self._loop.call_soon(self._reopen, work, before)
                return

    def publish_retained(self, topic: str, seq: int, frame: bytes) -> None:
        """The newest whole state of a topic (a board), as it is after `seq`: a full `event` message."""
        if self._running:
            self.fanout.publish_retained(topic, seq, frame)

    def _show_presence(self, topic: str, message: bytes) -> None:
        """To those only who have been written everything up to now: slow readers are greeted when they are back."""
        frame = text_frame(message)
        for audience in self.fanout.audiences.of(topic):
            told = audience.tell(frame)
            self.counts.presence_frames += told
            self.counts.wrote(told, told * len(frame))

    def recheck(self, account: UUID) -> None:
        """Rights of the account have changed."""
        self.gate.recheck(account)

    # what connections tell

    def admit(self, socket: LiveSocket) -> bool:
        """A connection has opened; not yet known whose. False: there are too many, it is closed."""
        limits = self.config.limits
        self._sockets[socket] = None
        here = self._addresses.add(socket.address)
        self.counts.admitted += 1
        if len(self._sockets) > limits.connections:
            self.counts.refused["connections"] += 1
            socket.close(codes.TOO_MANY, "connections")
        elif here > limits.per_address:
            self.counts.refused["address"] += 1
            socket.close(codes.TOO_MANY, "connections from this address")
        else:
            socket.deadline = self._unknown.add(socket, self.now())
        return not socket.closed

    def enter(self, socket: LiveSocket, principal: Principal) -> tuple[Close, str] | None:
        """Registers the connection under its account; or says why not."""
        if principal.district != self.config.log:
            self.counts.refused["district"] += 1
            return codes.REVOKED, "another district"
        if len(self._accounts.get(principal.account, ())) >= self.config.limits.per_account:
            self.counts.refused["account"] += 1
            return codes.TOO_MANY, "connections of this account"
        if principal.kind == "staff" and self._log_is_still():
            self.counts.refused["log_still"] += 1
            return codes.GOING_AWAY, "the log does not move"
        socket.awaits(None)
        self.counts.kinds[principal.kind] += 1
        self._accounts.setdefault(principal.account, {})[socket] = None
        socket.slot = (self._turn + len(self._sockets)) % len(self._slots)
        self._slots[socket.slot][socket] = None
        return None

    def forget(self, socket: LiveSocket) -> None:
        """The connection closes: it is written nothing any more."""
        self.fanout.leave(socket)
        self.presence.leave(socket)
        self._slow.pop(socket, None)
        if socket.slot >= 0:
            self.counts.kinds[socket.principal.kind] -= 1
            del self._slots[socket.slot][socket]
            socket.slot = -1
            account = socket.principal.account
            others = self._accounts[account]
            del others[socket]
            if not others:
                del self._accounts[account]
        socket.awaits(self._closing.add(socket, self.now()))

    def lost(self, socket: LiveSocket) -> None:
        """Its line is gone."""
        socket.awaits(None)
        if socket in self._sockets:
            del self._sockets[socket]
            self._addresses.remove(socket.address)

    def slow(self, socket: LiveSocket) -> None:
        """Its transport is full."""
        now = self.now()
        self.counts.slow += 1
        self._slow[socket] = now, now, socket.transport.get_write_buffer_size()
        self.fanout.pause(socket)

    def drained(self, socket: LiveSocket) -> None:
        self._slow.pop(socket, None)
        self.fanout.resume(socket)

    def expired(self, principal: Principal) -> bool:
        """As far as this process knows the time; whether a session is over is decided by PostgreSQL."""
        return principal.expires_at <= self.config.clock()

    def farewell(self) -> float:
        """Seconds over which the closing of this many connections is spread."""
        return min(self.config.limits.farewell, len(self._sockets) / 5000)

    def late(self) -> float:
        """Seconds by which the loop comes late to its timer, again and again: one long step is none of it."""
        return min(self.counts.last_late)

    def await_head(self, http: LiveHttp) -> Deadline[LiveHttp]:
        return self._heads.add(http, self.now())

    def await_body(self, http: LiveHttp) -> Deadline[LiveHttp]:
        return self._bodies.add(http, self.now())

    def cut_soon(self, transport: asyncio.Transport) -> Deadline[LiveSocket | asyncio.Transport]:
        return self._closing.add(transport, self.now())

    # time

    def _next_tick(self) -> None:
        self._tick_at = self._loop.time() + self._tick
        self._timer = self._loop.call_at(self._tick_at, self._on_tick)

    def _on_tick(self) -> None:
        self.counts.tick(self._loop.time() - self._tick_at)
        try:
            self._look(self.now())
        except Exception:
            log.exception("live.tick_failed")
        self._next_tick()

    def _look(self, now: float) -> None:
        for http in self._heads.due(now):
            http.late()
        for http in self._bodies.due(now):
            http.look_at_body(now)
        for closing in self._closing.due(now):
            if not isinstance(closing, LiveSocket):
                closing.abort()
            elif closing in self._sockets:
                closing.transport.abort()  # the peer has had its time to close
        for socket in self._unknown.due(now):
            if socket.session.state is State.ANONYMOUS:
                socket.close(codes.NOT_AUTHENTICATED, "nothing said who this is")
            elif socket.slot < 0 and not socket.closed:
                socket.close(codes.GOING_AWAY, "not available now")  # it did say; we could not look it up
        self._look_at_slow(now)
        self.fanout.give_up_ahead()
        self.presence.look()
        self._heartbeat()
        if self._log_is_still():
            self._close_staff()

    def _look_at_slow(self, now: float) -> None:
        limits = self.config.limits
        for socket, (since, moved, size) in list(self._slow.items()):
            left = socket.transport.get_write_buffer_size()
            if left < size:
                moved, size = now, left
                self._slow[socket] = since, moved, size
            if now - moved > limits.stalled or now - since > limits.slow:
                socket.close(codes.TOO_SLOW)
        self._bound_waiting(limits.waiting_bytes)

    def _bound_waiting(self, most: int) -> None:
        """Ends the readers that have most waiting, until all together have no more than `most` bytes."""
        waiting = {
            socket: socket.transport.get_write_buffer_size() for socket in self._slow if not socket.closed
        }
        total = sum(waiting.values())
        for socket in sorted(waiting, key=waiting.__getitem__, reverse=True):
            if total <= most:
                return
            total -= waiting[socket]
            socket.close(codes.TOO_SLOW)

    def _heartbeat(self) -> None:
        self._turn = (self._turn + 1) % len(self._slots)
        due = list(self._slots[self._turn])
        for socket in due:
            socket.silent += 1
            if socket.silent > self.config.limits.silent and not socket.paused:
                socket.close(codes.SILENT)
            elif self.expired(socket.principal):
                self.gate.recheck(socket.principal.account)
        self.fanout.mark(socket for socket in due if not socket.closed)

    def _log_is_still(self) -> bool:
        return self.now() - self.config.progress_at() > self.config.limits.log_still

    def _close_staff(self) -> None:
        for sockets in list(self._accounts.values()):
            for socket in list(sockets):
                if socket.principal.kind == "staff":
                    socket.close(codes.GOING_AWAY, "the log does not move")

    def _close_all(self) -> None:
        for socket in list(self._sockets):
            socket.close(codes.DEFECT)
