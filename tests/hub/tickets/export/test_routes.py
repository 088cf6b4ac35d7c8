"""Exports over HTTP: from the question to the file, live."""

import io
import json
from uuid import uuid4

import openpyxl
import websockets

from tests.conftest import RunningHub
from tests.support import People, next_event


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def test_from_the_question_to_the_file(hub: RunningHub, people: People) -> None:
    report = {"area": str(people.place.dwelling), "category": "drain_blocked", "text": "门口下水道堵了"}
    clerk = await people.clerk()
    headers = {"Authorization": f"Bearer {await hub.token(clerk)}"}
    async with (
        await hub.client(await people.resident()) as phone,
        await hub.client(clerk) as desk,
        websockets.connect(
            hub.live_url, subprotocols=["shequtong.live.v1"], additional_headers=headers
        ) as live,
    ):
        assert json.loads(await live.recv())["op"] == "welcome"
        topics = [f"own/{clerk.account}"]
        await live.send(json.dumps({"op": "subscribe", "id": 1, "topics": topics}))
        assert json.loads(await live.recv())["op"] == "subscribed"
        assert json.loads(await live.recv())["op"] == "recovered"
        await phone.post("/api/tickets", json=report, headers=key())
        lists = (await desk.get("/api/exports/lists")).json()["lists"]
        assert {"tickets.mine", "organisation", "handlers"} <= {one["name"] for one in lists}
        body = {"list": "tickets.mine", "columns": ["number", "text"], "locale": "en"}
        answer = await desk.post("/api/exports", json=body, headers=key())
        assert (answer.status_code, answer.json()["state"]) == (201, "waiting")
        export = answer.json()["id"]
        state = ""
        while state != "done":
            event = await next_event(live)
            assert (event["type"], event["subject"]) == ("export.progress", export)
            state = event["data"]["state"]
        assert (await desk.get(f"/api/exports/{export}")).json() == event["data"]
        file = await desk.get(f"/api/exports/{export}/file")
        assert file.status_code == 200
        assert file.headers["content-disposition"].endswith('.xlsx"')
        assert file.headers["cache-control"] == "private, no-store"
        rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0].values)
        assert rows[0] == ("Number", "Text")
        assert rows[1][1] == "门口下水道堵了"
        cancelled = await desk.post(f"/api/exports/{export}/cancel", json={}, headers=key())
        assert cancelled.json()["state"] == "done"  # what is finished stays
        assert [one["id"] for one in (await desk.get("/api/exports")).json()["exports"]] == [export]
        for path in ("", "/file"):
            other = await phone.get(f"/api/exports/{export}{path}")
            assert other.status_code in (403, 404)
        assert (await phone.get(f"/api/exports/{export}")).json()["code"] == "not_found"


async def test_who_may_not(hub: RunningHub, people: People) -> None:
    async with await hub.client() as stranger, await hub.client(await people.worker()) as worker:
        body = {"list": "tickets.mine"}
        assert (await stranger.post("/api/exports", json=body, headers=key())).status_code == 401
        assert (await stranger.get("/api/exports")).status_code == 401
        answer = await worker.post("/api/exports", json=body, headers=key())
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        assert (await worker.get("/api/exports/lists")).status_code == 403
