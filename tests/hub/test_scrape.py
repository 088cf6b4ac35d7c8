"""Metrics over HTTP, on loopback only."""

import asyncio
import socket

import httpx
import pytest
from prometheus_client import CollectorRegistry, Counter

from hub import scrape
from hub.embedded.process import free_port


@pytest.fixture
def registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    Counter("seen", "So often.", registry=registry).inc(3)
    return registry


async def test_metrics_and_nothing_else(registry: CollectorRegistry) -> None:
    port = free_port()
    async with (
        scrape.serving(port, registry),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        answer = await client.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain")
        assert "seen_total 3.0" in answer.text
        accept = "application/openmetrics-text; version=1.0.0"
        answer = await client.get("/metrics?name=x", headers={"Accept": accept})
        assert answer.headers["content-type"].startswith("application/openmetrics-text")
        assert answer.text.endswith("# EOF\n")
        assert (await client.get("/")).status_code == 404
        assert (await client.post("/metrics")).status_code == 404
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 1)


async def test_it_listens_on_loopback_only(
    registry: CollectorRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound: list[object] = []
    start = asyncio.start_server

    async def start_server(handler: object, host: object, port: object, **options: object) -> object:
        bound.append(host)
        return await start(handler, host, port, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio, "start_server", start_server)
    async with scrape.serving(free_port(), registry):
        assert bound == ["127.0.0.1"]
    async with scrape.serving(0, registry):
        assert len(bound) == 1


async def test_a_taken_port_ends_nothing(registry: CollectorRegistry) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        async with scrape.serving(taken.getsockname()[1], registry):
            pass


@pytest.mark.parametrize("head", [b"x" * 20_000, b"GET /metrics", b"\r\n\r\n", b"\xff\xff \r\n\r\n"])
async def test_who_speaks_no_http_is_sent_away(registry: CollectorRegistry, head: bytes) -> None:
    port = free_port()
    async with scrape.serving(port, registry):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head)
        writer.write_eof()
        try:
            answer = await reader.read()
        except ConnectionResetError:
            answer = b""
        assert b"seen" not in answer
        writer.close()
