"""`Acting-For`: what may be done for another, what never, and that it is over when she says so."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import websockets

from hub.accounts.types import Principal
from hub.application import application
from hub.document import EVENTS
from hub.family import actions
from hub.family.acting import open_to
from hub.family.types import AgreeMandate, AskMandate
from hub.sealing import Sealer
from hub.tickets.types import TicketDetail
from tests.conftest import RunningHub
from tests.hub.tickets.test_routes import key
from tests.support import People, ask, next_event, until

PHONE = "13987650001"

OPEN = {
    "GET /api/certification/mine", "GET /api/certification/persons/{person:uuid}", "GET /api/certification/programmes",
    "GET /api/residences", "GET /api/tickets", "GET /api/tickets/following", "GET /api/tickets/similar",
    "GET /api/tickets/suggest", "GET /api/tickets/{ticket:uuid}", "DELETE /api/tickets/{ticket:uuid}/follow",
    "POST /api/photos", "POST /api/voices", "POST /api/tickets", "POST /api/tickets/{ticket:uuid}/answer",
    "POST /api/tickets/{ticket:uuid}/confirm", "POST /api/tickets/{ticket:uuid}/follow",
    "POST /api/tickets/{ticket:uuid}/notes", "POST /api/tickets/{ticket:uuid}/rate",
    "GET /api/visits", "POST /api/visits", "POST /api/visits/{visit:uuid}/cancel",
    "POST /api/tickets/{ticket:uuid}/reopen", "POST /api/tickets/{ticket:uuid}/still-good",
}  # fmt: skip
"""Everything that may be done for another. Whoever adds to it has thought about sign-in data, votes and consents."""


class House:
    """A mother, her son and a mandate between them, at a running hub."""

    def __init__(self, hub: RunningHub, people: People) -> None:
        self.hub, self.people, self.db = hub, people, hub.hub.db
        self.sealer: Sealer = hub.hub.sealer

    async def begin(self) -> "House":
        self.mother = await self.people.resident("王秀英")
        self.son = await self.people.resident("王小明")
        await self.people.owner.execute(
            "UPDATE accounts SET phone_index = $2, phone = $3 WHERE id = $1", self.mother.account,
            self.sealer.blind("phone", PHONE),
            self.sealer.seal(PHONE, column="accounts.phone", row=self.mother.account),
        )  # fmt: skip
        today = await self.people.owner.fetchval("SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date")
        given = AskMandate(phone=PHONE, name="王秀英", tie="son", purpose="报修", until=today)
        asked = await actions.ask(self.db, self.sealer, self.son, ask(self.son), given)
        self.mandate = asked.mandate.id
        await actions.agree(self.db, self.sealer, self.mother, ask(self.mother), self.mandate, AgreeMandate())
        return self

    async def withdraw(self) -> None:
        await actions.end(self.db, self.mother, ask(self.mother), self.mandate)

    async def client(self, who: Principal, parent: UUID | None = None) -> httpx.AsyncClient:
        headers = {} if parent is None else {"Acting-For": str(parent)}
        return await self.hub.client(who, **headers)

    @property
    def report(self) -> dict[str, Any]:
        return {"area": str(self.people.place.building), "category": "drain_blocked", "text": "厨房下水堵了"}


async def test_a_report_for_her(hub: RunningHub, people: People) -> None:
    house = await House(hub, people).begin()
    async with (
        await house.client(house.son, house.mother.account) as for_her,
        await house.client(house.mother) as hers,
        await house.client(house.son) as his,
        await house.client(await people.clerk()) as desk,
    ):
        filed = await for_her.post("/api/tickets", json=house.report, headers=key())
        assert filed.status_code == 201
        path = f"/api/tickets/{filed.json()['id']}"
        agent = {"name": "王小明", "tie": "son"}
        for reader in (hers, desk, for_her):
            seen = await reader.get(path)
            assert seen.json()["timeline"][0]["by"] == {"name": "王秀英", "unit": "居民", "agent": agent}
        assert (await his.get(path)).status_code == 404  # hers, not his
        assert [one["id"] for one in (await for_her.get("/api/tickets?list=own")).json()["tickets"]] == [
            filed.json()["id"]
        ]
        assert (await his.get("/api/tickets?list=own")).json()["tickets"] == []
        noted = await for_her.post(f"{path}/notes", json={"text": "妈妈下午在家"}, headers=key())
        assert noted.status_code == 200
        acts = (await hers.get(f"/api/family/{house.mandate}/acts")).json()["acts"]
        assert [(one["what"], one["subject"], one["number"]) for one in acts] == [
            ("note", filed.json()["id"], filed.json()["number"]),
            ("report", filed.json()["id"], filed.json()["number"]),
        ]
        # Her own words are her own.
        await hers.post(f"{path}/notes", json={"text": "是我"}, headers=key())
        last = msgspec.json.decode((await hers.get(path)).content, type=TicketDetail).timeline[-1]
        assert (last.by.name, last.by.agent) == ("王秀英", None)
    kept = await people.owner.fetch("SELECT * FROM audit WHERE action = 'family.acted' ORDER BY number")
    assert [(row["actor"], row["subject"]) for row in kept] == [(house.son.account, house.mother.account)] * 2
    assert msgspec.json.decode(kept[0]["detail"]) == {
        "mandate": str(house.mandate), "route": "POST /api/tickets",
    }  # fmt: skip


async def test_an_organisation_learns_neither_of_the_two(hub: RunningHub, people: People) -> None:
    house = await House(hub, people).begin()
    async with (
        await house.client(house.son, house.mother.account) as for_her,
        await house.client(await people.clerk()) as desk,
        await house.client(await people.dispatcher()) as firm,
    ):
        path = f"/api/tickets/{(await for_her.post('/api/tickets', json=house.report, headers=key())).json()['id']}"
        given = {"organisation": str(people.place.property_org)}
        assert (await desk.post(f"{path}/dispatch", json=given, headers=key())).status_code == 200
        await for_her.post(f"{path}/notes", json={"text": "快点"}, headers=key())
        seen = (await firm.get(path)).text
        assert "快点" in seen
        assert "王小明" not in seen
        assert "王秀英" not in seen


async def test_sent_twice_it_is_done_and_told_once(hub: RunningHub, people: People) -> None:
    house = await House(hub, people).begin()
    async with await house.client(house.son, house.mother.account) as for_her:
        once = key()
        first, again = [await for_her.post("/api/tickets", json=house.report, headers=once) for _ in range(2)]
        assert first.json()["id"] == again.json()["id"]
    assert await people.owner.fetchval("SELECT count(*) FROM family_acts") == 1


async def test_what_is_open_to_it() -> None:
    app = application(demo=True)
    found = {
        f"{method} {route.path}"
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        for method in handler.http_methods
        if open_to(handler) and method not in ("OPTIONS", "HEAD")
    }
    assert found == OPEN


async def test_what_only_she_can_do(hub: RunningHub, people: People) -> None:
    house = await House(hub, people).begin()
    some = uuid4()
    hers_alone = [
        ("GET", "/api/me"), ("PUT", "/api/me/look"), ("POST", "/api/me/second-factor"), ("POST", "/api/sign-out"),
        ("POST", "/api/live-tickets"), ("POST", "/api/page-tickets"), ("POST", "/api/residences"),
        ("GET", "/api/family"), ("POST", "/api/family"), ("POST", f"/api/family/{house.mandate}/end"),
        ("POST", f"/api/family/{house.mandate}/agree"), ("GET", f"/api/family/{house.mandate}/acts"),
        ("POST", f"/api/certification/persons/{some}/consent"),
        ("POST", f"/api/certification/persons/{some}/consent/withdraw"),
        ("POST", f"/api/certification/persons/{some}/attempts"), ("POST", "/api/certification/proxies"),
        ("POST", "/api/feedback"), ("GET", "/api/feedback?list=own"),
    ]  # fmt: skip
    async with await house.client(house.son, house.mother.account) as for_her:
        for method, path in hers_alone:
            answer = await for_her.request(method, path, json={}, headers=key())
            assert (answer.status_code, answer.json()["code"]) == (403, "family.own_only"), path
        assert (await for_her.get("/api/tickets?list=own")).status_code == 200


async def test_without_a_mandate_nobody_learns_anything(hub: RunningHub, people: People) -> None:
    house = await House(hub, people).begin()
    stranger, clerk = await people.resident("生人"), await people.clerk()
    for who, parent in (
        (stranger, house.mother.account), (house.son, stranger.account), (house.son, house.son.account),
        (house.mother, house.son.account), (clerk, house.mother.account), (house.son, uuid4()),
    ):  # fmt: skip
        async with await house.client(who, parent) as client:
            for method, path in (
                ("GET", "/api/tickets?list=own"),
                ("POST", "/api/tickets"),
                ("GET", "/api/me"),
            ):
                answer = await client.request(method, path, json=house.report, headers=key())
                assert (answer.status_code, answer.json()["code"]) == (404, "family.unknown")
    async with await hub.client(house.son, **{"Acting-For": "nonsense"}) as client:
        assert (await client.get("/api/tickets?list=own")).status_code == 404
    async with await hub.client(None, **{"Acting-For": str(house.mother.account)}) as client:
        assert (await client.get("/api/tickets?list=own")).status_code == 401
    assert await people.owner.fetchval("SELECT count(*) FROM tickets") == 0


async def next_of(live: websockets.ClientConnection, op: str) -> dict[str, Any]:
    while (message := json.loads(await asyncio.wait_for(live.recv(), 10)))["op"] != op:
        pass
    return dict(message)


async def test_what_is_said_to_who_acts() -> None:
    covered = {event.name for event in EVENTS if "kin/<account>" in event.topics}
    assert covered == {
        "ticket.changed", "ticket.followed", "residence.changed", "certification.changed", "visit.changed",
    }  # fmt: skip


async def test_withdrawn_at_once_also_on_the_socket(hub: RunningHub, people: People) -> None:
    house = await House(hub, people).begin()
    topic, all_of_hers = f"kin/{house.mother.account}", f"own/{house.mother.account}"
    async with (
        await house.client(house.son, house.mother.account) as for_her,
        await house.client(house.mother) as hers,
        websockets.connect(
            hub.live_url, subprotocols=["shequtong.live.v1"],  # type: ignore[list-item]
            additional_headers={"Authorization": f"Bearer {await hub.token(house.son)}"},
        ) as live,
    ):  # fmt: skip
        assert json.loads(await live.recv())["op"] == "welcome"
        await live.send(json.dumps({"op": "subscribe", "id": 2, "topics": [all_of_hers]}))
        assert (await next_of(live, "error"))["topics"] == [all_of_hers]
        await live.send(json.dumps({"op": "subscribe", "id": 1, "topics": [topic]}))
        # What the mandate does not cover is not heard: the next event is that of the report.
        said = {"kind": "praise", "text": "谢谢", "area": house.report["area"]}
        assert (await hers.post("/api/feedback", json=said, headers=key())).status_code == 201
        filed = await for_her.post("/api/tickets", json=house.report, headers=key())
        event = await next_event(live)
        assert event["data"]["ticket"]["id"] == filed.json()["id"]
        assert event["data"]["step"]["by"]["agent"]["name"] == "王小明"
        await house.withdraw()
        assert (await for_her.get("/api/tickets?list=own")).status_code == 404
        assert (await for_her.post("/api/tickets", json=house.report, headers=key())).status_code == 404
        assert (await next_of(live, "error"))["code"] == "topic.withdrawn"


async def test_nothing_is_committed_after_a_withdrawal_was(hub: RunningHub, people: People) -> None:
    house = await House(hub, people).begin()
    path = "/api/tickets"
    async with await house.client(house.son, house.mother.account) as for_her:
        async with house.db.transaction() as tx:
            # The request passes the first look and waits at the second.
            await tx.execute("UPDATE family_mandates SET version = version WHERE id = $1", house.mandate)
            asked = asyncio.create_task(for_her.post(path, json=house.report, headers=key()))
            await until(
                lambda: people.owner.fetchval(
                    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    " AND datname = current_database())"
                )
            )
            await tx.execute(
                "UPDATE family_mandates SET state = 'ended', ended_at = app_now(), ending = 'withdrawn' WHERE id = $1",
                house.mandate,
            )
        assert (await asked).status_code == 404
    assert await people.owner.fetchval("SELECT count(*) FROM tickets") == 0
