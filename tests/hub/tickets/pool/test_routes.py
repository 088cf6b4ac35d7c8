"""The pool over HTTP."""

from uuid import uuid4

import asyncpg

from tests.conftest import RunningHub
from tests.support import People


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def test_offered_taken_given_back(
    hub: RunningHub, people: People, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    place = people.place
    unit = await owner.fetchval(
        "INSERT INTO organisations (district, kind, name) VALUES ($1, 'volunteers', '志愿服务队') RETURNING id",
        place.district,
    )
    await owner.execute("INSERT INTO organisation_areas VALUES ($1, $2)", unit, place.community)
    report = {"area": str(place.dwelling), "category": "drain_blocked", "text": "门口下水道堵了"}
    async with (
        await hub.client(await people.resident()) as phone,
        await hub.client(await people.clerk()) as desk,
        await hub.client(
            await people.staff("volunteer", place.community, "小李", organisation=unit)
        ) as first,
        await hub.client(
            await people.staff("volunteer", place.community, "小王", organisation=unit)
        ) as second,
        await hub.client() as stranger,
    ):
        ticket = (await phone.post("/api/tickets", json=report, headers=key())).json()["id"]
        telling = await desk.post(f"/api/tickets/{ticket}/offer", json={"text": "1-6堵了"}, headers=key())
        assert (telling.status_code, telling.json()["code"]) == (400, "offer.tells")
        offered = await desk.post(f"/api/tickets/{ticket}/offer", json={"text": "疏通下水口"}, headers=key())
        assert (offered.status_code, offered.json()["pool"]) == (200, "offered")
        offers = (await first.get("/api/offers")).json()["offers"]
        assert [one["text"] for one in offers] == ["疏通下水口"]
        take = f"/api/offers/{offers[0]['id']}/take"
        assert (await first.post(take, json={}, headers=key())).json()["pool"] == "taken"
        late = await second.post(take, json={}, headers=key())
        assert (late.status_code, late.json()["code"]) == (409, "offer.taken")
        assert ":" in late.json()["detail"]
        assert (await second.get(f"/api/tickets/{ticket}")).status_code == 404
        found = (await desk.get(f"/api/tickets/{ticket}/offers")).json()["offers"]
        assert found[0]["taken_by"]["name"] == "小李"
        back = await first.post(f"/api/tickets/{ticket}/give-back", json={}, headers=key())
        assert back.json()["pool"] == "offered"
        withdrawn = await desk.post(f"/api/tickets/{ticket}/withdraw-offer", json={}, headers=key())
        assert "pool" not in withdrawn.json()
        for who, status in ((stranger, 401), (phone, 403)):
            assert (await who.get("/api/offers")).status_code == status
