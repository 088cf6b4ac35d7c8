"""The desk over HTTP."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.conftest import RunningHub
from tests.hub.tickets.test_routes import key, report
from tests.support import People

NOTE = {"action": "note", "text": "{number} 看看"}
TOOLS: list[tuple[str, dict[str, Any]]] = [
    ("macros", {"steps": [{"action": "acknowledge"}, NOTE]}),
    ("templates", {"zh": "{reporter_first}您好", "en": ""}),
    ("views", {"list": "unit", "filter": {"overdue": True}, "columns": ["number"]}),
]


@pytest.mark.parametrize(("path", "body"), TOOLS)
async def test_kept_changed_thrown_away(
    hub: RunningHub, people: People, path: str, body: dict[str, Any]
) -> None:
    given = {"owner": {"kind": "person"}, "name": "我的", "body": body}
    async with (
        await hub.client(await people.clerk()) as desk,
        await hub.client(await people.resident()) as phone,
    ):
        made = await desk.post(f"/api/desk/{path}", json=given, headers=key())
        assert made.status_code == 201, made.text
        one = made.json()
        assert (one["owner"]["kind"], one["mine"], one["version"]) == ("person", True, 1)
        changed = await desk.put(
            f"/api/desk/{path}/{one['id']}", json=given | {"name": "新名", "version": 1}, headers=key()
        )
        assert (changed.status_code, changed.json()["name"]) == (200, "新名")
        listed = (await desk.get(f"/api/desk/{path}")).json()[path]
        assert [each["name"] for each in listed] == ["新名"]
        stale = await desk.put(f"/api/desk/{path}/{one['id']}", json=given | {"version": 1}, headers=key())
        assert (stale.status_code, stale.json()["code"]) == (409, "desk.tool_stale")
        assert (await phone.get(f"/api/desk/{path}")).status_code == 403
        bad = await desk.post(f"/api/desk/{path}", json=given | {"name": ""}, headers=key())
        assert (bad.status_code, bad.json()["code"]) == (400, "input.invalid")
        gone = await desk.delete(f"/api/desk/{path}/{one['id']}", headers=key())
        assert gone.json() == {"id": one["id"]}
        assert (await desk.get(f"/api/desk/{path}")).json()[path] == []


async def test_run_preview_render_bulk(hub: RunningHub, people: People) -> None:
    async with (
        await hub.client(await people.clerk()) as desk,
        await hub.client(await people.resident()) as phone,
    ):
        ticket = (await phone.post("/api/tickets", json=report(people), headers=key())).json()["id"]
        ids = {}
        for path, body in TOOLS[:2]:
            given = {"owner": {"kind": "person"}, "name": "我的", "body": body}
            ids[path] = (await desk.post(f"/api/desk/{path}", json=given, headers=key())).json()["id"]
        shown = await desk.post(f"/api/desk/macros/{ids['macros']}/preview", json={"ticket": ticket})
        assert shown.json()["ticket"]["state"] == "acknowledged"
        ran = await desk.post(f"/api/desk/macros/{ids['macros']}/run", json={"ticket": ticket}, headers=key())
        assert (ran.status_code, ran.json()["state"], ran.json()["version"]) == (200, "acknowledged", 3)
        text = await desk.get(f"/api/desk/templates/{ids['templates']}/text", params={"ticket": ticket})
        assert text.json() == {"text": "安女士您好"}
        bulk = {"tickets": [{"id": ticket}, {"id": str(uuid4())}], "doing": NOTE}
        found = await desk.post("/api/desk/bulk", json=bulk, headers=key())
        assert (found.status_code, found.json()["done"]) == (200, 1)
        assert [one["code"] for one in found.json()["results"]] == ["", "not_found"]
        many = {"tickets": [{"id": str(uuid4())}] * 201, "doing": NOTE}
        assert (await desk.post("/api/desk/bulk", json=many, headers=key())).status_code == 400
        assert (await phone.post("/api/desk/bulk", json=bulk, headers=key())).status_code == 403


async def test_a_draft_conflict_shows_both_and_sending_drops_it(hub: RunningHub, people: People) -> None:
    async with await hub.client(await people.resident()) as phone:
        path = "/api/desk/drafts/new"
        first = await phone.put(
            path, json={"version": 0, "text": "堵了", "fields": {"category": "drain_blocked"}}
        )
        assert (first.status_code, first.json()["version"]) == (200, 1)
        late = await phone.put(path, json={"version": 0, "text": "别的"})
        assert (late.status_code, late.json()["code"]) == (409, "draft.stale")
        both = late.json()["found"]
        assert (both["stored"]["text"], both["sent"]["text"]) == ("堵了", "别的")
        assert [one["about"] for one in (await phone.get("/api/desk/drafts")).json()["drafts"]] == ["new"]
        sent = await phone.post("/api/tickets", json=report(people), headers=key() | {"Draft": "new"})
        assert sent.status_code == 201
        assert (await phone.get(path)).status_code == 404
        await phone.put(path, json={"version": 0, "text": "又一件"})
        assert (await phone.delete(path, params={"version": 1})).status_code == 204
        assert (await phone.get(path)).json()["code"] == "draft.unknown"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "macros"), ("POST", "macros"), ("PUT", f"macros/{UUID(int=1)}"), ("DELETE", f"views/{UUID(int=1)}"),
        ("POST", f"macros/{UUID(int=1)}/run"), ("POST", f"macros/{UUID(int=1)}/preview"), ("POST", "bulk"),
        ("GET", f"templates/{UUID(int=1)}/text?ticket={UUID(int=1)}"), ("GET", "drafts"), ("GET", "drafts/new"),
        ("PUT", "drafts/new"), ("DELETE", "drafts/new?version=1"), ("GET", "templates"), ("GET", "views"),
    ],
)  # fmt: skip
async def test_without_a_session(hub: RunningHub, method: str, path: str) -> None:
    body = {
        "ticket": str(UUID(int=1)), "tickets": [{"id": str(UUID(int=1))}], "doing": NOTE, "version": 0,
        "owner": {"kind": "person"}, "name": "x", "body": TOOLS[0][1],
    }  # fmt: skip
    async with await hub.client() as stranger:
        answer = await stranger.request(method, f"/api/desk/{path}", json=body, headers=key())
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.required")
