"""Bytes of RFC 6455: our own text frames out, the `websockets` parser in.

A frame to a client is not masked, so it is a short header in front of the message, the same for every reader:
it is made here by hand once and written many times. What comes in goes through the library, which checks it.
"""

import logging
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from websockets.frames import CloseCode
from websockets.protocol import OPEN
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from hub.live.codes import OF_FRAMES, clip
from hub.live.protocol import MESSAGE_BYTES, SUBPROTOCOL, Mark, encode

_SHORT: Final = tuple(bytes((0x81, size)) for size in range(126))

PING: Final = b"\x89\x00"
"""An empty ping: every client answers it by itself, so that silence means a dead line."""


def header(size: int) -> bytes:
    """The header of an unmasked, final text frame of `size` bytes."""
    if size < 126:
        return _SHORT[size]
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big")
    return b"\x81\x7f" + size.to_bytes(8, "big")


def text_frame(message: bytes) -> bytes:
    return header(len(message)) + message


def join(messages: Iterable[bytes]) -> bytes:
    """Many messages as one piece of bytes, a frame each."""
    parts: list[bytes] = []
    for message in messages:
        parts.append(header(len(message)))
        parts.append(message)
    return b"".join(parts)


@lru_cache(maxsize=8)
def mark_frame(seq: int) -> bytes:
    """A heartbeat: the mark, and the ping that asks whether anybody is there."""
    return text_frame(encode(Mark(seq))) + PING


def is_pong(data: bytes) -> bool:
    """Whether this is one masked, empty pong, the answer to `PING`; for data that begins a frame."""
    return len(data) == 6 and data[0] == 0x8A and data[1] == 0x80


def are_frames(data: bytes) -> bool:
    """Whether this is whole frames of a client (masked, shorter than 64 KiB), for data that begins a frame. False
    also when the header is cut or the frame is longer than any we take."""
    at, size = 0, len(data)
    while at + 6 <= size:
        length = data[at + 1] & 0x7F
        if length == 127:
            return False
        if length == 126:
            length = 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        at += 6 + length
    return at == size


# The library tells of every opened and closed connection; only its own defects are worth a line.
_logger = logging.getLogger("hub.live.frames")
_logger.setLevel(logging.ERROR)


class Frames(ServerProtocol):
    """The library's parser with our limits and our close codes. The handshake is answered by `accept`;
    parsing starts behind it, because the HTTP protocol has read the request already."""

    def __init__(self) -> None:
        super().__init__(
            state=OPEN,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            max_size=MESSAGE_BYTES,
            logger=_logger,
        )

    def fail(self, code: CloseCode | int, reason: str = "") -> None:
        close = OF_FRAMES.get(code)
        if close is None:
            super().fail(code, reason)
        else:
            super().fail(close.code, clip(f"{close.reason}: {reason}" if reason else close.reason))

    def end(self) -> None:
        """Nothing comes any more. The library's parser and what it raised hold themselves alive; the collector, which
        would find them, is sent for seldom (`hub.serve`)."""
        self.parser.close()
        self.parser_exc = self.handshake_exc = None
