"""A TCP proxy that spoils lines: delay, throttle, slice, cut, half-close, swallow answers.

Knobs count for every byte that passes after they were turned. A cut resets both sides, as a lost network does in
the end; what was under way is gone.
"""

import asyncio
import contextlib
import random
import socket
import struct
from collections import deque
from collections.abc import AsyncIterator
from typing import NamedTuple

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER that makes a close a reset."""
PIECE = 64 * 1024


class Cut(NamedTuple):
    """Where a connection is cut: `offset` bytes into piece number `frame` of what the hub sends. Piece 0 is the
    head of the HTTP answer, the others are the websocket frames that follow it."""

    frame: int
    offset: int


class Meter:
    """Follows the hub's bytes and says where in them a cut lies."""

    def __init__(self, cut: Cut) -> None:
        self._cut = cut
        self._buffer = bytearray()
        self._piece = 0
        self._start = 0  # of the piece, counted from the connection's first byte
        self._seen = 0

    def let_through(self, data: bytes) -> tuple[int, bool]:
        """How many of these bytes may pass, and whether the line is cut then."""
        self._buffer += data
        while self._piece < self._cut.frame and (size := self._size()):
            del self._buffer[:size]
            self._piece += 1
            self._start += size
        at = self._start + self._cut.offset
        before, self._seen = self._seen, self._seen + len(data)
        if self._piece == self._cut.frame and self._seen >= at:
            return max(0, at - before), True
        return len(data), False

    def _size(self) -> int:
        """Bytes of the first whole piece in the buffer; 0: it is not whole yet."""
        buffer = self._buffer
        if self._piece == 0:
            end = buffer.find(b"\r\n\r\n")
            return end + 4 if end >= 0 else 0
        if len(buffer) < 4:
            # Only the empty ping is shorter than this.
            return 2 if len(buffer) >= 2 and not buffer[1] else 0
        size = buffer[1] & 0x7F
        if size == 126:
            size = 2 + int.from_bytes(buffer[2:4], "big")
        elif size == 127:
            size = 8 + int.from_bytes(buffer[2:10], "big")
        size += 2
        return size if len(buffer) >= size else 0


class Line:
    """One connection through the proxy."""

    def __init__(self, client: asyncio.StreamWriter, hub: asyncio.StreamWriter, cut: Cut | None) -> None:
        self.client = client
        self.hub = hub
        self.meter = Meter(cut) if cut else None
        self.doomed = False

    def cut(self) -> None:
        for writer in (self.client, self.hub):
            line = writer.get_extra_info("socket")
            with contextlib.suppress(OSError, ValueError):  # uvloop's of a line that has just gone
                if line is not None:  # else it is closed
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            writer.transport.abort()


class Proxy:
    """Stands in front of a port of this machine."""

    def __init__(self, target: int, rng: random.Random) -> None:
        self.target = target
        self.port = 0
        self.delay = 0.0
        """Seconds that each piece waits, in both directions."""
        self.rate = 0.0
        """Bytes a second, in each direction of each line; 0: as fast as it goes."""
        self.slice = 0
        """Most bytes that go on in one piece, each piece of another size; 0: as they come."""
        self.refusing = False
        self.cuts: deque[Cut] = deque()
        """Each new connection takes one."""
        self.swallowing = False
        """Answers of the hub are kept in `swallowed` and the line is cut instead."""
        self.swallowed: list[bytes] = []
        self.accepted = 0
        self.fatal = b""
        """A line that carries this to the hub is cut when the answer comes, and before it goes on."""
        self.fell = 0
        """How often that was."""
        self.lines: set[Line] = set()
        self._rng = rng
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self, share: float = 1.0) -> int:
        """Cuts so many of the lines; returns how many that were."""
        lines = [line for line in self.lines if self._rng.random() < share]
        for line in lines:
            line.cut()
        return len(lines)

    def half_close(self) -> None:
        """The clients seem to have said all they have to say; the hub may go on talking."""
        for line in self.lines:
            if line.hub.can_write_eof() and not line.hub.is_closing():
                line.hub.write_eof()

    def accept(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, client))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        self.accepted += 1
        try:
            if self.refusing:
                return
            hub_reader, hub = await asyncio.open_connection("127.0.0.1", self.target)
            try:
                await self._carry(reader, client, hub_reader, hub)
            finally:
                hub.transport.abort()
        except OSError:
            pass  # the hub is not there, or the line was cut
        finally:
            client.transport.abort()

    async def _carry(
        self,
        client_reader: asyncio.StreamReader,
        client: asyncio.StreamWriter,
        hub_reader: asyncio.StreamReader,
        hub: asyncio.StreamWriter,
    ) -> None:
        """Both directions, until both have ended or one broke."""
        line = Line(client, hub, self.cuts.popleft() if self.cuts else None)
        self.lines.add(line)
        pumps = [
            asyncio.create_task(self._ask(client_reader, hub, line)),
            asyncio.create_task(self._pump(hub_reader, client, line)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_EXCEPTION)
            for writer in (client, hub):
                if not writer.is_closing():
                    await writer.drain()
                    writer.close()
                    await writer.wait_closed()
        finally:
            self.lines.discard(line)
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)

    async def _ask(self, reader: asyncio.StreamReader, hub: asyncio.StreamWriter, line: Line) -> None:
        """To the hub."""
        while data := await reader.read(PIECE):
            line.doomed = line.doomed or bool(self.fatal and self.fatal in data)
            await self._pass_on(data, hub)
        if hub.can_write_eof():
            hub.write_eof()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: Line) -> None:
        """From the hub."""
        while data := await reader.read(PIECE):
            if line.doomed:
                self.fell += 1
                line.cut()
                raise ConnectionResetError
            if self.swallowing:
                self.swallowed.append(await _whole_answer(data, reader))
                line.cut()
                raise ConnectionResetError
            passing, over = line.meter.let_through(data) if line.meter else (len(data), False)
            await self._pass_on(data[:passing], writer)
            if over:
                await writer.drain()
                line.cut()
                raise ConnectionResetError
        if writer.can_write_eof():
            writer.write_eof()

    async def _pass_on(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        while data:
            size = self._rng.randint(1, self.slice) if self.slice else len(data)
            if self.delay or self.rate:
                await asyncio.sleep(self.delay + (size / self.rate if self.rate else 0))
            writer.write(data[:size])
            await writer.drain()
            data = data[size:]


async def _whole_answer(data: bytes, reader: asyncio.StreamReader) -> bytes:
    """The body of an HTTP answer that begins with `data`."""
    while b"\r\n\r\n" not in data:
        data += await reader.read(PIECE)
    head, _, body = data.partition(b"\r\n\r\n")
    sizes = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    size = int(sizes[0].partition(b":")[2]) if sizes else 0
    while len(body) < size:
        body += await reader.read(PIECE)
    return body


@contextlib.asynccontextmanager
async def proxy(target: int, rng: random.Random) -> AsyncIterator[Proxy]:
    """A proxy at work; its lines are cut at the end."""
    made = Proxy(target, rng)
    server = await asyncio.start_server(made.accept, "127.0.0.1", 0, backlog=4096)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        made.cut()
        await made.stop()
