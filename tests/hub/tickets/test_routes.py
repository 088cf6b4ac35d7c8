"""Tickets through the real hub: codes, languages, headers, and the socket that hears of them."""

import json
from uuid import uuid4

import pytest

from tests.conftest import RunningHub
from tests.support import People, next_event


def report(people: People, **changes: object) -> dict[str, object]:
    values = {"area": str(people.place.dwelling), "category": "drain_blocked", "text": "门口下水道堵了"}
    return values | changes


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def test_a_report_is_on_the_desk_and_on_the_socket(hub: RunningHub, people: People) -> None:
    an, clerk = await people.resident(), await people.clerk()
    topic = f"staff/{people.place.community}/tickets"
    async with (
        await hub.client(an) as phone,
        await hub.client(clerk) as console,
        hub.listen(clerk, topic) as live,
    ):
        assert json.loads(await live.recv())["op"] == "subscribed"
        assert json.loads(await live.recv())["op"] == "recovered"
        answer = await phone.post("/api/tickets", json=report(people), headers=key())
        assert answer.status_code == 201, answer.text
        event = await next_event(live)
        assert (event["op"], event["type"], event["subject"]) == (
            "event",
            "ticket.changed",
            answer.json()["id"],
        )
        assert event["data"]["step"]["kind"] == "created"
        page = await console.get("/api/tickets", params={"list": "mine"})
        assert [one["id"] for one in page.json()["tickets"]] == [answer.json()["id"]]
        assert page.headers["live-seq"] >= str(event["seq"])
        assert page.headers["live-epoch"]
        acknowledged = await console.post(
            f"/api/tickets/{event['subject']}/acknowledge", json={}, headers=key()
        )
        assert acknowledged.json()["state"] == "acknowledged"
        assert (await next_event(live))["data"]["step"]["by"] == {"name": "陈晓梅", "unit": "金沙社区"}


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"area": str(uuid4())}, 404, "area.unknown"),
        ({"area": "not an id"}, 400, "input.invalid"),
        ({"category": "none"}, 400, "ticket.category_unknown"),
        ({"text": ""}, 400, "ticket.text_empty"),
        ({"text": "字" * 801}, 400, "input.invalid"),
        ({"photos": ["x"]}, 400, "input.invalid"),
        ({"photos": [str(uuid4())]}, 404, "photo.unknown"),
        ({"position": {"lat": 91, "lon": 0}}, 400, "input.invalid"),
    ],
)
async def test_bad_reports(
    hub: RunningHub, people: People, changes: dict[str, object], status: int, code: str
) -> None:
    async with await hub.client(await people.resident()) as phone:
        answer = await phone.post("/api/tickets", json=report(people, **changes), headers=key())
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), problem
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert problem["detail"]
    assert "not an id" not in answer.text
    assert await people.owner.fetchval("SELECT count(*) FROM tickets") == 0


async def test_answers_speak_the_readers_language(hub: RunningHub, people: People) -> None:
    async with await hub.client(await people.resident()) as phone:
        chinese = await phone.get(f"/api/tickets/{uuid4()}")
        english = await phone.get(f"/api/tickets/{uuid4()}", headers={"Accept-Language": "en-GB,zh;q=0.5"})
    assert (chinese.json()["detail"], english.json()["detail"]) == ("没有找到。", "Not found.")
    assert (chinese.status_code, english.headers["content-language"]) == (404, "en")


async def test_without_a_session_nothing_is_shown(hub: RunningHub, people: People) -> None:
    async with await hub.client() as stranger:
        for answer in (
            await stranger.get("/api/tickets", params={"list": "own"}),
            await stranger.post("/api/tickets", json=report(people), headers=key()),
        ):
            assert (answer.status_code, answer.json()["code"]) == (401, "auth.required")


async def test_commands_need_a_key_and_keep_to_their_body(hub: RunningHub, people: People) -> None:
    async with await hub.client(await people.resident()) as phone:
        missing = await phone.post("/api/tickets", json=report(people))
        same = key()
        first = await phone.post("/api/tickets", json=report(people), headers=same)
        again = await phone.post("/api/tickets", json=report(people), headers=same)
        other = await phone.post("/api/tickets", json=report(people, text="别的事"), headers=same)
    assert (missing.status_code, missing.json()["code"]) == (400, "idempotency.missing")
    assert (first.status_code, first.json()) == (201, again.json())
    assert (other.status_code, other.json()["code"]) == (409, "idempotency.mismatch")


async def test_an_expired_session_is_told_to_sign_in(hub: RunningHub, people: People) -> None:
    async with await hub.client(await people.resident()) as phone:
        assert (await phone.get("/api/tickets", params={"list": "own"})).status_code == 200
        await people.owner.execute("UPDATE app_clock SET ahead = interval '400 days'")
        answer = await phone.get("/api/tickets", params={"list": "own"})
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.required")


@pytest.mark.parametrize(
    ("body", "status"), [(b"{", 400), (b"\xff\xfe", 400), (b"[" * 3000, 400), (b"null", 400), (b"{}", 400)]
)
async def test_malformed_bodies(hub: RunningHub, people: People, body: bytes, status: int) -> None:
    async with await hub.client(await people.resident()) as phone:
        answer = await phone.post(
            "/api/tickets", content=body, headers={"Content-Type": "application/json", **key()}
        )
    assert (answer.status_code, answer.json()["code"]) == (status, "input.invalid")


async def test_a_huge_body_is_refused(hub: RunningHub, people: People) -> None:
    async with await hub.client(await people.resident()) as phone:
        answer = await phone.post("/api/tickets", json=report(people, text="x" * 100_000), headers=key())
    assert (answer.status_code, answer.json()["code"]) == (413, "input.too_large")


async def test_categories_are_public_and_bilingual(hub: RunningHub) -> None:
    async with await hub.client() as anybody:
        found = (await anybody.get("/api/ticket-categories")).json()["categories"]
    assert [one["key"] for one in found] == ["drain_blocked", "gas_smell", "noise_or_fumes"]
    assert found[1]["emergency"]["phones"] == ["119"]
    assert all(one["name"] and one["name_en"] for one in found)
