"""Tickets for a page in a web-view: once, within a minute, only our pages, and no longer than who asked."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import asyncpg
import httpx
import pytest
import redis.asyncio

from hub.accounts.guard import COOKIE
from hub.accounts.keeper import Keeper
from hub.accounts.routes import EnterController
from tests.hub.accounts.conftest import MakeClient, People, move_clock
from tests.support import District, everything, until


@pytest.fixture
async def asking(people: People, client_from: MakeClient) -> httpx.AsyncClient:
    """A mini-program that is signed in."""
    await people.resident("an", "13800001111")
    return client_from(token=await people.token("an"))


async def ticket(client: httpx.AsyncClient, path: str = "/") -> str:
    answer = await client.post("/api/page-tickets", json={"path": path})
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["expires_in"] == 60
    return str(answer.json()["ticket"])


async def look(page: httpx.AsyncClient, text: str, **headers: str) -> httpx.Response:
    answer = await page.get("/enter", params={"ticket": text}, headers=headers)
    assert answer.status_code == 303
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert text == "" or text not in answer.text + str(answer.headers)
    return answer


async def signed_in(page: httpx.AsyncClient) -> bool:
    return (await page.get("/api/me")).status_code == 200


async def test_a_ticket_becomes_a_cookie_and_the_address_loses_it(
    asking: httpx.AsyncClient, client_from: MakeClient, owner: asyncpg.Connection
) -> None:
    page = client_from("10.0.0.9")
    text = await ticket(asking, "/#/mine/0199?tab=1")
    answer = await look(page, text)
    assert answer.headers["location"] == "/#/mine/0199?tab=1"
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=lax", "path=/"):
        assert part in cookie
    assert (await page.get("/api/me")).json() == (await asking.get("/api/me")).json()
    stored = await owner.fetchval("SELECT count(*) FROM page_tickets")
    assert stored == 0
    # The token of the mini-program and that of the page are two.
    assert page.cookies[COOKIE] not in asking.headers["authorization"]


async def test_a_ticket_works_once_even_at_the_same_moment(
    asking: httpx.AsyncClient, client_from: MakeClient, owner: asyncpg.Connection
) -> None:
    text = await ticket(asking, "/#/mine")
    pages = [client_from("10.0.0.9") for _ in range(5)]
    answers = await asyncio.gather(*(look(page, text) for page in pages))
    assert sum("set-cookie" in answer.headers for answer in answers) == 1
    assert sorted(answer.headers["location"] for answer in answers) == ["/", "/", "/", "/", "/#/mine"]
    assert [await signed_in(page) for page in pages].count(True) == 1
    assert await owner.fetchval("SELECT count(*) FROM sessions WHERE transport = 'cookie'") == 1


async def test_a_ticket_lasts_a_minute(
    asking: httpx.AsyncClient, client_from: MakeClient, owner: asyncpg.Connection
) -> None:
    first, second = [await ticket(asking) for _ in range(2)]
    await move_clock(owner, "59 seconds")
    page = client_from()
    await look(page, first)
    assert await signed_in(page)
    await move_clock(owner, "2 seconds")
    late = client_from()
    assert "set-cookie" not in (await look(late, second)).headers
    assert not await signed_in(late)
    await ticket(asking)
    assert await owner.fetchval("SELECT count(*) FROM page_tickets") == 1


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "evil", "", "/api/me",
        "/enter?ticket=x", "/#/\nSet-Cookie: a=b", "/console", "/demo/", "/?next=//evil.example", "/console/../api",
        "/#/" + "a" * 500, "/#/\u202e",
    ],
)  # fmt: skip
async def test_only_our_own_pages(asking: httpx.AsyncClient, path: str) -> None:
    answer = await asking.post("/api/page-tickets", json={"path": path})
    assert (answer.status_code, answer.json()["code"]) in {(400, "page.unknown"), (400, "input.invalid")}


@pytest.mark.parametrize("path", ["/", "/#/", "/#/certification/0199-ab", "/console/", "/board/?area=1#/x"])
async def test_each_of_our_pages(asking: httpx.AsyncClient, client_from: MakeClient, path: str) -> None:
    assert (await look(client_from(), await ticket(asking, path))).headers["location"] == path


async def test_who_is_not_signed_in_gets_no_ticket(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/page-tickets", json={"path": "/"})).status_code == 401


async def test_the_page_ends_with_who_opened_it(
    asking: httpx.AsyncClient, client_from: MakeClient, owner: asyncpg.Connection
) -> None:
    page, unused = client_from(), await ticket(asking)
    await look(page, await ticket(asking))
    assert await signed_in(page)
    assert (await asking.post("/api/sign-out")).status_code == 204
    assert not await signed_in(page)
    assert "set-cookie" not in (await look(client_from(), unused)).headers
    told = await owner.fetch("SELECT text AS data FROM events WHERE type = 'access.changed'")
    ended = {
        str(row["id"]) for row in await owner.fetch("SELECT id FROM sessions WHERE ended_at IS NOT NULL")
    }
    assert len(ended) == 2
    assert all(any(one in row["data"] for row in told) for one in ended)


async def test_leaving_the_page_does_not_end_who_opened_it(
    asking: httpx.AsyncClient, client_from: MakeClient
) -> None:
    page = client_from(origin="http://127.0.0.1:8400")
    await look(page, await ticket(asking))
    answer = await page.post("/api/sign-out")
    assert answer.status_code in (204, 403)
    assert await signed_in(asking)


async def test_the_page_never_outlives_who_opened_it(
    asking: httpx.AsyncClient, client_from: MakeClient, owner: asyncpg.Connection
) -> None:
    await owner.execute("UPDATE sessions SET ends_at = app_now() + interval '1 hour'")
    page = client_from()
    answer = await look(page, await ticket(asking))
    age = re.search(r"max-age=(\d+)", answer.headers["set-cookie"].lower())
    assert age is not None
    assert 3590 < int(age[1]) <= 3600
    await move_clock(owner, "61 minutes")
    assert not await signed_in(page)


async def test_a_disabled_account_enters_nowhere(
    asking: httpx.AsyncClient, client_from: MakeClient, owner: asyncpg.Connection
) -> None:
    text = await ticket(asking)
    await owner.execute("UPDATE accounts SET disabled_at = app_now()")
    assert "set-cookie" not in (await look(client_from(), text)).headers


async def test_the_same_person_keeps_the_cookie_another_gets_a_new_one(
    people: People, asking: httpx.AsyncClient, client_from: MakeClient, owner: asyncpg.Connection
) -> None:
    page = client_from()
    await look(page, await ticket(asking))
    again = await look(page, await ticket(asking, "/#/circle"))
    assert again.headers["location"] == "/#/circle"
    assert "set-cookie" not in again.headers
    assert await owner.fetchval("SELECT count(*) FROM sessions WHERE transport = 'cookie'") == 1
    await people.resident("li", "13800002222")
    other = client_from(token=await people.token("li"))
    assert "set-cookie" in (await look(page, await ticket(other))).headers
    assert (await page.get("/api/me")).json()["name"] == "安li"


async def test_a_link_on_another_page_signs_nobody_in(
    asking: httpx.AsyncClient, client_from: MakeClient
) -> None:
    text = await ticket(asking)
    page = client_from()
    for site in ("cross-site", "same-site"):
        assert "set-cookie" not in (await look(page, text, **{"Sec-Fetch-Site": site})).headers
    assert "set-cookie" in (await look(page, text, **{"Sec-Fetch-Site": "none"})).headers


async def test_staff_enter_with_an_entry_in_the_audit_log(
    people: People, client_from: MakeClient, owner: asyncpg.Connection
) -> None:
    wang = await people.staff("wang")
    page = client_from()
    await look(page, await ticket(client_from(token=await people.token("wang")), "/console/"))
    assert await signed_in(page)
    actions = await owner.fetch("SELECT action, actor FROM audit")
    assert [(row["action"], row["actor"]) for row in actions][-1] == ("session.started", wang)


async def test_nonsense_is_no_ticket(client_from: MakeClient) -> None:
    page = client_from()
    for text in ("", "xyzzy", "xyzzy" * 1000, "票", "\x00"):
        assert "set-cookie" not in (await look(page, text)).headers


async def test_so_many_from_one_address(client_from: MakeClient, keeper: Keeper) -> None:
    from hub.accounts.entering import ENTER_ADDRESS

    for _ in range(ENTER_ADDRESS.amount):
        await keeper.rates.check(ENTER_ADDRESS, "10.9.0.1")
    assert (await client_from("10.9.0.1").get("/enter", params={"ticket": "x"})).status_code == 429
    assert (await client_from("10.9.0.2").get("/enter", params={"ticket": "x"})).status_code == 303


async def test_a_ticket_is_in_no_log_no_redis_no_table(
    asking: httpx.AsyncClient,
    client_from: MakeClient,
    owner: asyncpg.Connection,
    redis_client: redis.asyncio.Redis,
    capfd: pytest.CaptureFixture[str],
    log_as_process: Callable[[], None],
) -> None:
    log_as_process()
    used, unused, spoiled = [await ticket(asking) for _ in range(3)]
    page = client_from()
    await look(page, used)
    await look(page, used)
    broken = await page.get("/enter", params={"ticket": [spoiled, "x" * 9000]})
    tables = await owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    places = {"redis": await everything(redis_client), "answer": broken.content}
    for row in tables:
        dump = await owner.fetch(f'SELECT t::text AS line FROM "{row["tablename"]}" t')
        places[row["tablename"]] = "\n".join(line["line"] or "" for line in dump).encode()
    captured = capfd.readouterr()
    places["logs"] = (captured.out + captured.err).encode()
    for place, content in places.items():
        for one in (used, unused, spoiled):
            assert one.encode() not in content, place
            assert one.encode().hex().encode() not in content, place


async def test_at_a_real_hub_the_log_says_nothing_of_it(
    hub: Any, district: District, capfd: pytest.CaptureFixture[str]
) -> None:
    """Uvicorn, middleware and static pages around it."""
    async with httpx.AsyncClient(base_url=hub.base_url, trust_env=False) as client:
        body = {"phone": "13987654321", "district": str(district.district)}
        await client.post("/api/sign-in/codes", json=body)

        async def arrived() -> Any:
            return (await client.get("/api/demo/inbox")).json()["messages"]

        (message,) = await until(arrived)  # type: ignore[misc]
        code = message["text"].split("验证码 ")[1][:6]
        answer = await client.post("/api/sign-in/phone", json={**body, "code": code, "transport": "bearer"})
        bearer = {"Authorization": f"Bearer {answer.json()['token']}"}
        asked = await client.post("/api/page-tickets", json={"path": "/#/mine"}, headers=bearer)
        text = asked.json()["ticket"]
        entered = await client.get("/enter", params={"ticket": text})
        assert (entered.status_code, entered.headers["location"]) == (303, "/#/mine")
        assert entered.headers["referrer-policy"] == "no-referrer"
        assert (await client.get("/api/me")).status_code == 200
    captured = capfd.readouterr()
    assert text not in captured.out + captured.err


def test_the_ticket_is_in_no_documented_address() -> None:
    assert not EnterController.enter.include_in_schema  # type: ignore[attr-defined]
