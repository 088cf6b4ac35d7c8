"""Runs a hub behind uvicorn, on one port for HTTP and the live socket."""

import asyncio
import gc
import os
import socket

import structlog
import uvicorn

from hub import metrics, scrape
from hub.app import Hub
from hub.children import Child, running
from hub.settings import Settings, to_environ

log = structlog.get_logger("serve")

# After a stop: this long for requests in flight and sockets to end (seconds).
GRACE = 10


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serves until `stop` is set, then lets what is in flight end."""
    async with Hub.open(settings) as hub:
        spare_the_collector()
        listener = socket.create_server((settings.host, settings.port), backlog=4096, reuse_port=True)
        listener.setblocking(False)
        server = uvicorn.Server(config(hub))
        async with scrape.serving(settings.metrics_port, metrics.of_hub(hub)):
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            log.info("serving", host=settings.host, port=settings.port)
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
            hub.leaving = True
            server.should_exit = True
            await serving
            stopped.cancel()


async def serve_many(settings: Settings, stop: asyncio.Event, *, processes: int) -> None:
    """Runs several hub processes on one port: each has a socket of its own, the kernel spreads connections."""
    # The children learn everything from the environment; the number lets each tell its metrics apart.
    base = {**os.environ, **to_environ(settings)}
    several = [
        Child(
            f"hub-{n}",
            ["serve"],
            {**base, "METRICS_PORT": str(settings.metrics_port and settings.metrics_port + n)},
        )
        for n in range(processes)
    ]
    async with running(several):
        await stop.wait()


def spare_the_collector() -> None:
    """What is here now stays, and connections are many objects that live long: with Python's own thresholds the
    cyclic collector walks over them all again and again while they come, a tenth of the CPU in a storm."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def config(hub: Hub) -> uvicorn.Config:
    """uvicorn with our protocol classes; signals are ours."""
    return uvicorn.Config(
        hub.traffic,
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
