"""Signing in and out: what opens, what stays shut, how often."""

import base64
from typing import Any, Literal

import asyncpg
import httpx
import msgspec
import pytest
from argon2 import PasswordHasher, extract_parameters

from hub import audit
from hub.accounts import admin, passwords, totp
from hub.accounts.guard import BINDING
from hub.accounts.keeper import Keeper
from hub.accounts.signing import CODES_ADDRESS, SIGN_IN_ADDRESS
from hub.app import Hub
from hub.application import application
from tests.hub.accounts.conftest import ORIGIN, PASSWORD, PHONE, MakeClient, People, move_clock
from tests.support import District


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["code"])


async def test_a_new_phone_becomes_a_resident_and_the_same_one_next_time(
    people: People, client: httpx.AsyncClient, district: District
) -> None:
    first = await people.phone_sign_in(await people.code(), name="安女士", transport="bearer")
    assert first.status_code == 200, first.text
    account = first.json()["account"]
    assert account["kind"] == "resident"
    assert account["name"] == "安女士"
    assert account["district"] == {"id": str(district.district), "name": "西区"}
    assert account["grants"] == []
    again = await people.phone_sign_in(await people.code(), name="别人", transport="bearer")
    assert again.json()["account"]["id"] == account["id"]
    assert again.json()["account"]["name"] == "安女士"
    assert again.json()["token"] != first.json()["token"]


async def test_without_a_name_one_is_made_that_tells_nothing_of_the_phone(people: People) -> None:
    answer = await people.phone_sign_in(await people.code(), transport="bearer")
    name = answer.json()["account"]["name"]
    assert name.startswith("居民")
    assert len(name) == 6


async def test_five_wrong_tries_and_the_code_is_dead(people: People) -> None:
    right = await people.code()
    wrong = "000000" if right != "000000" else "000001"
    answers = [await people.phone_sign_in(wrong) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401] * 5
    assert [code_of(answer) for answer in answers] == ["code.wrong"] * 4 + ["code.expired"]
    assert "4" in answers[0].json()["detail"]
    assert code_of(await people.phone_sign_in(right)) == "code.expired"


async def test_a_code_lasts_five_minutes_and_is_used_once(people: People, owner: asyncpg.Connection) -> None:
    code = await people.code()
    await move_clock(owner, "299 seconds")
    assert (await people.phone_sign_in(code)).status_code == 200
    assert code_of(await people.phone_sign_in(code)) == "code.expired"
    code = await people.code()
    await move_clock(owner, "301 seconds")
    assert code_of(await people.phone_sign_in(code)) == "code.expired"


async def test_a_code_is_for_its_phone_only(people: People) -> None:
    code = await people.code()
    assert code_of(await people.phone_sign_in(code, phone="13800000001")) == "code.expired"


async def test_codes_are_throttled_per_phone_and_the_answer_says_when_to_come_back(people: People) -> None:
    body = {"phone": PHONE, "district": str(people.district.district)}
    answers = [await people.client.post("/api/sign-in/codes", json=body) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [202] * 5 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 600
    other = {**body, "phone": "13800000001"}
    assert (await people.client.post("/api/sign-in/codes", json=other)).status_code == 202


async def test_password_guesses_are_throttled_per_account_from_any_address(
    people: People, client_from: MakeClient
) -> None:
    await people.staff("wang")
    for number in range(10):
        guesser = client_from(f"10.0.1.{number}")
        body = {"username": "wang", "password": f"guess number {number}"}
        assert (await guesser.post("/api/sign-in/password", json=body)).status_code == 401
    assert (await people.password_sign_in("wang")).status_code == 429


async def test_an_address_signs_in_so_often_by_whatever_way(client_from: MakeClient, keeper: Keeper) -> None:
    for _ in range(120):
        await keeper.rates.check(SIGN_IN_ADDRESS, "10.0.2.1")
    one, other = client_from("10.0.2.1"), client_from("10.0.2.2")
    for way, body in {
        "phone": {"phone": PHONE, "code": "123456"}, "password": {"username": "wang", "password": "guess"},
        "host": {"token": "x"}, "wechat": {"code": "x"},
    }.items():  # fmt: skip
        assert (await one.post(f"/api/sign-in/{way}", json=body)).status_code == 429, way
        assert (await other.post(f"/api/sign-in/{way}", json=body)).status_code in (401, 404), way


async def test_an_address_asks_for_so_many_codes(client_from: MakeClient, keeper: Keeper) -> None:
    for _ in range(60):
        await keeper.rates.check(CODES_ADDRESS, "10.0.2.1")
    body = {"phone": PHONE}
    assert (await client_from("10.0.2.1").post("/api/sign-in/codes", json=body)).status_code == 429
    assert (await client_from("10.0.2.2").post("/api/sign-in/codes", json=body)).status_code == 202


async def test_a_right_password_forgets_the_wrong_ones(people: People) -> None:
    await people.staff("wang")
    for _ in range(2):
        for _ in range(6):
            assert (await people.password_sign_in("wang", "wrong")).status_code == 401
        assert (await people.password_sign_in("wang")).status_code == 200


async def test_password_sign_in_answers_with_grants_and_is_audited(
    people: People, keeper: Keeper, district: District
) -> None:
    await people.staff("wang", "community_clerk", district.community)
    answer = await people.password_sign_in(" Wang ", transport="bearer")
    assert answer.status_code == 200, answer.text
    grant = answer.json()["account"]["grants"][0]
    assert grant["role"] == "community_clerk"
    assert grant["area"]["name"] == "金沙社区"
    assert grant["area"]["path"][-1] == str(district.community)
    assert grant["organisation"] is None
    async with keeper.db.transaction() as tx:
        assert (await audit.verify(tx, district.district)).entries == 2
        actions = [row["action"] for row in await tx.fetch("SELECT action FROM audit ORDER BY number")]
    assert actions == ["grant.added", "session.started"]


async def test_an_unknown_name_answers_like_a_wrong_password_after_the_same_work(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str | bytes] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            checked.append(hash)
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting(time_cost=2, memory_cost=19_456, parallelism=1))
    await people.staff("wang")
    answers = [await people.password_sign_in(name, "wrong") for name in ("wang", "nobody", "no\x00body")]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.text for answer in answers} == {answers[0].text}
    # The same parameters are the same time; a timed test would be noise.
    used = [extract_parameters(str(one)) for one in checked]
    assert used == [used[0]] * 3


async def test_a_resident_without_a_password_cannot_come_in_by_password(people: People) -> None:
    await people.resident("an", PHONE)
    assert code_of(await people.password_sign_in("an", "")) == "sign_in.refused"


async def bind_second_factor(people: People, client_from: MakeClient) -> str:
    secret, _ = await bound_in(client_from(token=await people.token("wang")), people)
    return secret


async def bound_in(client: httpx.AsyncClient, people: People) -> tuple[str, list[str]]:
    """Binds an authenticator; its secret and the recovery codes."""
    begun = (await client.post("/api/me/second-factor")).json()
    assert begun["secret"] in begun["uri"]
    now = await people.keeper.db.pool.fetchval("SELECT extract(epoch FROM app_now())::float8")
    code = totp.code_at(begun["secret"], int(now // totp.STEP))
    answer = await client.post("/api/me/second-factor/confirm", json={"code": code})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    return str(begun["secret"]), answer.json()["codes"]


async def test_a_password_alone_opens_nothing_but_binding_a_second_factor(
    people: People, client_from: MakeClient, idle: Hub, district: District
) -> None:
    await people.staff("wang", "community_clerk", district.community)
    other = client_from(token=await people.token("wang"))
    signed_in = (await people.password_sign_in("wang", transport="bearer")).json()
    assert signed_in["account"]["binding"]
    one = client_from(token=signed_in["token"])
    assert (await one.get("/api/me")).json()["binding"]
    for method, path in (
        ("GET", "/api/tickets?list=mine"), ("GET", "/api/duty/now"), ("POST", "/api/live-tickets"),
        ("POST", "/api/page-tickets"), ("PUT", "/api/me/look"), ("POST", "/api/tickets"),
    ):  # fmt: skip
        refused = await one.request(method, path, json={"path": "/", "elder": False, "theme": "dark"})
        assert (refused.status_code, code_of(refused)) == (403, "second_factor.required"), path
    resolve = idle.live.config.resolve
    assert await resolve([signed_in["token"]]) == {}
    await bound_in(one, people)
    assert not (await one.get("/api/me")).json()["binding"]
    assert (await one.get("/api/tickets?list=mine")).status_code == 200
    assert [*await resolve([signed_in["token"]])] == [signed_in["token"]]
    assert (await other.get("/api/me")).status_code == 401, "the account's other sessions end"


async def test_what_is_open_before_a_second_factor() -> None:
    open_routes = {
        f"{method} {route.path}"
        for route in application(demo=True).routes
        for handler in getattr(route, "route_handlers", [])
        for method in handler.http_methods
        if handler.opt.get(BINDING) and method not in ("OPTIONS", "HEAD")
    }
    assert open_routes == {
        "GET /api/me", "POST /api/sign-out", "POST /api/me/second-factor", "POST /api/me/second-factor/confirm",
    }  # fmt: skip


async def test_a_district_may_do_without_and_a_button_is_no_password(
    people: People, client_from: MakeClient, keeper: Keeper
) -> None:
    await people.staff("wang")
    me = client_from(token=await people.token("wang"))
    assert not (await me.get("/api/me")).json()["binding"]
    object.__setattr__(keeper, "settings", msgspec.structs.replace(keeper.settings, second_factor=False))
    assert not (await people.password_sign_in("wang")).json()["account"]["binding"]


async def test_each_recovery_code_signs_in_once(
    people: People, client_from: MakeClient, owner: asyncpg.Connection
) -> None:
    account = await people.staff("wang")
    _, codes = await bound_in(client_from(token=await people.token("wang")), people)
    assert len({*codes}) == 10
    kept = b"".join(row["code_hash"] for row in await owner.fetch("SELECT code_hash FROM recovery_codes"))
    assert not any(code.replace("-", "").encode() in kept for code in codes)
    typed = codes[3].upper().replace("-", " ")
    answer = await people.password_sign_in("wang", recovery=typed)
    assert answer.status_code == 200
    assert not answer.json()["account"]["binding"]
    assert code_of(await people.password_sign_in("wang", recovery=typed)) == "recovery.wrong"
    assert code_of(await people.password_sign_in("wang", "wrong", recovery=codes[4])) == "sign_in.refused"
    detail = await owner.fetchval(
        "SELECT detail FROM audit WHERE action = 'session.started' ORDER BY number DESC"
    )
    assert (msgspec.json.decode(detail)["by"], msgspec.json.decode(detail)["left"]) == ("recovery", 9)
    await admin.unbind_second_factor(people.keeper.db, username="wang")
    assert await owner.fetchval("SELECT count(*) FROM recovery_codes WHERE account = $1", account) == 0


async def test_the_second_factor_is_asked_for_and_each_code_works_once(
    people: People, client_from: MakeClient, owner: asyncpg.Connection
) -> None:
    await people.staff("wang")
    secret = await bind_second_factor(people, client_from)

    async def current() -> str:
        now = await owner.fetchval("SELECT extract(epoch FROM app_now())::float8")
        return totp.code_at(secret, int(now // totp.STEP))

    assert code_of(await people.password_sign_in("wang")) == "sign_in.second_factor"
    confirmed = await owner.fetchval("SELECT totp_step FROM accounts WHERE username = 'wang'")
    used = totp.code_at(secret, confirmed)
    assert code_of(await people.password_sign_in("wang", totp=used)) == "second_factor.wrong"
    await move_clock(owner, "60 seconds")
    fresh = await current()
    assert code_of(await people.password_sign_in("wang", "wrong", totp=fresh)) == "sign_in.refused"
    assert (await people.password_sign_in("wang", totp=fresh)).status_code == 200
    assert code_of(await people.password_sign_in("wang", totp=fresh)) == "second_factor.wrong"
    assert code_of(await people.password_sign_in("wang", totp="000000")) == "second_factor.wrong"
    me = client_from(token=await people.token("wang"))
    assert (await me.get("/api/me")).json()["second_factor"] is True
    assert code_of(await me.post("/api/me/second-factor")) == "second_factor.exists"


async def test_an_unconfirmed_authenticator_locks_nobody_out(people: People, client_from: MakeClient) -> None:
    await people.staff("wang")
    client = client_from(token=await people.token("wang"))
    early = await client.post("/api/me/second-factor/confirm", json={"code": "123456"})
    assert code_of(early) == "second_factor.not_started"
    secret = (await client.post("/api/me/second-factor")).json()["secret"]
    assert len(base64.b32decode(secret)) == 20
    assert (await people.password_sign_in("wang")).status_code == 200


async def test_the_cookie_is_shut_in(people: People, client: httpx.AsyncClient) -> None:
    answer = await people.phone_sign_in(await people.code())
    assert answer.json()["token"] is None
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("shequ_session=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert f"max-age={180 * 86400}" in cookie
    assert "; secure" not in cookie  # as this test's settings say
    assert answer.headers["cache-control"] == "no-store"
    assert (await client.get("/api/me")).status_code == 200


async def test_the_cookie_is_secure_unless_told_otherwise(people: People, keeper: Keeper) -> None:
    from hub.accounts.routes import _cookie

    assert not _cookie(keeper, "t", 1).secure
    object.__setattr__(keeper, "settings", msgspec.structs.replace(keeper.settings, cookie_secure=True))
    assert _cookie(keeper, "t", 1).secure


async def test_a_cookie_writes_only_from_our_own_pages(
    people: People, client: httpx.AsyncClient, keeper: Keeper
) -> None:
    await people.phone_sign_in(await people.code())
    ours = next(iter(keeper.origins))
    for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": ours + ".evil"}):
        refused = await client.post("/api/live-tickets", headers=headers)
        assert (refused.status_code, code_of(refused)) == (403, "origin.refused")
    assert (await client.post("/api/live-tickets", headers={"Origin": ours})).status_code == 201


async def test_nobody_elses_page_signs_a_visitor_in(people: People) -> None:
    code = await people.code()
    people.client.headers["origin"] = ORIGIN
    assert code_of(await people.phone_sign_in(code)) == "origin.refused"
    del people.client.headers["origin"]
    assert (await people.phone_sign_in(code)).status_code == 200


async def test_bearer_and_what_is_not_one(people: People, client_from: MakeClient) -> None:
    await people.staff("wang")
    token = await people.token("wang")
    assert (await client_from(token=token).get("/api/me")).json()["name"] == "张wang"
    for header in ("", "Bearer", "Bearer ", "Basic abc", f"Bearer {token}x", "Bearer " + "x" * 5000):
        answer = await client_from(authorization=header).get("/api/me")
        assert (answer.status_code, code_of(answer)) == (401, "auth.required")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert (await client_from().get("/api/me")).status_code == 401


async def test_signing_out_ends_the_session_and_tells_the_socket(
    people: People, client_from: MakeClient, owner: asyncpg.Connection
) -> None:
    account = await people.staff("wang")
    one, other = [client_from(token=await people.token("wang")) for _ in range(2)]
    assert (await one.post("/api/sign-out")).status_code == 204
    assert (await one.get("/api/me")).status_code == 401
    assert (await other.get("/api/me")).status_code == 200
    events = await owner.fetch("SELECT subject, topics, text FROM events WHERE type = 'access.changed'")
    assert len(events) == 1
    assert events[0]["subject"] == account
    assert events[0]["topics"] == [f"access/{account}"]
    assert '"signed_out"' in events[0]["text"]


async def test_a_closed_account_cannot_come_in(people: People, owner: asyncpg.Connection) -> None:
    await people.staff("wang")
    await owner.execute("UPDATE accounts SET disabled_at = now() WHERE username = 'wang'")
    assert code_of(await people.password_sign_in("wang", "wrong")) == "sign_in.refused"
    assert code_of(await people.password_sign_in("wang")) == "account.disabled"


async def test_an_old_hash_is_made_anew(people: People, owner: asyncpg.Connection) -> None:
    from argon2 import PasswordHasher

    await people.staff("wang")
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    await owner.execute("UPDATE accounts SET password_hash = $1", old)
    assert (await people.password_sign_in("wang")).status_code == 200
    assert "m=19456,t=2,p=1" in await owner.fetchval("SELECT password_hash FROM accounts")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/sign-in/codes", {"phone": "123"}),
        ("/api/sign-in/codes", {"phone": 13987654321}),
        ("/api/sign-in/codes", {"phone": PHONE, "extra": 1}),
        ("/api/sign-in/phone", {"phone": PHONE, "code": "12345"}),
        ("/api/sign-in/phone", {"phone": PHONE, "code": "１２３４５６"}),
        ("/api/sign-in/phone", {"phone": PHONE, "code": "123456", "transport": "telepathy"}),
        ("/api/sign-in/password", {"username": "x" * 101, "password": "y"}),
        ("/api/sign-in/password", {}),
        ("/api/demo/sign-in", {"key": None}),
        ("/api/demo/sign-in", {"key": "a\x00"}),
    ],
)
async def test_bad_input_is_refused_without_repeating_it(
    client: httpx.AsyncClient, district: District, path: str, body: dict[str, Any]
) -> None:
    answer = await client.post(path, json=body)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "139876" not in answer.text


async def test_the_demos_buttons(people: People, district: District) -> None:
    await people.staff("wang", "community_clerk", district.community)
    await people.resident("an", PHONE)
    buttons = (await people.client.get("/api/demo/sign-ins")).json()["sign_ins"]
    assert buttons == [
        {"key": "wang", "name": "张wang", "role": "community_clerk", "note": ""},
        {"key": "an", "name": "安an", "role": "resident", "note": ""},
    ]
    unknown = await people.client.post("/api/demo/sign-in", json={"key": "nobody"})
    assert (unknown.status_code, code_of(unknown)) == (404, "demo.unknown")


def test_without_the_demo_there_are_no_buttons() -> None:
    from hub.accounts.routes import controllers

    assert len(controllers(demo=True)) == len(controllers(demo=False)) + 1
    assert not any("demo" in one.path for one in controllers(demo=False))
