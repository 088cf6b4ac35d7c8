"""Organisations' work over HTTP: shapes, and who may not."""

from uuid import uuid4

import pytest

from tests.conftest import RunningHub
from tests.support import People


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def test_a_firm_accepts_what_it_was_given(hub: RunningHub, people: People) -> None:
    place = people.place
    report = {"area": str(place.dwelling), "category": "drain_blocked", "text": "门口下水道堵了"}
    lanes = f"/api/organisations/{place.property_org}/tickets"
    async with (
        await hub.client(await people.resident()) as phone,
        await hub.client(await people.clerk()) as desk,
        await hub.client(await people.dispatcher()) as firm,
    ):
        ticket = (await phone.post("/api/tickets", json=report, headers=key())).json()["id"]
        to = {"organisation": str(place.property_org)}
        await desk.post(f"/api/tickets/{ticket}/dispatch", json=to, headers=key())
        waiting = (await firm.get(lanes, params={"lane": "to_send"})).json()
        assert [one["ticket"]["id"] for one in waiting["tickets"]] == [ticket]
        assert waiting["counts"] == {
            "to_send": 1, "accepted": 0, "working": 0, "refused": 0, "done": 0, "overdue": 0,
        }  # fmt: skip
        assert "安女士" not in str(waiting)
        accepted = await firm.post(f"/api/tickets/{ticket}/accept", json={"note": "马上来"}, headers=key())
        assert (accepted.status_code, accepted.json()["state"]) == (200, "dispatched")
        figures = await desk.get(f"/api/areas/{place.community}/handlers")
        assert figures.json()["organisations"][0]["open"] == 1
        for who in (phone, desk):
            answer = await who.get(lanes, params={"lane": "to_send"})
            assert (answer.status_code, answer.json()["code"]) == (404, "organisation.unknown")
        for who in (phone, firm):
            answer = await who.get(f"/api/areas/{place.community}/handlers")
            assert (answer.status_code, answer.json()["code"]) == (404, "area.unknown")


@pytest.mark.parametrize("params", [{}, {"lane": "none"}, {"lane": "done", "limit": 0}])
async def test_bad_questions(hub: RunningHub, people: People, params: dict[str, object]) -> None:
    async with await hub.client(await people.dispatcher()) as firm:
        answer = await firm.get(f"/api/organisations/{people.place.property_org}/tickets", params=params)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["code"]) == (400, "input.invalid")


async def test_a_time_without_its_zone_is_refused(hub: RunningHub, people: People) -> None:
    async with await hub.client(await people.dispatcher()) as firm:
        answer = await firm.post(
            f"/api/tickets/{uuid4()}/accept", json={"arrive_by": "2026-03-01T10:00:00"}, headers=key()
        )
    assert (answer.status_code, answer.json()["code"]) == (400, "input.invalid")


async def test_without_a_session_nothing_is_shown(hub: RunningHub, people: People) -> None:
    async with await hub.client() as stranger:
        for path in (
            f"organisations/{people.place.property_org}/tickets",
            f"areas/{people.place.community}/handlers",
        ):
            answer = await stranger.get(f"/api/{path}", params={"lane": "done"})
            assert answer.status_code == 401
