"""Errors as answers: RFC 9457, the reader's language, no stack trace and no echo of the input."""

import pytest

from hub.problems import locale_of
from tests.conftest import RunningHub
from tests.support import People


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", "zh-CN"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("en-US,en;q=0.9", "en"), ("EN", "en"),
        ("fr-FR,en;q=0.5", "en"), ("fr", "zh-CN"), ("*", "zh-CN"),
    ],
)  # fmt: skip
def test_locale(header: str, locale: str) -> None:
    assert locale_of(header) == locale


async def test_what_nobody_handles_is_a_problem_too(hub: RunningHub) -> None:
    async with await hub.client() as anybody:
        missing = await anybody.get("/api/nothing-here")
        method = await anybody.delete("/api/areas")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    assert (method.status_code, method.json()["code"]) == (405, "method_not_allowed")
    assert missing.json()["type"] == "urn:shequtong:problem:not_found"
    assert missing.headers["content-type"] == "application/problem+json"


async def test_a_defect_is_told_without_its_inside(hub: RunningHub, people: People) -> None:
    await people.owner.execute("ALTER TABLE ticket_categories RENAME TO gone")
    async with await hub.client() as anybody:
        answer = await anybody.get("/api/ticket-categories", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "ticket_categories" not in answer.text
    assert "Traceback" not in answer.text


async def test_a_value_that_no_column_holds_is_bad_input(hub: RunningHub, people: People) -> None:
    given = {"version": 2**40, "name": "高龄津贴", "name_en": "Old-age allowance", "least_age": 80}
    async with await hub.client(await people.staff("district_coord", people.place.district)) as desk:
        path = "/api/certification/programmes/elders"
        answer = await desk.put(path, json=given, headers={"Idempotency-Key": "1"})
    assert (answer.status_code, answer.json()["code"]) == (400, "input.invalid")


async def test_every_answer_is_guarded(hub: RunningHub) -> None:
    async with await hub.client() as anybody:
        for path in ("/api/areas", "/api/nothing-here", "/health"):
            headers = (await anybody.get(path)).headers
            assert headers["x-content-type-options"] == "nosniff"
            policy = dict(one.split(" ", 1) for one in headers["content-security-policy"].split("; "))
            # Scripts have no rule of their own, so this is theirs: no other origin's, none in the page itself.
            assert policy["default-src"] == "'self'"
            assert not any(rule.startswith("script-src") for rule in policy)
            assert policy["frame-ancestors"] == policy["form-action"] == "'self'"
            assert policy["object-src"] == policy["base-uri"] == "'none'"
            assert headers["referrer-policy"] == "same-origin"
            assert "server" not in headers


async def test_ready_needs_the_database(hub: RunningHub, people: People) -> None:
    async with await hub.client() as anybody:
        assert (await anybody.get("/ready")).status_code == 200
        assert (await anybody.get("/health")).json() == {"status": "ok"}
        hub.hub.tail.progress_at -= 60
        assert (await anybody.get("/ready")).status_code in (200, 503)  # until the next comparison


async def test_the_openapi_is_served(hub: RunningHub) -> None:
    async with await hub.client() as anybody:
        document = (await anybody.get("/schema/openapi.json")).json()
    assert "/api/tickets/{ticket}/acknowledge" in document["paths"]
    assert document["info"]["title"] == "社区通"
