"""Linkage over HTTP: every route with its body and answer, and who may not."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.conftest import RunningHub
from tests.support import People, plant_photo


class Wires:
    """An HTTP client for everybody around one ticket."""

    def __init__(self, hub: RunningHub, people: People, stack: AsyncExitStack) -> None:
        self.hub, self.people, self.place, self.stack = hub, people, people.place, stack
        self.clients: dict[str, httpx.AsyncClient] = {}

    async def begin(self) -> "Wires":
        place, people = self.place, self.people
        everybody = {
            "an": await people.resident(),
            "neighbour": await people.resident("罗先生"),
            "clerk": await people.clerk(),
            "sibling": await people.clerk(place.sibling_community, "何建国"),
            "street": await people.staff("street_clerk", place.street, "李志强"),
            "other_street": await people.staff("street_clerk", place.other_street, "外街道"),
            "district": await people.staff("district_coord", place.district, "赵敏"),
            "firm": await people.dispatcher(),
            "other_firm": await people.dispatcher(place.other_property_org),
            "department": await people.staff(
                "dept_handler", place.district, "罗军", organisation=place.department
            ),
            "official": await people.staff("official_viewer", place.district, "周海"),
        }
        for name, principal in everybody.items():
            self.clients[name] = await self.stack.enter_async_context(await self.hub.client(principal))
        self.clients["nobody"] = await self.stack.enter_async_context(await self.hub.client())
        self.ticket = await self.report()
        return self

    async def report(self) -> str:
        body = {"area": str(self.place.dwelling), "category": "drain_blocked", "text": "门口下水道堵了"}
        made = await self.clients["an"].post("/api/tickets", json=body, headers=key())
        assert made.status_code == 201
        return str(made.json()["id"])

    async def post(
        self, who: str, route: str, body: dict[str, Any] | None = None, ticket: str | None = None
    ) -> httpx.Response:
        path = f"/api/tickets/{ticket or self.ticket}/{route}"
        return await self.clients[who].post(path, json=body or {}, headers=key())

    async def done(
        self, who: str, route: str, body: dict[str, Any] | None = None, ticket: str | None = None
    ) -> dict[str, Any]:
        answer = await self.post(who, route, body, ticket)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def linkage(self, who: str, ticket: str | None = None) -> dict[str, Any]:
        answer = await self.clients[who].get(f"/api/tickets/{ticket or self.ticket}/linkage")
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def refused(
        self, route: str, body: dict[str, Any], code: str, *who: str, ticket: str | None = None
    ) -> None:
        statuses = {"not_found": 404, "ticket.not_allowed": 403, "sign_in.needed": 401}
        for one in who:
            answer = await self.post(one, route, body, ticket)
            assert answer.json()["code"] == code, (one, route, answer.text)
            assert answer.status_code == statuses.get(code, answer.status_code), (one, route)

    async def resolve(self, who: str, account: UUID, ticket: str) -> dict[str, Any]:
        photo = await plant_photo(self.people.owner, self.place.district, account)
        return await self.done(who, "resolve", {"text": "好了", "photos": [str(photo)]}, ticket)

    async def me(self, who: str) -> UUID:
        return UUID((await self.clients[who].get("/api/me")).json()["id"])


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


def organisation(identity: UUID) -> dict[str, str]:
    return {"organisation": str(identity)}


@pytest.fixture
async def wires(hub: RunningHub, people: People) -> AsyncIterator[Wires]:
    async with AsyncExitStack() as stack:
        yield await Wires(hub, people, stack).begin()


async def test_units_are_called_report_in_decline_and_finish(wires: Wires) -> None:
    place = wires.place
    units = [organisation(place.department), organisation(place.property_org), {"area": str(place.street)}]
    call = {"units": units, "words": "请到小区商量"}
    await wires.refused(
        "calls", call, "not_found", "neighbour", "sibling", "firm", "other_street", "official"
    )
    await wires.refused("calls", call, "ticket.not_allowed", "an")
    assert (await wires.post("nobody", "calls", call)).status_code == 401
    called = await wires.done("clerk", "calls", call)
    assert called["open_calls"] == 3
    assert {(one["state"], one["id"]) for one in called["partners"]} == {
        ("called", str(one)) for one in (place.department, place.property_org, place.street)
    }
    assert (await wires.post("clerk", "calls", call)).json()["code"] == "ticket.call_twice"

    await wires.refused("report-in", {}, "not_found", "neighbour", "sibling", "other_firm")
    await wires.refused("report-in", {}, "ticket.not_allowed", "clerk", "an", "district")
    arrived = await wires.done("department", "report-in", {"words": "马上到", "person": "罗军"})
    assert (arrived["open_calls"], arrived["reporter"]) == (2, None)
    await wires.done("street", "report-in")

    no = {"reason": "不归我们", "instead": {"area": str(place.sibling_community)}}
    await wires.refused("turn-down", no, "not_found", "neighbour", "other_firm")
    await wires.refused(
        "turn-down", no, "ticket.not_allowed", "department", "clerk", "an"
    )  # not called any more
    assert (await wires.post("firm", "turn-down", {"reason": "不归我们"})).status_code == 400
    await wires.done("firm", "turn-down", no)
    await wires.refused("report-in", {}, "not_found", "firm")  # it no longer sees it

    await wires.refused("finish-part", {}, "not_found", "neighbour", "firm")
    await wires.refused("finish-part", {}, "ticket.not_allowed", "clerk", "an")
    await wires.done("department", "finish-part", {"words": "规则定了"})
    shown = await wires.linkage("clerk")
    states = {one["unit"]["name"]: one["state"] for one in shown["calls"]}
    assert states == {"区综合行政执法局": "done", "示例物业甲": "declined", "清香坪街道": "arrived"}
    declined = next(one for one in shown["calls"] if one["state"] == "declined")
    assert (declined["answer"], declined["instead"]["name"]) == ("不归我们", "杨家坪社区")
    for who, status in (("an", 403), ("neighbour", 404), ("sibling", 404), ("nobody", 401)):
        answer = await wires.clients[who].get(f"/api/tickets/{wires.ticket}/linkage")
        assert answer.status_code == status, who


async def test_sub_tasks_are_opened_done_and_sent_back(wires: Wires) -> None:
    place = wires.place
    task = {"text": "摆放三组分类桶", "to": organisation(place.department), "staff_only": False}
    await wires.done("clerk", "acknowledge")
    await wires.refused("tasks", task, "not_found", "neighbour", "sibling", "firm", "department", "official")
    await wires.refused("tasks", task, "ticket.not_allowed", "an")
    assert (await wires.post("nobody", "tasks", task)).status_code == 401
    assert (await wires.post("clerk", "tasks", {"text": ""})).status_code == 400
    parent = await wires.done("clerk", "tasks", task)
    assert (parent["id"], parent["open_children"]) == (wires.ticket, 1)
    [child] = (await wires.linkage("clerk"))["children"]
    assert (child["state"], child["text"], child["may_send_back"]) == ("dispatched", "摆放三组分类桶", False)
    assert (await wires.linkage("department", child["id"]))["parent"]["text"] == ""

    blocked = await wires.post("clerk", "resolve", {"text": "好了", "photos": [str(uuid4())]})
    assert (blocked.status_code, blocked.json()["code"]) == (409, "ticket.children_open")
    back = {"reason": "只摆了一组"}
    assert (await wires.post("clerk", "send-back", back, child["id"])).json()["code"] == "ticket.wrong_state"
    await wires.resolve("department", await wires.me("department"), child["id"])
    assert (await wires.linkage("clerk"))["children"][0]["may_send_back"] is True
    await wires.refused(
        "send-back", back, "not_found", "neighbour", "sibling", "firm", "department", ticket=child["id"]
    )
    await wires.refused("send-back", back, "ticket.not_allowed", "an", ticket=child["id"])
    assert (await wires.post("nobody", "send-back", back, child["id"])).status_code == 401
    assert (await wires.post("clerk", "send-back", {}, child["id"])).status_code == 400
    parent = await wires.done("street", "send-back", back, child["id"])
    assert (parent["id"], parent["open_children"]) == (wires.ticket, 1)
    seen = (await wires.clients["department"].get(f"/api/tickets/{child['id']}")).json()
    assert (seen["timeline"][-1]["kind"], seen["timeline"][-1]["text"]) == ("sent_back", "只摆了一组")


async def test_what_is_refused_twice_is_decided_above(wires: Wires) -> None:
    place = wires.place
    await wires.done("clerk", "dispatch", organisation(place.property_org))
    first = {"reason": "不归物业", "next": organisation(place.department)}
    await wires.refused("reject", first, "not_found", "neighbour", "sibling", "department", "other_firm")
    await wires.refused("reject", first, "ticket.not_allowed", "clerk", "an", "street")
    assert (await wires.done("firm", "reject", first))["holder"]["name"] == "区综合行政执法局"
    second = {"reason": "不归我们", "next": organisation(place.property_org)}
    held = await wires.done("department", "reject", second)
    assert (held["holder"]["name"], held["refusals"]) == ("清香坪街道", 2)  # nobody plays ball
    shown = await wires.linkage("street")
    assert shown["decider"]["name"] == "清香坪街道"

    up, down = {"reason": "请区里协调"}, {"reason": "社区能办"}
    for route, body in (("escalate", up), ("hand-down", down)):
        await wires.refused(route, body, "not_found", "neighbour", "sibling", "other_street", "official")
        await wires.refused(route, body, "ticket.not_allowed", "clerk", "district", "an")
        assert (await wires.post("street", route, {})).status_code == 400
    assert (await wires.done("street", "escalate", up))["holder"]["id"] == str(place.district)
    assert (await wires.post("district", "escalate", up)).json()["code"] == "ticket.last_instance"
    decided = await wires.done("district", "hand-down", {"area": str(place.community), **down})
    assert (decided["holder"]["id"], decided["decided"]) == (str(place.community), True)
    again = await wires.post("clerk", "reject", second)
    assert (again.status_code, again.json()["code"]) == (409, "ticket.decided")


async def test_the_joint_meetings_list(wires: Wires) -> None:
    place = wires.place
    on, off = {"reason": "几家说不拢"}, {"reason": "已有安排"}
    said = {"outcome": "三家一起办", "tasks": [{"text": "看现场"}], "holder": organisation(place.department)}
    for route, body in (("joint", on), ("joint/off", off), ("joint/outcome", said)):
        await wires.refused(
            route, body, "not_found", "neighbour", "sibling", "other_street", "firm", "official"
        )
        await wires.refused(route, body, "ticket.not_allowed", "clerk", "an")
        assert (await wires.post("nobody", route, body)).status_code == 401
        assert (await wires.post("street", route, {})).status_code == 400

    async def listed(who: str, **area: str) -> list[str]:
        answer = await wires.clients[who].get("/api/joint-meeting", params=area)
        assert answer.status_code == 200, answer.text
        return [one["ticket"]["id"] for one in answer.json()["items"]]

    await wires.done("street", "joint", on)
    assert await listed("street") == [wires.ticket]
    assert await listed("district", area=str(place.street)) == [wires.ticket]
    assert await listed("other_street") == []
    await wires.done("street", "joint/off", off)
    assert await listed("street") == []
    settled = await wires.done("district", "joint/outcome", said)
    assert (settled["holder"]["name"], settled["open_children"], settled["decided"]) == (
        "区综合行政执法局", 1, True,
    )  # fmt: skip
    for who in ("clerk", "firm", "an", "official"):
        assert (await wires.clients[who].get("/api/joint-meeting")).status_code == 404, who
    wrong = await wires.clients["street"].get("/api/joint-meeting", params={"area": str(place.other_street)})
    assert wrong.status_code == 404
    assert (await wires.clients["nobody"].get("/api/joint-meeting")).status_code == 401
    bad = await wires.clients["street"].get("/api/joint-meeting", params={"after": "x"})
    assert bad.json()["code"] == "cursor.invalid"


async def test_the_same_command_twice_is_done_once(wires: Wires) -> None:
    body, same = {"text": "一部分"}, key()
    path = f"/api/tickets/{wires.ticket}/tasks"
    first = await wires.clients["clerk"].post(path, json=body, headers=same)
    again = await wires.clients["clerk"].post(path, json=body, headers=same)
    assert first.json() == again.json()
    assert len((await wires.linkage("clerk"))["children"]) == 1
    other = await wires.clients["clerk"].post(path, json={"text": "另一部分"}, headers=same)
    assert other.status_code == 409
