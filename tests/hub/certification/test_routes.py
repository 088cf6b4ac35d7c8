"""Certification over HTTP and live: from the photo on the phone to the verdict, and what strangers are told."""

import json
from uuid import uuid4

import httpx
from websockets.asyncio.client import connect

from tests.conftest import RunningHub
from tests.hub.certification.imports.test_imports import ROWS, xlsx
from tests.hub.certification.scene import ID, NAME, PASS, PHONE, Scene
from tests.hub.media import pictures
from tests.support import next_event, until


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def test_from_the_phone_to_the_live_verdict(scene: Scene, hub: RunningHub) -> None:
    await scene.reference()
    await scene.proxy()
    phone = await hub.client(scene.luo)
    [person] = (await phone.get("/api/certification/mine")).json()["persons"]
    base = f"/api/certification/persons/{person['standing']['id']}"
    sent = await phone.post(
        "/api/photos", files={"photo": ("a.jpg", pictures.jpeg(), "image/jpeg")}, headers=key()
    )
    code = await phone.post(f"{base}/code", headers=key())
    assert len(code.json()["code"]) == 4
    token = await hub.token(scene.luo)
    async with connect(
        hub.live_url,
        subprotocols=["shequtong.live.v1"],
        additional_headers={"Authorization": f"Bearer {token}"},
        proxy=None,
    ) as live:
        assert json.loads(await live.recv())["op"] == "welcome"
        await live.send(json.dumps({"op": "subscribe", "id": 1, "topics": [f"own/{scene.luo.account}"]}))
        assert json.loads(await live.recv())["op"] == "subscribed"
        made = await phone.post(
            f"{base}/attempts", json={"photo": sent.json()["id"], "freshness": "code"}, headers=key()
        )
        assert made.status_code == 201, made.text
        while (event := await next_event(live))["type"] != "certification.changed":
            pass
        assert (event["data"]["step"], event["data"]["attempt"]["state"]) == ("submitted", "checking")
        await scene.verdict(await scene.latest(), PASS)
        while (event := await next_event(live))["type"] != "certification.changed":
            pass
        assert (event["data"]["step"], event["data"]["attempt"]["photo"]) == ("passed", False)
    detail = (await phone.get(base)).json()
    assert detail["attempts"][0] == event["data"]["attempt"]
    assert detail["person"]["standing"] == event["data"]["person"]
    await phone.aclose()


async def test_a_reviewer_at_the_desk(scene: Scene, hub: RunningHub) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    desk = await hub.client(scene.reviewer)
    [waiting] = (await desk.get("/api/certification/queue?state=review")).json()["attempts"]
    assert (await desk.get("/api/certification/queue/counts")).json()["review"] == 1
    sheet = (await desk.post(f"/api/certification/attempts/{waiting['id']}/look", headers=key())).json()
    picture = await desk.get(sheet["photo"]["url"])
    assert picture.headers["content-type"] == "image/jpeg"
    decided = await desk.post(
        f"/api/certification/attempts/{tried.id}/decide", json={"verdict": "pass"}, headers=key()
    )
    assert decided.json()["state"] == "passed"
    assert (await desk.get(sheet["photo"]["url"])).status_code == 404  # at once, also for who has the link
    await desk.aclose()


async def test_a_roster_by_file(scene: Scene, hub: RunningHub) -> None:
    desk = await hub.client(scene.street)
    content = xlsx(*ROWS, ("坏", "1", "", "金沙", ""))
    where = (
        f"/api/certification/imports?programme={scene.programme.id}&table_bytes={len(content)}&name=a.xlsx"
    )
    trial = await desk.post(f"/api/certification/imports/try?programme={scene.programme.id}", content=content)
    assert trial.json()["bad"] == [{"row": 4, "reasons": ["id_number_invalid"], "of": None, "photo": False}]
    begun = await desk.post(where, content=content, headers=key())
    assert begun.status_code == 201, begun.text

    async def over() -> bool:
        found = (await desk.get(f"/api/certification/imports/{begun.json()['id']}")).json()
        return bool(found["state"] == "done" and found["added"] == 2)

    await until(over, 20)
    assert len((await desk.get("/api/certification/persons")).json()["persons"]) == 3
    clerk = await hub.client(scene.clerk)
    assert (await clerk.post(where, content=content, headers=key())).status_code == 403
    await desk.aclose()
    await clerk.aclose()


async def test_a_number_is_looked_for_in_the_body_alone(scene: Scene, hub: RunningHub) -> None:
    clerk, phone, nobody = await hub.client(scene.clerk), await hub.client(scene.luo), await hub.client()
    at = "/api/certification/persons/find"
    found = await clerk.post(at, json={"id_number": ID}, headers=key())
    assert [one["name"] for one in found.json()["persons"]] == ["罗**"]
    assert ID not in found.text
    assert NAME not in found.text
    assert (
        await scene.owner.fetchval("SELECT count(*) FROM idempotency WHERE route LIKE '%/persons/find'") == 0
    )
    wrong = await clerk.post(at, json={"id_number": "510403194006150010"}, headers=key())
    assert (wrong.status_code, wrong.json()["code"]) == (400, "id_number.invalid")
    assert "510403194006150010" not in wrong.text
    assert (await clerk.post(at, json={"id_number": ID, "name": "罗"}, headers=key())).status_code == 400
    assert (await clerk.post(at, json={"id_number": ID})).status_code == 400
    assert (await phone.post(at, json={"id_number": ID}, headers=key())).status_code == 403
    assert (await nobody.post(at, json={"id_number": ID}, headers=key())).status_code == 401
    for one in (clerk, phone, nobody):
        await one.aclose()


async def test_strangers(scene: Scene, hub: RunningHub) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    base, one = f"/api/certification/persons/{scene.person}", f"/api/certification/attempts/{tried.id}"
    calls: list[tuple[str, str, object]] = [
        ("GET", base, None),
        ("POST", f"{base}/consent", {"version": 1}),
        ("POST", f"{base}/consent/withdraw", {}),
        ("POST", f"{base}/unmask", {}),
        ("POST", f"{base}/code", {}),
        ("POST", f"{base}/leave", {}),
        ("POST", f"{base}/hand-over", {}),
        ("POST", f"{base}/notice", {}),
        ("POST", f"{base}/proposals", {"reason": "好久没来了"}),
        ("POST", f"{base}/in-person", {"way": "desk", "evidence": "看过身份证了"}),
        ("POST", f"{base}/attempts", {"photo": str(uuid4()), "freshness": "newspaper"}),
        ("GET", f"{base}/proxies", None),
        ("POST", f"{one}/look", {}),
        ("POST", f"{one}/decide", {"verdict": "pass"}),
        ("POST", f"{one}/appeal", {"text": "是我"}),
    ]
    nobody = await hub.client()
    for who in (await scene.people.resident("邻居"), scene.other_clerk):
        client = await hub.client(who)
        for method, path, body in calls:
            given: httpx.Response = await client.request(method, path, json=body, headers=key())
            assert given.status_code == 404, (path, given.text)
            assert NAME not in given.text
            assert (await nobody.request(method, path, json=body, headers=key())).status_code == 401
        await client.aclose()
    await nobody.aclose()
    clerk = await hub.client(scene.clerk)
    shown = (await clerk.get(base)).text
    for secret in (NAME, ID, PHONE):
        assert secret not in shown
    await clerk.aclose()
