"""One connection: bytes in and out. It owns its transport and has no task, no queue and no timer of its own.

Sans-I/O parts decide (`Frames`: the frames, `Session`: the messages, `Fanout`: what is sent); here their
bytes are moved and their effects performed.

- The handshake's step of the loop writes the 101 only; everything else begins with the next step.
- Nothing is written after a close frame. Two seconds later the line is cut, if the peer has not done it.
- A reader whose transport holds 256 KiB is paused: it is not written to and not read from until it has
  drained.
- While an answer of PostgreSQL is awaited, nothing more is read from this client.
"""

import asyncio
import random
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from uvicorn.server import ServerState
from websockets.datastructures import Headers
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import OPEN

from hub.live import codes
from hub.live.audiences import Audience
from hub.live.codes import CUT, Close, clip
from hub.live.frames import Frames, are_frames, is_pong, text_frame
from hub.live.limits import WRITE_BYTES, Deadline
from hub.live.protocol import encode
from hub.live.recovery import Group
from hub.live.session import (
    Announce,
    Authorise,
    Drop,
    Effects,
    Open,
    Principal,
    Redeem,
    Send,
    Session,
    Shut,
    welcome,
)

if TYPE_CHECKING:
    from hub.live.server import Live

TOKEN_CHARS = 200
"""Longer ones are nobody's."""


class LiveSocket(asyncio.Protocol):
    """uvicorn's `ws=` class, bound to one `Live` by subclassing (`live`)."""

    live: ClassVar["Live"]

    __slots__ = (
        "_connections", "_frames_in_window", "_partial", "_reading", "_window", "address", "audience",
        "checked", "closed", "deadline", "frames", "groups", "heard", "paused", "session", "silent", "slot",
        "transport", "whole", "write",
    )  # fmt: skip

    def __init__(self, config: object, server_state: ServerState, app_state: object) -> None:
        self._connections: set[Any] = server_state.connections
        self.frames = Frames()
        self.audience: Audience | None = None
        self.groups: list[Group] = []
        self.paused = False
        self.closed = False
        self.deadline: Deadline[Any] | None = None
        """To say who it is, or to close."""
        self.address = ""
        self.heard = self.checked = 0
        """Changes of rights heard of; and the number up to which the principal reflects them."""
        self.silent = 0
        """Heartbeats since the last byte came."""
        self.slot = -1
        """Whose turn it is among the heartbeats; -1: not authenticated, none."""
        self.whole = True
        """What comes next is the beginning of a frame; False also when that is not known."""
        self._partial: bytearray | None = None
        self._reading = True
        self._window = 0.0
        self._frames_in_window = 0

    @property
    def principal(self) -> Principal:
        """Who this is; only after `recognised`."""
        assert self.session.principal is not None
        return self.session.principal

    # the handshake

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.transport = transport
        self.write = transport.write
        transport.set_write_buffer_limits(high=WRITE_BYTES)
        self._connections.add(self)

    def handshake(self, request: Request, peer: str) -> None:
        """Answers the upgrade; who it is comes later, so that nobody waits for PostgreSQL here."""
        config = self.live.config
        origin = request.headers.get_all("Origin")
        token = _token(request.headers, config.cookie if origin else None)
        self.session = Session(known=token is not None)
        self.address = self.live.trusted.client(peer, request.headers.get_all("X-Forwarded-For"))
        reason = "handshake"
        if origin and (len(origin) > 1 or origin[0] not in config.origins):
            response, reason = (
                self.frames.reject(HTTPStatus.FORBIDDEN, "Origin is not on the list.\n"),
                "origin",
            )
        elif parse_qs(urlsplit(request.path).query).get("log") != [str(config.log)]:
            response, reason = self.frames.reject(HTTPStatus.NOT_FOUND, "No such log.\n"), "log"
        else:
            response = self.frames.accept(request)
        if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            self.live.counts.refused[reason] += 1
        self._answer(response, token)

    def _answer(self, response: Response, token: str | None) -> None:
        self.write(response.serialize())
        if response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            asyncio.get_running_loop().call_soon(self._begin, token)
        else:
            self.closed = self.paused = True
            self.transport.close()

    def _begin(self, token: str | None) -> None:
        if self.closed or not self.live.admit(self):
            return
        if token is not None:
            self.live.gate.resolve(self, token)

    def recognised(self, principal: Principal | None) -> None:
        """Who it is, or that it is nobody."""
        if self.closed:
            return
        refusal = self.live.enter(self, principal) if principal is not None else None
        if refusal is not None:
            self.close(*refusal)
            return
        fanout, limits = self.live.fanout, self.live.config.limits
        name = str(self.frames.id)
        self._perform(
            self.session.recognised(principal, welcome(name, fanout.epoch, fanout.seq, limits.heartbeat))
        )

    def answered(self, asked: Authorise | None, topics: tuple[str, ...], allowed: set[str]) -> None:
        """What it may read of the topics it asked for, or of those it reads already."""
        if asked is not None:
            self._perform(self.session.authorised(asked, allowed))
        else:
            self._perform(self.session.narrowed(topics, allowed))

    def ended(self) -> None:
        """Its session is no more."""
        expired = self.live.expired(self.principal)
        self.close(codes.NOT_AUTHENTICATED if expired else codes.REVOKED)

    # in

    def data_received(self, data: bytes) -> None:
        self.silent = 0
        if self.whole:
            if is_pong(data):  # the answer to a heartbeat: most of what a console says
                if self._too_many():
                    self.close(codes.TOO_MANY, "messages")
                return
            self.whole = are_frames(data)
        frames = self.frames
        frames.receive_data(data)
        for event in frames.events_received():
            if not self.closed:
                self._frame(event)
        if self.closed:
            frames.data_to_send()  # an answer to a ping, after our close frame
            if frames.close_rcvd is not None:
                self.transport.close()
        elif frames.state is not OPEN:
            self._parting(frames.data_to_send())
        elif frames.writes:
            self.write(b"".join(frames.data_to_send()))

    def _frame(self, frame: Any) -> None:
        assert isinstance(frame, Frame)
        if self._too_many():
            self.close(codes.TOO_MANY, "messages")
            return
        match frame.opcode:
            case Opcode.TEXT if frame.fin:
                self._perform(self.session.receive(bytes(frame.data)))
            case Opcode.TEXT:
                self._partial = bytearray(frame.data)
            case Opcode.CONT if self._partial is not None:
                self._partial += frame.data
                if frame.fin:
                    text, self._partial = bytes(self._partial), None
                    self._perform(self.session.receive(text))
            case Opcode.BINARY:
                self.close(codes.BAD_MESSAGE, "binary frame")

    def _too_many(self) -> bool:
        limits, now = self.live.config.limits, self.live.now()
        if now - self._window > limits.window:
            self._window, self._frames_in_window = now, 0
        self._frames_in_window += 1
        return self._frames_in_window > limits.messages

    def _perform(self, effects: Effects) -> None:
        for effect in effects:
            if self.closed:
                return
            match effect:
                case Send(message):
                    frame = text_frame(encode(message))
                    self.write(frame)
                    self.live.counts.wrote(1, len(frame))
                case Open(id, topics, since):
                    self.live.fanout.open(self, id, topics, since)
                case Drop(topics, ids):
                    self.live.presence.leave(self, topics)
                    self.live.fanout.drop(self, topics, ids)
                case Announce(topic, state):
                    who = self.principal
                    self.live.presence.announce(self, who.account, who.name, topic, state)
                case Authorise():
                    self.live.gate.authorise(self, effect)
                case Redeem(ticket):
                    self.live.gate.redeem(self, ticket)
                case Shut(close, detail):
                    self.close(close, detail)
        self._regulate()

    # out

    def pause_writing(self) -> None:
        if not self.closed:
            self.paused = True
            self.live.slow(self)
            self._regulate()

    def resume_writing(self) -> None:
        if not self.closed:
            self.paused = False
            self.silent = 0  # it was not listened to
            self.live.drained(self)
            self._regulate()

    def _regulate(self) -> None:
        wanted = self.closed or (self.session.listening and not self.paused)
        if wanted != self._reading and not self.transport.is_closing():
            self._reading = wanted
            if wanted:
                self.transport.resume_reading()
            else:
                self.transport.pause_reading()

    # the end

    def awaits(self, deadline: Deadline[Any] | None) -> None:
        """Another deadline, or none any more: one that is over keeps nothing of a line that has ended."""
        if self.deadline is not None:
            self.deadline.thing = None
        self.deadline = deadline

    def close(self, close: Close, detail: str = "") -> None:
        """Sends the close frame, as the last thing."""
        if self.closed:
            return
        self._gone(close.code)
        if self.frames.state is OPEN:
            self.frames.send_close(close.code, clip(f"{close.reason}: {detail}" if detail else close.reason))
            self.write(b"".join(self.frames.data_to_send()))
        self._regulate()  # to read the peer's close frame

    def _parting(self, last: list[bytes]) -> None:
        """The peer has closed, or the parser has: its close frame is ready. After an error the peer may
        still be sending; closing the line on unread bytes would reset it and lose the frame, so only our
        side closes."""
        first = self.frames.close_rcvd or self.frames.close_sent
        self._gone(first.code if first else CUT)
        self.write(b"".join(last))
        if self.frames.close_rcvd is not None or not self.transport.can_write_eof():
            self.transport.close()
        else:
            self.transport.write_eof()
        self._regulate()

    def _gone(self, code: int) -> None:
        self.live.counts.closed(code)
        self.closed = self.paused = True
        self._partial = None
        self.live.forget(self)

    def shutdown(self) -> None:
        """uvicorn: the process goes away. Spread, so that not everybody comes to the next one at once."""
        delay = random.uniform(0, self.live.farewell())  # noqa: S311
        asyncio.get_running_loop().call_later(delay, self.close, codes.GOING_AWAY)

    def connection_lost(self, error: Exception | None) -> None:
        self._connections.discard(self)
        if not self.closed:
            self._gone(CUT)
        self.frames.end()
        self.live.lost(self)


def _token(headers: Headers, cookie: str | None) -> str | None:
    """The session token of the handshake: a bearer's, or the cookie's when a page on the list sent it.
    Without an `Origin` the cookie does not count: nothing says then that a page of ours has sent it."""
    token = None
    for value in headers.get_all("Authorization"):
        scheme, _, token = value.partition(" ")
        if scheme.lower() != "bearer":
            token = None
    if token is None and cookie is not None:
        for value in headers.get_all("Cookie"):
            for part in value.split(";"):
                name, _, content = part.strip().partition("=")
                if name == cookie:
                    token = content
    return token.strip() if token and len(token) <= TOKEN_CHARS else None
