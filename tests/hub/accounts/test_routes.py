"""Signing in at a real hub, with its own dispatcher, relay and socket server around."""

from typing import Any

import httpx
import msgspec
import pytest

from hub.app import Hub
from hub.settings import Settings
from tests.support import District, until


async def test_from_a_code_to_a_live_ticket(hub: Any, district: District) -> None:
    async with httpx.AsyncClient(base_url=hub.base_url, trust_env=False) as client:
        body = {"phone": "13987654321", "district": str(district.district)}
        asked = await client.post("/api/sign-in/codes", json=body)
        assert (asked.status_code, asked.json()) == (202, {"expires_in": 300})

        async def arrived() -> Any:
            return (await client.get("/api/demo/inbox")).json()["messages"]

        (message,) = await until(arrived)  # type: ignore[misc]
        assert message["to"] == "139****4321"
        code = message["text"].split("验证码 ")[1][:6]
        signed_in = await client.post("/api/sign-in/phone", json={**body, "code": code, "name": "安女士"})
        assert signed_in.status_code == 200, signed_in.text
        me = await client.get("/api/me")
        assert me.json() == signed_in.json()["account"]
        assert "live-seq" in me.headers
        headers = {"Origin": hub.base_url}
        ticket = await client.post("/api/live-tickets", headers=headers)
        assert ticket.status_code == 201
        assert (await client.post("/api/sign-out", headers=headers)).status_code == 204
        assert (await client.get("/api/me")).status_code == 401
        assert "shequ_session" not in client.cookies


async def test_outside_the_demo_there_are_no_buttons_and_no_inbox(
    settings: Settings, district: District, people: Any
) -> None:
    await people.staff("wang")
    async with Hub.open(msgspec.structs.replace(settings, demo=False)) as hub:
        transport = httpx.ASGITransport(app=hub.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://hub.example") as client:
            for path in ("/api/demo/sign-ins", "/api/demo/inbox"):
                assert (await client.get(path)).status_code == 404
            pressed = await client.post("/api/demo/sign-in", json={"key": "wang"})
            assert pressed.status_code in (404, 405)


@pytest.mark.parametrize("path", ["/api/me", "/api/residences"])
async def test_without_a_session_nothing_is_told(hub: Any, path: str) -> None:
    async with httpx.AsyncClient(base_url=hub.base_url, trust_env=False) as client:
        answer = await client.get(path, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["detail"]) == (401, "Please sign in first.")
