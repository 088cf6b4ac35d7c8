"""`GET /metrics` on loopback, on a port of its own: never where the public comes.

In the loop, not in a thread: the numbers are read between two steps, and no other thread takes turns with the
sockets. A scrape of a hub takes half a millisecond.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final

import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

log = structlog.get_logger("metrics")

HOST: Final = "127.0.0.1"
PATIENCE: Final = 5.0
"""Seconds for a request, and for its answer to be taken."""
HEAD_BYTES: Final = 8 * 1024


@contextlib.asynccontextmanager
async def serving(port: int, registry: CollectorRegistry) -> AsyncIterator[None]:
    """Answers while the context is open; port 0: nothing is served. A port that is taken is an error in the
    log, not the end of the process."""
    server = None
    if port:
        try:
            server = await asyncio.start_server(
                lambda reader, writer: _answer(reader, writer, registry), HOST, port, limit=HEAD_BYTES
            )
        except OSError as error:
            log.error("metrics are not served", port=port, reason=str(error))
    try:
        yield
    finally:
        if server is not None:
            server.close()


async def _answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, registry: CollectorRegistry
) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.split("\r\n")
            fields = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
            }
            writer.write(_page(first.split(" "), fields.get("accept", ""), registry))
            await writer.drain()
    except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass
    finally:
        writer.close()


def _page(request: list[str], accept: str, registry: CollectorRegistry) -> bytes:
    match request:
        case ["GET", path, _] if path.partition("?")[0] == "/metrics":
            encode, kind = choose_encoder(accept)
            status, body = "200 OK", encode(registry)
        case _:
            status, kind, body = "404 Not Found", "text/plain", b"Only GET /metrics is here.\n"
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body
