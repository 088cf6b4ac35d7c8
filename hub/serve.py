"""Runs a hub behind uvicorn, on one port for HTTP and the live socket."""

import asyncio
import gc
import os
import signal
import socket
import time
from collections.abc import Sequence

import psutil
import structlog
import uvicorn

from hub import metrics, scrape
from hub.app import Hub
from hub.children import Child, running
from hub.settings import Settings, to_environ

log = structlog.get_logger("serve")

# After a stop: this long for requests in flight and sockets to end (seconds).
GRACE = 10
# A new process serves within this, or something is wrong with it (seconds).
UP = 60.0


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
            if not serving.done():
                await asyncio.sleep(settings.drain_seconds)
            server.should_exit = True
            await serving
            stopped.cancel()


async def serve_many(settings: Settings, stop: asyncio.Event, *, processes: int) -> None:
    """Runs several hub processes on one port: each has a socket of its own, the kernel spreads connections. SIGHUP
    puts new processes in their places, one after the other."""
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
    anew = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, anew.set)
    async with running(several):
        stopped = asyncio.create_task(stop.wait())
        while not stop.is_set():
            asked = asyncio.create_task(anew.wait())
            await asyncio.wait({stopped, asked}, return_when=asyncio.FIRST_COMPLETED)
            asked.cancel()
            if anew.is_set():
                anew.clear()
                await _one_by_one(several, settings.port, stop)


async def _one_by_one(several: Sequence[Child], port: int, stop: asyncio.Event) -> None:
    """Each child anew when the one before it serves; when one does not come up, the others stay as they are."""
    for child in several:
        await child.renew()
        deadline = time.monotonic() + UP
        while not stop.is_set() and not _listens(child, port):
            if time.monotonic() > deadline:
                log.error("a new process does not serve; the others are left as they are", name=child.name)
                return
            await asyncio.sleep(0.1)
        if stop.is_set():
            return
        log.info("a process was put in place", name=child.name)


def _listens(child: Child, port: int) -> bool:
    try:
        lines = psutil.Process(child.process.pid).net_connections("tcp") if child.process else []
    except psutil.Error:
        return False
    return any(one.status == psutil.CONN_LISTEN and one.laddr.port == port for one in lines)


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
