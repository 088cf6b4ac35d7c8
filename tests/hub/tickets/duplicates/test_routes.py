"""Duplicates through the real hub."""

from uuid import uuid4

import asyncpg
import pytest

from tests.conftest import RunningHub
from tests.support import People


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def test_what_is_alike_is_offered_merged_and_parted(hub: RunningHub, people: People) -> None:
    an, luo, clerk = await people.resident(), await people.resident("罗先生"), await people.clerk()
    async with (
        await hub.client(an) as one,
        await hub.client(luo) as other,
        await hub.client(clerk) as console,
    ):
        body = {"area": str(people.place.dwelling), "category": "drain_blocked", "text": "门口堵了"}
        first = (await one.post("/api/tickets", json=body, headers=key())).json()["id"]
        asked = {"area": str(people.place.unit), "category": "drain_blocked", "text": "返水"}
        offered = (await other.get("/api/tickets/similar", params=asked)).json()["tickets"]
        assert [(each["id"], each["place"], each["followers"]) for each in offered] == [
            (first, "金沙社区 宝鼎金沙小区 12栋", 0)
        ]
        assert {"text", "number", "score"}.isdisjoint(offered[0])
        second = (await other.post("/api/tickets", json=body, headers=key())).json()["id"]
        found = (await console.get(f"/api/tickets/{second}/similar")).json()["tickets"]
        assert [(each["id"], each["text"]) for each in found] == [(first, "门口堵了")]
        assert (await other.get(f"/api/tickets/{second}/similar")).status_code == 404
        merged = await console.post(f"/api/tickets/{second}/merge", json={"into": first}, headers=key())
        assert (merged.status_code, merged.json()["merged_into"]) == (200, first), merged.text
        parted = await other.post(f"/api/tickets/{second}/split", json={"reason": "不是"}, headers=key())
        assert (parted.status_code, parted.json()["state"]) == (200, "reported"), parted.text
        for path in ("repeats", "repeats?by=reporter", "hot-places"):
            assert (await console.get(f"/api/tickets/{path}")).status_code == 200
            assert (await other.get(f"/api/tickets/{path}")).status_code == 404


async def test_a_neighbour_sees_what_the_public_may_know_of_her_estate(
    hub: RunningHub, people: People, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    place = people.place
    an, luo, far = await people.resident(), await people.resident("罗先生"), await people.resident("远")
    other = await owner.fetchval(
        "INSERT INTO areas (parent, level, name) VALUES ($1, 'estate', '别处小区') RETURNING id",
        place.other_community,
    )
    for who, area, state in ((luo, place.dwelling, "claimed"), (far, place.dwelling, "ended")):
        await owner.execute(
            "INSERT INTO residences (district, account, dwelling, kind, state, since)"
            " VALUES ($1, $2, $3, 'owner', $4, '2026-01-01')",
            place.district, who.account, area, state,
        )  # fmt: skip
    async with (
        await hub.client(an) as one, await hub.client(luo) as neighbour, await hub.client(far) as gone,
    ):  # fmt: skip
        body = {"area": str(place.dwelling), "category": "drain_blocked", "text": "我家门口堵了"}
        made = [
            (await one.post("/api/tickets", json=body | more, headers=key())).json()["id"]
            for more in ({}, {}, {"category": "gas_smell"}, {"area": str(other)})
        ]
        first = (await neighbour.get("/api/tickets/estate", params={"limit": 1})).json()
        assert [each["id"] for each in first["tickets"]] == [made[1]]
        assert first["tickets"][0]["place"] == "金沙社区 宝鼎金沙小区 12栋"
        assert {"text", "number", "score"}.isdisjoint(first["tickets"][0])
        rest = (await neighbour.get("/api/tickets/estate", params={"after": first["next"]})).json()
        assert ([each["id"] for each in rest["tickets"]], rest["next"]) == ([made[0]], None)
        for nobody in (one, gone):  # lives nowhere, lives there no more
            assert (await nobody.get("/api/tickets/estate")).json() == {"tickets": [], "next": None}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("similar", 400),
        ("similar?area=x&category=drain_blocked", 400),
        ("similar?area={area}&category=drain_blocked&lat=1", 400),
        ("similar?area={area}&category=drain_blocked&lat=91&lon=1", 400),
        ("similar?area={area}&category=none", 400),
        ("similar?area={none}&category=drain_blocked", 404),
        ("repeats?by=nobody", 400),
        ("repeats?days=0", 400),
        ("hot-places?days=367", 400),
    ],
)
async def test_bad_questions(hub: RunningHub, people: People, path: str, status: int) -> None:
    asked = path.format(area=people.place.building, none=uuid4())
    async with await hub.client(await people.clerk()) as console:
        assert (await console.get(f"/api/tickets/{asked}")).status_code == status
