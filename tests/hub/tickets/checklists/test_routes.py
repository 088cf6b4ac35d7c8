"""Checklists over HTTP."""

from uuid import UUID

import pytest

from tests.conftest import RunningHub
from tests.hub.tickets.test_routes import key, report
from tests.support import People


async def test_written_and_ticked(hub: RunningHub, people: People) -> None:
    boss = await people.staff("platform_operator", people.place.district, "运营")
    async with (
        await hub.client(await people.resident()) as phone,
        await hub.client(await people.clerk()) as desk,
        await hub.client(boss) as office,
    ):
        path = "/api/ticket-categories/drain_blocked/checklist"
        put = await office.put(path, json={"items": [{"text": "拍照", "required": True}]}, headers=key())
        assert put.status_code == 200, put.text
        item = put.json()["items"][0]["id"]
        assert (await desk.get(path)).json() == put.json()
        assert (await desk.put(path, json={"items": []}, headers=key())).status_code == 403
        assert (await office.put(path, json={"items": [{"text": ""}]}, headers=key())).status_code == 400
        ticket = (await phone.post("/api/tickets", json=report(people), headers=key())).json()["id"]
        mine = f"/api/tickets/{ticket}/checklist"
        ticked = await desk.post(f"{mine}/{item}", json={}, headers=key())
        assert (ticked.status_code, ticked.json()["version"]) == (200, 2)
        assert (await desk.get(mine)).json()["items"][0]["done"] == {"name": "陈晓梅", "unit": "金沙社区"}
        assert (await phone.get(mine)).status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", f"tickets/{UUID(int=1)}/checklist"), ("POST", f"tickets/{UUID(int=1)}/checklist/{UUID(int=2)}"),
     ("GET", "ticket-categories/x/checklist"), ("PUT", "ticket-categories/x/checklist")],
)  # fmt: skip
async def test_without_a_session(hub: RunningHub, method: str, path: str) -> None:
    async with await hub.client() as stranger:
        answer = await stranger.request(method, f"/api/{path}", json={"items": []}, headers=key())
    assert answer.status_code == 401
