"""Offers of partners over HTTP, and what is left on the socket of a resident."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tests.conftest import RunningHub
from tests.hub.tickets.test_routes import key
from tests.support import People, next_event


async def test_offered_asked_given_and_counted_live(hub: RunningHub, people: People) -> None:
    place, clerk, firm = people.place, await people.clerk(), await people.dispatcher()
    resident = await people.resident()
    given = {
        "organisation": str(place.property_org), "kind": "goods", "title": "米面油", "unit": "份", "total": 20,
        "areas": [str(place.community)], "ends_at": (datetime.now(UTC) + timedelta(days=9)).isoformat(),
    }  # fmt: skip
    async with (
        await hub.client(clerk) as desk,
        await hub.client(firm) as partner,
        await hub.client(resident) as phone,
        hub.listen(resident, f"public/{place.community}/partners") as live,
    ):
        made = await partner.post("/api/partner-offers", json=given, headers=key())
        assert (made.status_code, made.json()["may"]) == (201, ["close"])
        offer = f"/api/partner-offers/{made.json()['offer']['id']}"
        wanted = {"area": str(place.community), "amount": 8, "purpose": "慰问独居老人"}
        asked = await desk.post(f"{offer}/asks", json=wanted, headers=key())
        assert asked.status_code == 201
        ask = f"/api/partner-asks/{asked.json()['asks'][0]['ask']['id']}"
        gave = await partner.post(f"{ask}/give", json={"amount": 8, "answer": "周五送到"}, headers=key())
        assert (gave.status_code, gave.json()["offer"]["given"]) == (200, 8)
        while (event := await next_event(live))["data"]["offer"]["given"] != 8:
            pass
        assert (event["type"], "慰问" in json.dumps(event, ensure_ascii=False)) == ("partner.offer", False)
        handed = await desk.post(f"{ask}/hand-over", json={"note": "收到 8 份"}, headers=key())
        assert handed.json()["offer"]["handed"] == 8
        listed = await phone.get("/api/partner-offers", params={"area": str(place.dwelling)})
        assert [one["handed"] for one in listed.json()["offers"]] == [8]
        for who in (desk, partner):
            assert len((await who.get("/api/partner-offers/desk")).json()["offers"]) == 1
        assert (await phone.get(offer)).json()["asks"] == []
        again = await desk.post(f"{offer}/asks", json=wanted, headers=key())
        second = f"/api/partner-asks/{again.json()['asks'][0]['ask']['id']}"
        assert (await desk.post(f"{second}/withdraw", json={}, headers=key())).status_code == 200
        refused = await partner.post(f"{second}/refuse", json={"reason": "没有了"}, headers=key())
        assert (refused.status_code, refused.json()["code"]) == (409, "partner.wrong_state")
        closed = await partner.post(f"{offer}/close", json={"reason": "发完了"}, headers=key())
        assert closed.json()["offer"]["state"] == "closed"


async def test_without_a_session(hub: RunningHub, people: People) -> None:
    async with await hub.client() as stranger:
        for one in ("", "/desk", f"/{UUID(int=1)}"):
            params = {"area": str(people.place.community)} if one == "" else {}
            assert (await stranger.get(f"/api/partner-offers{one}", params=params)).status_code == 401
        posts = [f"partner-asks/{UUID(int=1)}/{step}" for step in ("give", "refuse", "hand-over", "withdraw")]
        posts += ["partner-offers", *(f"partner-offers/{UUID(int=1)}/{step}" for step in ("close", "asks"))]
        for one in posts:
            assert (await stranger.post(f"/api/{one}", json={}, headers=key())).status_code == 401
