"""The door: every command comes in through it, or is told when to come again (`hub.pressure` says which).

Nothing is asked of PostgreSQL or Redis for who is refused. A command counts from when its body is here, so that slow
lines take nobody's room.
"""

import random
from typing import Any, Final

import msgspec

from hub.db.pool import AHEAD
from hub.errors import DomainError
from hub.pressure import Pressure
from hub.problems import MEDIA_TYPE, body_of, locale_of

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
REPORTS: Final = frozenset({"/api/tickets", "/api/tickets/on-behalf", "/api/tickets/among-staff"})
PARTS: Final = frozenset({"/api/photos", "/api/voices"})
"""What goes before a report; one of an emergency says `Priority: u=0` (RFC 9218)."""
READING: Final = frozenset({"/api/live-tickets"})
"""Commands without which nobody can read."""
SMALL: Final = 64 * 1024
"""Bytes; larger bodies are let through as they come."""
AGAIN_SECONDS: Final = (2, 6)
"""When to come again: spread, so that not all come at once."""


class _Reported(msgspec.Struct):
    category: str = ""


_reported = msgspec.json.Decoder(_Reported)


class Door:
    """An ASGI application around another."""

    def __init__(self, app: Any, pressure: Pressure) -> None:
        self._app = app
        self._pressure = pressure

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"0" if b"transfer-encoding" not in headers else b"")
        body: bytes | None = None
        if length.isdigit() and int(length) <= SMALL:
            body = await _whole(receive)
            if body is None:
                return  # the client left
        pressure = self._pressure
        urgent = self._is_urgent(scope["path"], headers, body)
        if short := pressure.short_of(urgent=urgent):
            pressure.refused[short] += 1
            await _refuse(headers, send)
            return
        command = _Command(pressure, receive, body)
        ahead = AHEAD.set(urgent)
        try:
            await self._app(scope, command.receive, send)
        finally:
            AHEAD.reset(ahead)
            command.end()

    def _is_urgent(self, path: str, headers: dict[bytes, bytes], body: bytes | None) -> bool:
        if path in REPORTS and body is not None:
            try:
                return _reported.decode(body).category in self._pressure.urgent
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                return False
        return path in READING or (path in PARTS and headers.get(b"priority") == b"u=0")


class _Command:
    """One that was let in: counted from the end of its body to the end of its answer."""

    def __init__(self, pressure: Pressure, receive: Any, body: bytes | None) -> None:
        self._pressure = pressure
        self._receive = receive
        self._body = body
        self._counted = False
        if body is not None:
            self._count()

    async def receive(self) -> Any:
        if self._body is not None:
            message = {"type": "http.request", "body": self._body, "more_body": False}
            self._body = None
            return message
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body"):
            self._count()
        return message

    def end(self) -> None:
        if self._counted:
            self._pressure.commands -= 1

    def _count(self) -> None:
        if not self._counted:
            self._counted = True
            self._pressure.commands += 1


async def _whole(receive: Any) -> bytes | None:
    """A body; None when the client leaves in its middle."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts) if len(parts) > 1 else parts[0]


async def _refuse(headers: dict[bytes, bytes], send: Any) -> None:
    locale = locale_of(headers.get(b"accept-language", b"").decode("latin-1"))
    again = random.randint(*AGAIN_SECONDS)  # noqa: S311
    error = DomainError("overloaded", retry_after=again)
    body = body_of(error, locale)
    answer = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", b"%d" % len(body)),
        (b"content-language", locale.encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"retry-after", b"%d" % again),
    ]
    await send({"type": "http.response.start", "status": error.status, "headers": answer})
    await send({"type": "http.response.body", "body": body})
