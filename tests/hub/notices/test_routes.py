"""Notices over HTTP: a flood alert on a phone and on the console, live; every route without a right."""

import json
from uuid import UUID, uuid4

import pytest

from tests.conftest import RunningHub
from tests.hub.media.test_files import PDF
from tests.hub.tickets.test_routes import key
from tests.support import People, next_event

ALERT = {
    "kind": "alert",
    "words": {"zh": {"title": "暴雨红色预警", "summary": "低洼处请马上上 2 楼。"}, "en": {"title": "Flood"}},
}


async def test_an_alert_is_on_phone_and_console_at_once(hub: RunningHub, people: People) -> None:
    an, clerk = await people.resident(), await people.clerk()
    await people.owner.execute(
        """INSERT INTO residences (district, account, dwelling, kind, state, since)
           VALUES ($1, $2, $3, 'owner', 'verified', '2020-01-01')""",
        an.district, an.account, people.place.dwelling,
    )  # fmt: skip
    async with (
        await hub.client(an) as phone,
        await hub.client(clerk) as desk,
        hub.listen(an) as live,
    ):  # fmt: skip
        before = (await phone.get("/api/notices")).json()
        assert (before["notices"], before["unread"]) == ([], 0)
        await live.send(json.dumps({"op": "subscribe", "id": 1, "topics": before["topics"]}))
        while json.loads(await live.recv())["op"] != "subscribed":
            pass
        file = await desk.post("/api/files", files={"file": ("路线.pdf", PDF)}, headers=key())
        given = ALERT | {"areas": [str(people.place.street)], "files": [file.json()["id"]]}
        assert (await desk.post("/api/notices", json=given, headers=key())).status_code == 403
        given["areas"] = [str(people.place.community)]
        written = await desk.post("/api/notices", json=given, headers=key())
        assert written.status_code == 201
        path = f"/api/notices/{written.json()['head']['id']}"
        assert (await desk.put(path, json=given | {"version": 1}, headers=key())).status_code == 200
        sent = await desk.post(f"{path}/submit", json={"version": 2}, headers=key())
        assert sent.json()["head"]["state"] == "published"
        event = await next_event(live)
        assert (event["type"], event["data"]["step"]) == ("notice.shown", "published")
        assert event["data"]["notice"]["words"]["zh"]["summary"] == "低洼处请马上上 2 楼。"
        assert (await phone.post(f"{path}/reached", json={}, headers=key())).status_code == 200
        page = (await phone.get(path)).json()
        assert [one["name"] for one in page["files"]] == ["路线.pdf"]
        assert (await phone.get(page["files"][0]["url"])).content == PDF
        read = await phone.post(f"{path}/read", json={"edition": 1}, headers=key())
        assert read.json()["edition"] == 1
        total = (await desk.get(f"{path}/coverage")).json()["total"]
        assert (total["people"], total["reached"], total["read"], total["households_read"]) == (1, 1, 1, 1)
        assert (await desk.get(f"{path}/doors")).json()["doors"] == []
        cleared = await desk.post(f"{path}/clear", json={"text": "水已退"}, headers=key())
        assert cleared.json()["head"]["state"] == "cleared"
        assert (await next_event(live))["data"]["notice"]["ended_text"] == "水已退"
        listed = await desk.get("/api/notices/desk", params={"state": "cleared", "kind": "alert"})
        assert len(listed.json()["notices"]) == 1
        assert (await desk.get(f"{path}/desk")).json()["may"] == ["correct", "withdraw"]
        reach = await desk.get("/api/notices/reach", params={"area": str(people.place.community)})
        assert reach.json() == {"households": 1, "people": 1, "wide": False}
        groups = await phone.put("/api/notices/groups/pets", json={}, headers=key())
        assert [one["key"] for one in groups.json()["groups"] if one["mine"]] == ["owners", "pets"]
        dropped = await phone.delete("/api/notices/groups/pets", headers=key())
        assert [one["key"] for one in dropped.json()["groups"] if one["mine"]] == ["owners"]


async def test_bad_questions(hub: RunningHub, people: People) -> None:
    given = ALERT | {"areas": [str(people.place.community)]}
    async with await hub.client(await people.clerk()) as desk:
        for bad in (
            {"kind": "rumour"}, {"areas": []}, {"areas": [str(uuid4()) for _ in range(21)]}, {"words": {}},
            {"words": {"ZH!": {"title": "x"}}}, {"words": {"zh": {"title": "字" * 61}}}, {"groups": ["A"]},
            {"words": {"zh": {"title": "x", "text": "字" * 4001}}},
        ):  # fmt: skip
            answer = await desk.post("/api/notices", json=given | bad, headers=key())
            assert (answer.status_code, answer.json()["code"]) == (400, "input.invalid"), bad
        assert (await desk.get("/api/notices/reach")).status_code == 400
        assert (await desk.get(f"/api/notices/{UUID(int=1)}")).status_code == 404


_ONE = f"/{UUID(int=1)}"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("POST", ""), ("GET", "/desk"), ("GET", "/groups"), ("PUT", "/groups/pets"),
     ("DELETE", "/groups/pets"), ("GET", f"/reach?area={UUID(int=1)}"), ("GET", _ONE), ("PUT", _ONE),
     *[("GET", f"{_ONE}/{name}") for name in ("desk", "coverage", "doors")],
     *[("POST", f"{_ONE}/{name}") for name in
       ("submit", "approve", "decline", "correct", "clear", "withdraw", "reached", "read")]],
)  # fmt: skip
async def test_without_a_session(hub: RunningHub, method: str, path: str) -> None:
    async with await hub.client() as stranger:
        answer = await stranger.request(method, f"/api/notices{path}", json={}, headers=key())
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.required")
