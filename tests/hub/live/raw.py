"""A peer that writes any bytes and reads frames; and what reached the hub of them."""

import asyncio
import struct

from websockets.frames import Close, Frame, Opcode

from hub.live.wire import LiveSocket
from tests.hub.live.conftest import Hub


class Raw:
    """A peer that writes any bytes and reads frames."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, hub: Hub, *headers: str) -> "Raw":
        raw = cls(*await hub.raw())
        raw.writer.write(hub.upgrade(*headers))
        head = await raw.reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 "), head
        return raw

    async def frame(self) -> tuple[int, bytes]:
        """Opcode and payload of the next frame; (-1, b"") at the end."""
        async with asyncio.timeout(10):
            try:
                first, size = await self.reader.readexactly(2)
                if size == 126:
                    (size,) = struct.unpack("!H", await self.reader.readexactly(2))
                return first & 15, await self.reader.readexactly(size)
            except (asyncio.IncompleteReadError, ConnectionResetError):
                return -1, b""

    def send(self, opcode: Opcode, data: bytes, fin: bool = True) -> None:
        self.writer.write(Frame(opcode, data, fin).serialize(mask=True))

    async def rest(self, answer: bool = True) -> list[tuple[int, bytes]]:
        """All frames to the end of the line; a close frame is answered by our end of it."""
        frames = []
        while (frame := await self.frame())[0] != -1:
            frames.append(frame)
            if frame[0] == Opcode.CLOSE and self.writer.can_write_eof() and answer:
                self.writer.write_eof()
        self.writer.close()
        return frames


def reads_of(hub: Hub) -> list[bytes]:
    """What each read brings to the sockets that are opened from here on, once it has been acted on."""
    reads: list[bytes] = []
    receive = hub.live.websocket_class.data_received

    def record(socket: LiveSocket, data: bytes) -> None:
        receive(socket, data)
        reads.append(data)

    hub.live.websocket_class.data_received = record  # type: ignore[method-assign]
    return reads


def code(frames: list[tuple[int, bytes]]) -> int:
    """The close code; a close frame is the last one."""
    assert frames[-1][0] == Opcode.CLOSE, frames
    assert [opcode for opcode, _ in frames].count(Opcode.CLOSE) == 1
    return Close.parse(frames[-1][1]).code
