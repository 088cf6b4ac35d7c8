"""Volunteering over HTTP, and a seat on the socket of who waited."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from tests.conftest import RunningHub
from tests.hub.tickets.test_routes import key
from tests.support import People, next_event


async def test_called_full_left_and_moved_up_live(hub: RunningHub, people: People) -> None:
    place, clerk = people.place, await people.clerk()
    an, luo = await people.resident("安女士"), await people.resident("罗先生")
    start = datetime.now(UTC) + timedelta(minutes=30)
    given = {
        "title": "清扫楼道", "area": str(place.community), "place": "12栋楼下", "seats": 1,
        "starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat(),
    }  # fmt: skip
    async with (
        await hub.client(clerk) as desk,
        await hub.client(an) as first,
        await hub.client(luo) as second,
        hub.listen(luo, f"own/{luo.account}") as live,
    ):
        made = await desk.post("/api/volunteer-calls", json=given, headers=key())
        assert made.status_code == 201
        path = f"/api/volunteer-calls/{made.json()['call']['id']}"
        assert (await first.post(f"{path}/sign-up", json={}, headers=key())).json()["mine"][
            "state"
        ] == "signed"
        assert (await second.post(f"{path}/sign-up", json={}, headers=key())).json()["mine"][
            "state"
        ] == "waiting"
        assert (await first.post(f"{path}/leave", json={}, headers=key())).json()["mine"] is None
        while (event := await next_event(live))["data"]["place"]["state"] != "signed":
            pass
        assert event["type"] == "volunteer.mine"
        come = await second.post(f"{path}/come", json={"code": made.json()["code"]}, headers=key())
        assert (come.status_code, come.json()["mine"]["state"]) == (200, "present")
        assert (await second.get("/api/volunteer-calls/hours")).json() == {"minutes": 120, "calls": 1}
        assert (await second.get(path)).json()["code"] is None
        listed = await first.get("/api/volunteer-calls", params={"area": str(place.dwelling)})
        assert [one["present"] for one in listed.json()["calls"]] == [1]
        assert len((await second.get("/api/volunteer-calls/mine")).json()["calls"]) == 1
        assert len((await desk.get("/api/volunteer-calls/desk")).json()["calls"]) == 1
        cancelled = await desk.post(f"{path}/cancel", json={"reason": "下雨"}, headers=key())
        assert cancelled.json()["call"]["state"] == "cancelled"
        bad = await second.post(f"{path}/come", json={"code": "12"}, headers=key())
        assert (bad.status_code, bad.json()["code"]) == (400, "input.invalid")
        assert (await first.get(f"/api/volunteer-calls/{UUID(int=1)}")).status_code == 404


async def test_without_a_session(hub: RunningHub, people: People) -> None:
    async with await hub.client() as stranger:
        for one in ("", "/mine", "/desk", "/hours", f"/{UUID(int=1)}"):
            params = {"area": str(people.place.community)} if one == "" else {}
            assert (await stranger.get(f"/api/volunteer-calls{one}", params=params)).status_code == 401
        for one in ("", *(f"/{UUID(int=1)}/{step}" for step in ("cancel", "sign-up", "leave", "come"))):
            answer = await stranger.post(f"/api/volunteer-calls{one}", json={}, headers=key())
            assert answer.status_code == 401
