"""Moderation over HTTP: the story with its audit trail, bad questions, and who may ask at all."""

import json
from typing import Any
from uuid import UUID

import pytest

from hub import audit, openapi
from tests.conftest import RunningHub
from tests.hub.feed.conftest import Square
from tests.hub.moderation.things import Board, ThingTarget
from tests.hub.tickets.test_routes import key
from tests.support import People, next_event, until

NOBODY = UUID(int=1)


@pytest.fixture
async def scene(hub: RunningHub, board: Board) -> Board:
    hub.hub.targets["thing"] = ThingTarget()
    return board


async def test_reported_hidden_appealed_restored(hub: RunningHub, scene: Board) -> None:
    """The whole way: five neighbours report, one clerk hides, she appeals, another restores; the log tells who."""
    subject = await scene.write("三单元那个谁又往下倒水")
    thing = {"kind": "thing", "subject": str(subject)}
    neighbours = [await scene.people.resident(f"邻居{number}") for number in range(5)]
    async with (
        await hub.client(scene.an) as an,
        await hub.client(scene.clerk) as clerk,
        await hub.client(scene.second) as second,
        hub.listen(scene.clerk, f"staff/{scene.place.community}/moderation") as live,
    ):
        for one in neighbours:
            async with await hub.client(one) as neighbour:
                said = await neighbour.post(
                    "/api/moderation/reports", json=thing | {"reason": "abuse"}, headers=key()
                )
                assert (said.status_code, said.json()) == (201, thing)
                again = await neighbour.post(
                    "/api/moderation/reports", json=thing | {"reason": "advert"}, headers=key()
                )
                assert (again.status_code, again.json()["code"]) == (409, "moderation.reported")
        while not (event := await next_event(live))["data"]["case"]["urgent"]:
            pass
        case = event["data"]["case"]["id"]
        assert (await clerk.get("/api/moderation/counts")).json() == {"held": 0, "reported": 1, "appealed": 0}
        listed = (await clerk.get("/api/moderation/cases", params={"state": "reported"})).json()
        assert [(one["id"], one["reports"]) for one in listed["cases"]] == [(case, 5)]
        seen = (await clerk.get(f"/api/moderation/cases/{case}")).json()
        assert (seen["may_decide"], len(seen["reports"])) == (True, 5)
        hide = {"step": "hidden", "reason": "指名道姓", "version": seen["case"]["version"]}
        path = f"/api/moderation/cases/{case}/decide"
        hidden = (await clerk.post(path, json=hide, headers=key())).json()
        assert (hidden["state"], hidden["hidden_by"]["name"]) == ("hidden", "陈晓梅")
        mine = (await an.get("/api/moderation/mine")).json()["cases"][0]
        assert (mine["state"], mine["reason"]) == ("hidden", "指名道姓")
        appeal = {"words": "没有点名，只说了楼层", "version": mine["version"]}
        told = await an.post(f"/api/moderation/mine/{case}/appeal", json=appeal, headers=key())
        assert (told.status_code, told.json()["state"]) == (200, "appealed")
        version = told.json()["version"]
        decide = {"step": "restored", "reason": "确实没有点名", "version": version}
        refused = await clerk.post(path, json=decide, headers=key())
        assert (refused.status_code, refused.json()["code"]) == (403, "moderation.another_person")
        assert not (await clerk.get(f"/api/moderation/cases/{case}")).json()["may_decide"]
        restored = await second.post(path, json=decide, headers=key())
        assert (restored.status_code, restored.json()["state"]) == (200, "clear")
        assert (await an.get(f"/api/moderation/mine/{case}")).json()["decision"] == "确实没有点名"
        # in the demo's inbox, as her phone would have it
        inbox = "/api/demo/inbox"
        async with await hub.client() as phone:

            async def told_both() -> bool:
                texts = json.dumps((await phone.get(inbox)).json(), ensure_ascii=False)
                return "已被隐藏，理由：指名道姓" in texts and "已恢复显示" in texts

            await until(told_both)
    assert await scene.status(subject) == ("shown", "")
    names = [row[0] for row in await scene.audited()]
    assert names == [
        *["moderation.reported"] * 5, "moderation.hidden", "moderation.appealed", "moderation.seen",
        "moderation.restored",
    ]  # fmt: skip
    async with scene.owner.transaction():
        verdict = await audit.verify(scene.owner, scene.place.district)
    assert (verdict.entries, verdict.broken) == (9, None)
    await scene.owner.execute("ALTER TABLE audit DISABLE TRIGGER USER")
    await scene.owner.execute(
        "UPDATE audit SET actor = $1 WHERE action = 'moderation.restored'", scene.clerk.account
    )
    async with scene.owner.transaction():
        verdict = await audit.verify(scene.owner, scene.place.district)
    assert (verdict.broken, verdict.reason) == (9, "altered")


async def test_blocked_until_lifted(hub: RunningHub, scene: Board) -> None:
    async with await hub.client(scene.clerk) as clerk, await hub.client(scene.an) as an:
        until_day = await scene.owner.fetchval("SELECT app_now() + interval '3 days'")
        given = {"account": str(scene.an.account), "area": str(scene.place.community), "reason": "多次辱骂",
                 "until": until_day.isoformat()}  # fmt: skip
        made = await clerk.post("/api/moderation/blocks", json=given, headers=key())
        assert (made.status_code, made.json()["account"]["name"]) == (201, "安女士")
        assert (await an.get("/api/moderation/mine")).json()["blocks"][0]["reason"] == "多次辱骂"
        listed = (await clerk.get("/api/moderation/blocks")).json()["blocks"]
        assert [one["id"] for one in listed] == [made.json()["id"]]
        lift = {"reason": "已道歉", "version": 1}
        path = f"/api/moderation/blocks/{made.json()['id']}/lift"
        assert (await clerk.post(path, json=lift, headers=key())).json()["lift_reason"] == "已道歉"
        assert (await clerk.get("/api/moderation/blocks")).json()["blocks"] == []


async def test_rules_are_edited_tried_and_hold(hub: RunningHub, scene: Board) -> None:
    async with await hub.client(scene.coordinator) as desk, await hub.client(scene.clerk) as clerk:
        rule = {"text": "代办*社保", "reason": "黑中介"}
        await scene.write("代办各类社保，电话联系")
        tried = (await desk.post("/api/moderation/rules/try", json={"rules": [rule]}, headers=key())).json()
        assert (tried["looked_at"], tried["held"]) == (1, 1)
        changed = await desk.post("/api/moderation/rules", json={"version": 0, "add": [rule]}, headers=key())
        assert (changed.status_code, changed.json()["rules"][0]["text"]) == (200, "代办*社保")
        assert (await clerk.get("/api/moderation/rules")).json() == changed.json()
        assert (
            await clerk.post("/api/moderation/rules", json={"version": 1}, headers=key())
        ).status_code == 403
        given = {
            "version": 1,
            "numbers": True,
            "outer_check": False,
            "reports_urgent": 3,
            "reports_hold": True,
        }
        put = await desk.put("/api/moderation/settings", json=given, headers=key())
        assert (put.status_code, put.json()["settings"]["version"]) == (200, 2)
        assert (await desk.put("/api/moderation/settings", json=given, headers=key())).status_code == 409
        subject = await scene.write("专业代办养老社保")
        assert (await scene.status(subject))[0] == "held"


async def test_bad_questions(hub: RunningHub, scene: Board) -> None:
    async with await hub.client(scene.clerk) as clerk:
        for path, bad in (
            ("/reports", {"kind": "thing", "subject": str(NOBODY), "reason": "dislike"}),
            ("/reports", {"kind": "", "subject": str(NOBODY), "reason": "abuse"}),
            (f"/cases/{NOBODY}/decide", {"step": "final", "reason": "", "version": 1}),
            (f"/cases/{NOBODY}/photos/{NOBODY}/redact", {"rectangles": [], "reason": "车牌"}),
            (f"/cases/{NOBODY}/photos/{NOBODY}/redact",
             {"rectangles": [{"x": 2, "y": 0, "width": 1, "height": 1}], "reason": "车牌"}),
            ("/blocks", {"account": str(NOBODY), "area": str(NOBODY), "reason": "", "until": "2030-01-01T00:00:00Z"}),
            ("/rules", {"version": 0, "add": [{"text": "", "reason": "x"}]}),
        ):  # fmt: skip
            answer = await clerk.post(f"/api/moderation{path}", json=bad, headers=key())
            assert (answer.status_code, answer.json()["code"]) == (400, "input.invalid"), path
        assert (await clerk.get("/api/moderation/cases", params={"state": "gone"})).status_code == 400
        assert (await clerk.get("/api/moderation/cases", params={"after": "x"})).json()[
            "code"
        ] == "cursor.invalid"


ROUTES = [
    ("POST", "/reports", {"kind": "thing", "subject": str(NOBODY), "reason": "abuse"}),
    ("GET", "/mine", None), ("GET", f"/mine/{NOBODY}", None),
    ("POST", f"/mine/{NOBODY}/appeal", {"words": "不同意", "version": 1}),
    ("GET", "/cases", None), ("GET", "/counts", None), ("POST", "/cases", {"kind": "thing", "subject": str(NOBODY)}),
    ("GET", f"/cases/{NOBODY}", None),
    ("POST", f"/cases/{NOBODY}/decide", {"step": "kept", "version": 1}),
    ("POST", f"/cases/{NOBODY}/photos/{NOBODY}/redact",
     {"rectangles": [{"x": 0, "y": 0, "width": 1, "height": 1}], "reason": "车牌"}),
    ("GET", f"/people?area={NOBODY}&q=魏", None), ("GET", "/blocks", None),
    ("POST", "/blocks",
     {"account": str(NOBODY), "area": str(NOBODY), "reason": "辱骂", "until": "2030-01-01T00:00:00Z"}),
    ("POST", f"/blocks/{NOBODY}/lift", {"reason": "道歉", "version": 1}),
    ("GET", "/rules", None), ("POST", "/rules", {"version": 0}),
    ("PUT", "/settings",
     {"version": 0, "numbers": True, "outer_check": False, "reports_urgent": 3, "reports_hold": True}),
    ("POST", "/rules/try", {"rules": [{"text": "刷单", "reason": "试"}]}),
]  # fmt: skip
OPEN_TO_ALL = {("GET", "/mine"), ("GET", "/cases"), ("GET", "/counts"), ("GET", "/blocks")}
"""Lists: of one's own, and of what one moderates, which for others is nothing."""


async def test_every_route_asks_who_it_is(hub: RunningHub, scene: Board) -> None:
    """Without signing in 401; a resident and a clerk of elsewhere learn of nothing."""
    covered = {
        (method, path.removeprefix("/api/moderation"))
        for path, each in _described()["paths"].items()
        if path.startswith("/api/moderation")
        for method in each
    }
    assert len(covered) == len(ROUTES)
    async with await hub.client() as nobody:
        for method, path, body in ROUTES:
            answer = await nobody.request(method, f"/api/moderation{path}", json=body, headers=key())
            assert answer.status_code == 401, (method, path)
    subject = await scene.write("找我 13800001234")
    case = await scene.case(subject)
    block = await scene.block(scene.clerk, scene.an.account)
    for who in (scene.luo, scene.far_clerk):
        async with await hub.client(who) as other:
            for method, path, body in ROUTES:
                real = path.replace(f"/cases/{NOBODY}", f"/cases/{case.id}")
                real = real.replace(f"/mine/{NOBODY}", f"/mine/{case.id}")
                real = real.replace(f"/blocks/{NOBODY}", f"/blocks/{block.id}")
                answer = await other.request(method, f"/api/moderation{real}", json=body, headers=key())
                if (method, path) in OPEN_TO_ALL:
                    told = answer.json()
                    assert not any(told.get(name) for name in ("cases", "blocks", "held"))
                elif who is scene.far_clerk and path in ("/rules", "/settings", "/rules/try"):
                    assert answer.status_code == (200 if method == "GET" else 403)
                else:
                    assert answer.status_code == 404, (method, path)


def _described() -> Any:
    return openapi.described()


async def test_topics(hub: RunningHub, scene: Board) -> None:
    async def opens(who: object, area: UUID) -> bool:
        topic = f"staff/{area}/moderation"
        return (await hub.hub._authorise(who, [topic]))[topic]  # type: ignore[arg-type]

    assert await opens(scene.clerk, scene.place.community)
    assert await opens(scene.clerk, scene.place.dwelling)
    assert not await opens(scene.clerk, scene.place.street)
    assert not await opens(scene.far_clerk, scene.place.community)
    assert not await opens(scene.an, scene.place.community)
    assert not await opens(await scene.people.dispatcher(), scene.place.estate)
    assert await opens(scene.coordinator, scene.place.district)
    assert not await opens(scene.coordinator, scene.place.far_community)
    assert not await opens(scene.clerk, NOBODY)


async def test_who_is_to_be_blocked_is_found_by_who_moderates_there(hub: RunningHub, people: People) -> None:
    square = await Square(hub.hub.db, people.owner, people, hub.settings).begin()
    asked = {"area": str(square.place.community), "q": "魏"}
    async with (
        await hub.client(square.clerk) as desk, await hub.client(square.sibling) as far,
        await hub.client(square.an) as an, await hub.client(square.wei) as wei,
    ):  # fmt: skip
        await wei.put("/api/feed/name", json={"display_name": "大嗓门", "real_name": False}, headers=key())
        found = (await desk.get("/api/moderation/people", params=asked)).json()
        [person] = found["people"]
        assert (person["id"], person["name"], person["called"]) == (
            str(square.wei.account),
            "魏先生",
            "大嗓门",
        )
        assert person["place"].endswith("3单元1-6")  # two of one name live behind two doors
        by_shown = await desk.get("/api/moderation/people", params=asked | {"q": "嗓门"})
        assert by_shown.json() == found  # neighbours complain about the name they read
        for who in (far, an):
            assert (await who.get("/api/moderation/people", params=asked)).status_code == 404
        assert (await desk.get("/api/moderation/people", params=asked | {"q": ""})).status_code == 400
        noted = await people.owner.fetchval(
            "SELECT count(*) FROM audit WHERE action = 'moderation.looked_up'"
        )
        assert noted == 2
