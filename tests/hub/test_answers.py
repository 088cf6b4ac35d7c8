"""JSON of some size is compressed for who takes it; HEAD is GET without a body."""

import gzip
from collections.abc import AsyncIterator
from typing import Any

import pytest
from litestar import Litestar, Response, get
from litestar.response import Stream
from litestar.testing import AsyncTestClient

from hub import pages
from hub.answers import COMPRESSION, SMALLEST, Heads
from tests.conftest import RunningHub
from tests.support import People

LARGE = {"text": "堵了" * SMALLEST}


@get("/large")
async def large() -> dict[str, str]:
    return LARGE


@get("/small")
async def small() -> dict[str, str]:
    return {"text": "x" * (SMALLEST // 2)}


@get("/photo", media_type="image/jpeg")
async def photo() -> Response[bytes]:
    return Response(b"\xff" * 4 * SMALLEST, media_type="image/jpeg")


@get("/table")
async def table() -> Stream:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield b"x" * SMALLEST

    return Stream(pieces(), media_type="application/json")


@get("/done")
async def done() -> Response[bytes]:
    content = gzip.compress(b'{"a": 1}' * SMALLEST, compresslevel=0)
    return Response(content, media_type="application/json", headers={"Content-Encoding": "gzip"})


@pytest.fixture
async def client() -> AsyncIterator[AsyncTestClient[Any]]:
    app = Litestar([large, small, photo, table, done], compression_config=COMPRESSION, openapi_config=None)
    async with AsyncTestClient(app) as client:
        yield client


async def test_json_of_some_size_is_compressed(client: AsyncTestClient[Any]) -> None:
    answer = await client.get("/large", headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) < SMALLEST
    assert answer.json() == LARGE
    plain = await client.get("/large", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == LARGE


@pytest.mark.parametrize("path", ["/small", "/photo", "/table"])
async def test_what_is_small_or_no_json_or_comes_in_pieces_is_not(
    client: AsyncTestClient[Any], path: str
) -> None:
    answer = await client.get(path, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert len(answer.content) >= SMALLEST // 2


async def test_nothing_is_compressed_twice(client: AsyncTestClient[Any]) -> None:
    answer = await client.get("/done", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content.startswith(b'{"a": 1}')


async def test_head_is_get_without_a_body() -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["method"] == "GET"
        scope["path_template"] = "/large"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"o", "more_body": True})
        await send({"type": "http.response.body", "body": b"k", "more_body": False})

    async def send(message: Any) -> None:
        seen.append(message)

    scope = {"type": "http", "method": "HEAD"}
    await Heads(app)(scope, None, send)
    assert [message["type"] for message in seen] == ["http.response.start", "http.response.body"]
    assert (seen[0]["headers"], seen[1]["body"]) == ([(b"content-length", b"2")], b"")
    assert scope == {"type": "http", "method": "HEAD", "path_template": "/large"}


async def test_the_hub_answers_so(hub: RunningHub, people: People) -> None:
    paths = ["/health", "/ready"]
    built = pages.DIST / "console" / "index.html"
    if built.exists():
        asset = next((pages.DIST / "console" / "assets").glob("*.js")).name
        paths += ["/", "/console/", f"/console/assets/{asset}"]
    async with await hub.client(await people.clerk()) as client:
        for path in paths:
            whole, head = await client.get(path), await client.head(path)
            assert (head.status_code, head.content) == (whole.status_code, b""), path
            assert head.headers["content-length"] == whole.headers["content-length"], path
            assert head.headers.get("content-type") == whole.headers.get("content-type"), path
        await people.owner.execute("UPDATE ticket_categories SET name = repeat('堵', 500)")
        answer = await client.get("/api/ticket-categories", headers={"Accept-Encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.json()["categories"]
        assert (await client.head("/nothing")).status_code == 404
