"""Following through the real hub: the routes, and a phone that hears it live."""

from uuid import uuid4

import pytest

from tests.conftest import RunningHub
from tests.support import People, next_event


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def test_a_phone_follows_live_and_stops(hub: RunningHub, people: People) -> None:
    an, luo, clerk = await people.resident(), await people.resident("罗先生"), await people.clerk()
    async with (
        await hub.client(an) as reporter,
        await hub.client(luo) as phone,
        await hub.client(clerk) as console,
        hub.listen(luo, f"own/{luo.account}") as live,
    ):
        body = {"area": str(people.place.dwelling), "category": "drain_blocked", "text": "堵了"}
        ticket = (await reporter.post("/api/tickets", json=body, headers=key())).json()["id"]
        assert (await phone.get(f"/api/tickets/{ticket}")).status_code == 404
        followed = await phone.post(f"/api/tickets/{ticket}/follow", json={"text": "我家也是"}, headers=key())
        assert (followed.status_code, followed.json()["following"]) == (200, True), followed.text
        event = await next_event(live)
        assert (event["type"], event["subject"], event["data"]["step"]["text"]) == (
            "ticket.followed", ticket, "我家也是",
        )  # fmt: skip
        assert (await phone.get(f"/api/tickets/{ticket}")).json()["ticket"]["text"] == ""
        page = (await phone.get("/api/tickets/following")).json()
        assert [one["id"] for one in page["tickets"]] == [ticket]
        await console.post(f"/api/tickets/{ticket}/acknowledge", json={}, headers=key())
        assert (await next_event(live))["data"]["ticket"]["state"] == "acknowledged"
        left = await phone.delete(f"/api/tickets/{ticket}/follow", headers=key())
        assert (left.status_code, left.json().get("following", False)) == (200, False), left.text
        assert (await next_event(live))["data"]["step"]["kind"] == "unfollowed"
        assert (await phone.get(f"/api/tickets/{ticket}")).status_code == 404


@pytest.mark.parametrize("body", [{"text": "字" * 801}, {"photos": ["x"]}, {"photos": [str(uuid4())] * 10}])
async def test_bad_wishes(hub: RunningHub, people: People, body: dict[str, object]) -> None:
    async with await hub.client(await people.resident()) as phone:
        answer = await phone.post(f"/api/tickets/{uuid4()}/follow", json=body, headers=key())
        stranger = await phone.post(f"/api/tickets/{uuid4()}/follow", json={}, headers=key())
    assert (answer.status_code, stranger.status_code) == (400, 404)
