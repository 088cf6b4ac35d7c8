"""Duplicates through the real hub."""

from uuid import uuid4

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
