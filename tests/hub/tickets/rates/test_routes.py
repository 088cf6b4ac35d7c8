"""The three rates through the real hub."""

from uuid import uuid4

from tests.conftest import RunningHub
from tests.hub.tickets.closing.tale import Tale


async def test_table_tickets_definitions(hub: RunningHub, tale: Tale) -> None:
    district = await tale.people.staff("district_coord", tale.place.district, "赵敏")
    await tale.acknowledge()
    day = await tale.owner.fetchval("SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date::text")
    at = {"area": str(tale.place.district), "from": day, "to": day}
    async with await hub.client(district) as office, await hub.client(tale.an) as phone:
        table = await office.get("/api/rates", params={**at, "by": "level"})
        assert table.status_code == 200, table.text
        assert table.json()["total"]["response"] == {"ok": 1, "of": 1, "share": 1.0}
        assert [row["level"] for row in table.json()["rows"]] == ["district", "street", "community"]
        behind = await office.get("/api/rates/tickets", params={**at, "of": "response", "part": "ok"})
        assert [one["id"] for one in behind.json()["tickets"]] == [str(tale.id)]
        assert (await phone.get("/api/rates", params=at)).status_code == 404
        for wrong in ({"by": "weather"}, {"from": "yesterday"}):
            assert (await office.get("/api/rates", params={**at, **wrong})).status_code == 400
        made = await office.post(
            "/api/rates/definitions",
            json={"choice": {"satisfied_from": 4}, "reason": "区里要求", "version": 0},
            headers={"Idempotency-Key": str(uuid4())},
        )
        assert (made.status_code, made.json()["version"]) == (201, 1)
        shown = (await office.get("/api/rates/definitions")).json()["definitions"]
        assert [one["choice"]["satisfied_from"] for one in shown] == [4, 3]
