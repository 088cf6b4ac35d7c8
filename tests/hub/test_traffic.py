"""Requests are counted by what was answered, under labels that cannot grow."""

from typing import Any

import pytest

from hub.traffic import GONE, OTHER, Traffic


async def call(traffic: Traffic, method: str = "GET", **scope: Any) -> None:
    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        pass

    await traffic({"type": "http", "method": method, **scope}, receive, send)


def answering(status: int) -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        scope["path_template"] = "/things/{id}"
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return app


async def test_by_route_method_and_status() -> None:
    traffic = Traffic(answering(200))
    await call(traffic)
    await call(traffic, "POST")
    traffic._app = answering(429)
    await call(traffic, "POST")
    assert traffic.requests == {
        ("GET", "/things/{id}", 200): 1, ("POST", "/things/{id}", 200): 1, ("POST", "/things/{id}", 429): 1,
    }  # fmt: skip
    assert sum(traffic.seconds["/things/{id}"]) == 3
    assert traffic.total["/things/{id}"] > 0


async def test_what_has_no_answer() -> None:
    async def fails(scope: Any, receive: Any, send: Any) -> None:
        raise ZeroDivisionError

    async def leaves(scope: Any, receive: Any, send: Any) -> None:
        await receive()

    traffic = Traffic(fails)
    with pytest.raises(ZeroDivisionError):
        await call(traffic)
    traffic._app = leaves
    await call(traffic)
    assert traffic.requests == {("GET", OTHER, 500): 1, ("GET", OTHER, GONE): 1}


async def test_a_client_cannot_make_labels() -> None:
    async def nothing(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})

    traffic = Traffic(nothing)
    for number in range(50):
        await call(traffic, f"M{number}", path=f"/{number}")
    assert traffic.requests == {(OTHER, OTHER, 404): 50}


async def test_what_is_no_request_passes() -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    traffic = Traffic(app)
    await traffic({"type": "lifespan"}, None, None)
    assert seen == ["lifespan"]
    assert not traffic.requests
