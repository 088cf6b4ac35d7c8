"""Feedback over HTTP, and the answer on the socket of who wrote."""

from uuid import UUID

import pytest

from tests.conftest import RunningHub
from tests.hub.tickets.test_routes import key
from tests.support import People, next_event

SAY = {"kind": "suggestion", "text": "能不能大点字", "phone": "13987650001"}


async def test_an_answer_arrives_live(hub: RunningHub, people: People) -> None:
    an, street = await people.resident(), await people.staff("street_clerk", people.place.street, "李志强")
    async with (
        await hub.client(an) as phone,
        await hub.client(street) as desk,
        hub.listen(an, f"own/{an.account}") as live,
    ):
        given = SAY | {"area": str(people.place.community)}
        said = await phone.post("/api/feedback", json=given, headers=key())
        assert (said.status_code, said.json()["callback"]) == (201, True)
        assert "13987650001" not in said.text
        path = f"/api/feedback/{said.json()['id']}"
        listed = await desk.get("/api/feedback", params={"list": "staff", "state": "new"})
        assert [one["id"] for one in listed.json()["feedback"]] == [said.json()["id"]]
        assert (await desk.get("/api/feedback/counts")).json() == {"new": 1, "answered": 0, "closed": 0}
        answered = await desk.post(f"{path}/answer", json={"text": "长辈版可以"}, headers=key())
        assert (answered.status_code, answered.json()["answered_by"]["name"]) == (200, "李志强")
        while (event := await next_event(live))["data"]["step"] != "answered":
            pass
        assert (event["type"], event["data"]["feedback"]["answer"]) == ("feedback.changed", "长辈版可以")
        called = await desk.post(f"{path}/callback", json={}, headers=key())
        assert called.json() == {"phone": "13987650001"}
        assert (await phone.post(f"{path}/callback", json={}, headers=key())).status_code == 403
        assert (await phone.get(path)).json()["answered_by"] is None
        assert (await phone.post(f"{path}/close", json={}, headers=key())).json()["state"] == "closed"


async def test_bad_questions(hub: RunningHub, people: People) -> None:
    async with await hub.client(await people.resident()) as phone:
        for bad in ({"kind": "rant"}, {"text": ""}, {"text": "字" * 801}, {"phone": "1" * 41}):
            answer = await phone.post("/api/feedback", json=SAY | bad, headers=key())
            assert (answer.status_code, answer.json()["code"]) == (400, "input.invalid")
        assert (await phone.get("/api/feedback", params={"list": "all"})).status_code == 400
        assert (await phone.get(f"/api/feedback/{UUID(int=1)}")).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", ""), ("GET", "?list=own"), ("GET", "/counts"), ("GET", f"/{UUID(int=1)}"),
     ("POST", f"/{UUID(int=1)}/answer"), ("POST", f"/{UUID(int=1)}/close"), ("POST", f"/{UUID(int=1)}/callback")],
)  # fmt: skip
async def test_without_a_session(hub: RunningHub, method: str, path: str) -> None:
    async with await hub.client() as stranger:
        answer = await stranger.request(method, f"/api/feedback{path}", json=SAY, headers=key())
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.required")
