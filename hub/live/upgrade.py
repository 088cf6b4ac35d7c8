"""HTTP in front of the socket: uvicorn's httptools protocol, with bounds, and the door to `/live`.

| what comes | answer |
|---|---|
| no complete head 10 s after the first byte was awaited | 408 |
| a body of which nothing came for 10 s, or less than 4 KiB a second after its first 5 s | 408 |
| a head, or the trailers of a body, above 16 KiB | 431 |
| an upgrade to websocket elsewhere than `/live` | 404 |
| an upgrade while a request is in flight (its answer would land inside the websocket) | 400, or cut |
| an upgrade with a body, or with bytes right behind it (they would be lost) | 400 |

A connection that was refused is read to its end and thrown away for two seconds, so that the answer arrives.
"""

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Final

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from websockets.datastructures import Headers
from websockets.http11 import Request

from hub.live.limits import Deadline

if TYPE_CHECKING:
    from hub.live.server import Live

PATH: Final = b"/live"


class _TooLargeError(Exception):
    """Raised inside the parser's callbacks; stops it."""


class LiveHttp(HttpToolsProtocol):
    """uvicorn's `http=` class, bound to one `Live` by subclassing (`live`)."""

    live: ClassVar["Live"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: Deadline[LiveHttp] | None = None
        """Of the head that is awaited."""
        self._coming: Deadline[LiveHttp] | None = None
        """Of the body that is awaited: the next look at how it comes."""
        self._bodily = False
        """Between a head and the end of its body."""
        self._began = 0.0
        self._seen = self._counted = 0
        """Bytes of the body at the last look; and when its time began."""
        self._cut: Deadline[Any] | None = None
        """Of a line that was refused and that its client should close."""
        self._refused = False
        self._fed = self._body = self._fields = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def _await_head(self) -> None:
        self._deadline = self.live.await_head(self)
        self._fed = self._body = self._fields = 0

    def _has_head(self) -> None:
        if self._deadline is not None:
            self._deadline.thing = None
            self._deadline = None

    def _has_body(self) -> None:
        self._bodily = False
        if self._coming is not None:
            self._coming.thing = None
            self._coming = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._has_head()
        self._has_body()
        if self._cut is not None:
            self._cut.thing = None
        super().connection_lost(exc)

    def late(self) -> None:
        """The head has not come in its time."""
        if not self._refused:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def look_at_body(self, now: float) -> None:
        """Whether the body comes on: it holds memory, or a file, for as long as it takes."""
        limits = self.live.config.limits
        if self.flow.read_paused or self.cycle.waiting_for_100_continue:
            self._began, self._counted = now, self._body  # we did not listen
        elif self._body == self._seen or self._body - self._counted < limits.body_rate * (
            now - self._began - limits.body_grace
        ):
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
            return
        self._seen = self._body
        self._coming = self.live.await_body(self)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        if self._deadline is None and not self._in_flight():
            self._await_head()  # also for bytes that begin no request: they stop the keep-alive timer
        self._unset_keepalive_if_required()
        self._fed += len(data)
        try:
            self.parser.feed_data(data)
            if self._bodily and self._coming is None:
                self._began, self._seen, self._counted = self.live.now(), 0, 0
                self._coming = self.live.await_body(self)
            # Between head and end, what is not body is chunk sizes and trailers: a chunk of one byte has
            # five.
            spare = self.live.config.limits.header_bytes + (17 * self._body if self._deadline is None else 0)
            if self._fed > spare and (self._deadline is not None or self._chunked()):
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        except httptools.HttpParserUpgrade as upgrade:
            if self._should_upgrade():
                self._upgrade(behind=len(data) - upgrade.args[0])
        except httptools.HttpParserCallbackError as error:
            large = isinstance(error.__context__, _TooLargeError)
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if large else HTTPStatus.BAD_REQUEST)
        except httptools.HttpParserError:
            self._refuse(HTTPStatus.BAD_REQUEST)

    # the parser's callbacks

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._fed = self._body = self._fields = 0

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value) + 4)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._has_head()
        self._bodily = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._has_body()
        super().on_message_complete()

    def on_body(self, body: bytes) -> None:
        self._body += len(body)
        super().on_body(body)

    def _count(self, size: int) -> None:
        self._fields += size
        if self._fields > self.live.config.limits.header_bytes:
            raise _TooLargeError

    def _chunked(self) -> bool:
        return any(name == b"transfer-encoding" for name, _ in self.headers)

    # the door

    def _in_flight(self) -> bool:
        return bool(self.pipeline) or (self.cycle is not None and not self.cycle.response_complete)

    def _upgrade(self, behind: int) -> None:
        names = {name for name, _ in self.headers}
        if self._in_flight() or behind or b"transfer-encoding" in names or b"content-length" in names:
            self._refuse(HTTPStatus.BAD_REQUEST)
        elif httptools.parse_url(self.url).path != PATH:
            self._refuse(HTTPStatus.NOT_FOUND)
        else:
            request = Request(
                self.url.decode("ascii", "replace"),
                Headers((name.decode("ascii"), value.decode("latin-1")) for name, value in self.headers),
                self.scope["method"],
                "HTTP/" + self.scope["http_version"],
            )
            peer = self.client[0] if self.client else ""
            self._has_body()
            transport = self.transport
            socket = self.live.websocket_class(self.config, self.server_state, self.app_state)
            self.connections.discard(self)
            self.parser = self.cycle = None  # type: ignore[assignment]
            transport.set_protocol(socket)
            socket.connection_made(transport)
            socket.handshake(request, peer)

    def _refuse(self, status: HTTPStatus) -> None:
        """An answer that needs no application, and the end of this connection."""
        self._refused = True
        self.live.counts.refused[f"http_{status.value}"] += 1
        self._has_head()
        self._has_body()
        self._unset_keepalive_if_required()
        if self._in_flight():
            alone = not self.pipeline and not self.cycle.response_started
            self.pipeline.clear()
            self.cycle.disconnected = True  # whoever waits for the rest hears that nobody is there any more
            self.cycle.message_event.set()
            if status != HTTPStatus.REQUEST_TIMEOUT or not alone:
                # An answer is under way: another one in its middle would be taken for a part of it.
                self.transport.close()
                return
        body = f"{status.phrase}\n".encode()
        self.transport.write(
            b"HTTP/1.1 %d %b\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n"
            b"connection: close\r\n\r\n%b" % (status, status.phrase.encode(), len(body), body)
        )
        if self.transport.can_write_eof():
            self.transport.write_eof()
            self._cut = self.live.cut_soon(self.transport)
        else:
            self.transport.close()
