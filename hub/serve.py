"""Runs a hub behind uvicorn, on one port for HTTP and the live socket."""

import asyncio
import socket

import structlog
import uvicorn

from hub.app import Hub
from hub.settings import Settings

log = structlog.get_logger("serve")

# After a stop: this long for requests in flight and sockets to end (seconds).
GRACE = 10


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serves until `stop` is set, then lets what is in flight end."""
    async with Hub.open(settings) as hub:
        listener = socket.create_server((settings.host, settings.port), backlog=4096, reuse_port=True)
        listener.setblocking(False)
        server = uvicorn.Server(config(hub))
        running = asyncio.create_task(server.serve(sockets=[listener]))
        log.info("serving", host=settings.host, port=settings.port)
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        await running
        stopped.cancel()


def config(hub: Hub) -> uvicorn.Config:
    """uvicorn with our protocol classes; signals are ours."""
    return uvicorn.Config(
        hub.app,
        http=hub.live.http_class,
        ws=hub.live.websocket_class,
        loop="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        # The live class and the http class resolve forwarded addresses themselves, from trusted peers only.
        proxy_headers=bool(hub.settings.trusted_proxies),
        forwarded_allow_ips=list(hub.settings.trusted_proxies),
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=30,
        backlog=4096,
        # limit_concurrency stays unset: it would count sockets against HTTP.
    )
