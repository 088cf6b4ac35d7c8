"""A websocket reader that costs next to nothing, for crowds: it notes the numbers of events and what closed it."""

import asyncio
import base64
import json
import os
import socket
import time
from collections.abc import Sequence
from uuid import UUID

from hub.live.protocol import SUBPROTOCOL

EVENT = b'{"op":"event","seq":'
STAMP = b'"sent":"'


def masked(opcode: int, payload: bytes, mask: bytes = b"\0\0\0\0") -> bytes:
    """A whole frame as a client sends it; a mask of zeroes leaves the text readable."""
    size = len(payload)
    if size < 126:
        head = bytes((0x80 | opcode, 0x80 | size))
    elif size < 65536:
        head = bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2, "big")
    else:
        head = bytes((0x80 | opcode, 0xFF)) + size.to_bytes(8, "big")
    body = bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload)) if any(mask) else payload
    return head + mask + body


def message(**fields: object) -> bytes:
    """A text message as a client sends it."""
    return masked(1, json.dumps(fields).encode())


def handshake(log: UUID, token: str | None, address: str = "127.0.0.1", *more: str) -> bytes:
    """The upgrade; the hub believes `X-Forwarded-For` of this machine."""
    lines = [
        f"GET /live?log={log} HTTP/1.1", "Host: hub", "Connection: Upgrade", "Upgrade: websocket",
        "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        f"Sec-WebSocket-Protocol: {SUBPROTOCOL}", f"X-Forwarded-For: {address}", *more,
    ]  # fmt: skip
    if token:
        lines.append(f"Authorization: Bearer {token}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Thin(asyncio.Protocol):
    """One reader. `seqs`: every event it was sent, in order; `delays`: seconds since those with a stamp were
    written; `closed`: the close code, or 1006 when the line ended without one, or the status of a refusal."""

    def __init__(self, log: UUID, token: str, topics: Sequence[str], address: str) -> None:
        self.log, self.token, self.topics, self.address = log, token, topics, address
        self.epoch = ""
        self.seqs: list[int] = []
        self.delays: list[float] = []
        self.resets = 0
        self.closed = 0
        self.recovered = False
        self.errors: list[bytes] = []
        self.transport: asyncio.Transport
        self._buffer = bytearray()
        self._open = False
        self._since: int | None = None

    @property
    def seq(self) -> int:
        return self.seqs[-1] if self.seqs else 0

    async def connect(self, port: int, *, since: int | None = None, receive_buffer: int = 0) -> None:
        """Connects and subscribes, from `since` on if given. A small buffer makes a stuck reader felt sooner."""
        line = socket.socket()
        line.setblocking(False)
        if receive_buffer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_connect(line, ("127.0.0.1", port))
            self._buffer.clear()
            self._open = self.recovered = False
            self.closed, self._since = 0, since
            await loop.create_connection(lambda: self, sock=line)
        except BaseException:
            line.close()
            raise

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.transport = transport
        transport.write(handshake(self.log, self.token, self.address))

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer
        buffer += data
        if not self._open:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            status = int(buffer[9:12])
            if status != 101:
                self.closed = status
                self.transport.close()
                return
            del buffer[: end + 4]
            self._open = True
            place = {} if self._since is None else {"from": {"epoch": self.epoch, "seq": self._since}}
            self.transport.write(message(op="subscribe", id=1, topics=self.topics, **place))
        start = 0
        while len(buffer) - start >= 2:
            size, skip = buffer[start + 1] & 0x7F, 2
            if size >= 126:
                skip = 4 if size == 126 else 10
                if len(buffer) - start < skip:
                    break
                size = int.from_bytes(buffer[start + 2 : start + skip], "big")
            if len(buffer) - start < skip + size:
                break
            self._frame(buffer[start] & 0x0F, bytes(buffer[start + skip : start + skip + size]))
            start += skip + size
        del buffer[:start]

    def _frame(self, opcode: int, payload: bytes) -> None:
        if payload.startswith(EVENT):
            self.seqs.append(int(payload[len(EVENT) : payload.index(b",", len(EVENT))]))
            place = payload.find(STAMP)
            if place >= 0:
                sent = int(payload[place + len(STAMP) : place + len(STAMP) + 19])
                self.delays.append((time.monotonic_ns() - sent) / 1e9)
        elif opcode == 8:
            self.closed = int.from_bytes(payload[:2], "big")
            self.transport.write(masked(8, payload[:2]))
        elif opcode == 9:
            self.transport.write(masked(10, payload))
        elif opcode == 1:
            told = json.loads(payload)
            match told["op"]:
                case "welcome":
                    self.epoch = told["epoch"]
                case "recovered":
                    self.recovered = True
                case "reset":
                    self.resets += 1
                case "error":
                    self.errors.append(payload)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = self.closed or 1006
