"""A resident's WeChat: bound once she says so, it signs her in without a code until she takes it back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from uuid import UUID

import asyncpg
import httpx
import pytest
import redis.asyncio

from hub.settings import Settings
from tests.hub.accounts.conftest import MakeClient, People
from tests.support import District, everything
from tests.weixin import SECRET, SESSION_KEY, Weixin, weixin_server, with_weixin


@pytest.fixture
async def weixin() -> AsyncIterator[Weixin]:
    async with weixin_server() as made:
        yield made


@pytest.fixture
def settings(settings: Settings, weixin: Weixin) -> Settings:
    return with_weixin(settings, weixin)


async def sign_in(client: httpx.AsyncClient, code: str) -> httpx.Response:
    return await client.post("/api/sign-in/wechat", json={"code": code})


async def bind(client: httpx.AsyncClient, code: str, key: str = "") -> httpx.Response:
    return await client.put(
        "/api/me/wechat", json={"code": code}, headers={"Idempotency-Key": key or code[::-1]}
    )


async def told(owner: asyncpg.Connection, type: str) -> list[tuple[UUID, bool]]:
    rows = await owner.fetch(
        "SELECT subject, (text::jsonb -> 'since') <> 'null' AS bound FROM events WHERE type = $1 ORDER BY id",
        type,
    )
    return [(row["subject"], row["bound"]) for row in rows]


async def actions(owner: asyncpg.Connection) -> list[str]:
    rows = await owner.fetch("SELECT action FROM audit WHERE action LIKE 'wechat.%' ORDER BY number")
    return [row["action"] for row in rows]


async def test_after_one_code_by_phone_she_needs_none(
    people: People, client_from: MakeClient, weixin: Weixin, owner: asyncpg.Connection
) -> None:
    before = await sign_in(people.client, "an-1")
    assert (before.status_code, before.json()["code"]) == (401, "wechat.unbound")
    first = await people.phone_sign_in(await people.code(), transport="bearer")
    an = client_from(token=first.json()["token"])
    assert (await an.get("/api/me/wechat")).json() == {"offered": True, "since": None}
    bound = await bind(an, "an-2")
    assert bound.status_code == 200
    assert bound.json()["since"] is not None
    # The same press again is the same answer, though the code is used; another of hers changes nothing.
    assert (await bind(an, "an-2")).json() == bound.json()
    assert (await bind(an, "an-3")).json() == bound.json()
    signed_in = await sign_in(people.client, "an-4")
    assert signed_in.json()["account"]["id"] == first.json()["account"]["id"]
    session = client_from(token=signed_in.json()["token"])
    assert (await session.get("/api/me")).status_code == 200
    assert (await sign_in(people.client, "luo-1")).json()["code"] == "wechat.unbound"

    for key in ("1", "2"):  # nothing is there the second time
        gone = await session.delete("/api/me/wechat", headers={"Idempotency-Key": key})
        assert gone.json() == {"offered": True, "since": None}
    assert (await sign_in(people.client, "an-5")).json()["code"] == "wechat.unbound"
    her = UUID(first.json()["account"]["id"])
    assert await told(owner, "wechat.changed") == [(her, True), (her, False)]
    assert await actions(owner) == ["wechat.bound", "wechat.unbound"]
    started = await owner.fetchval("SELECT detail FROM audit WHERE action = 'session.started'")
    assert '"by":"wechat"' in started


async def test_a_code_works_once_also_when_the_vendor_would_let_it(
    people: People, client_from: MakeClient, weixin: Weixin
) -> None:
    await people.resident("an", "13900000001")
    an = client_from(token=await people.token("an"))
    assert (await bind(an, "an-1")).status_code == 200
    weixin.instead = (200, b'{"openid": "o-an"}')
    answers = await asyncio.gather(*(sign_in(people.client, "an-2") for _ in range(6)))
    assert sorted(one.status_code for one in answers) == [200] + [401] * 5
    assert (await bind(an, "an-2", "another")).json()["code"] == "host.refused"
    # One that led to nobody is used up too: nobody else can bind it to himself.
    weixin.instead = (200, b'{"openid": "o-luo"}')
    assert (await sign_in(people.client, "luo-1")).json()["code"] == "wechat.unbound"
    assert (await bind(an, "luo-1")).json()["code"] == "host.refused"
    assert len(weixin.asked) == 3


async def test_a_wechat_is_of_the_last_who_bound_it_and_of_residents(
    people: People, client_from: MakeClient, district: District, owner: asyncpg.Connection
) -> None:
    an_id, luo_id = await people.resident("an", "13900000001"), await people.resident("luo", "13900000002")
    an, luo = client_from(token=await people.token("an")), client_from(token=await people.token("luo"))
    await bind(an, "phone-1")
    await bind(luo, "phone-2")
    assert (await sign_in(people.client, "phone-3")).json()["account"]["id"] == str(luo_id)
    assert (await an.get("/api/me/wechat")).json()["since"] is None
    # A new phone: the one before it signs nobody in.
    await bind(luo, "other-1")
    assert (await sign_in(people.client, "phone-4")).json()["code"] == "wechat.unbound"
    assert await told(owner, "wechat.changed") == [
        (an_id, True),
        (an_id, False),
        (luo_id, True),
        (luo_id, True),
    ]
    # Two at once: one has it.
    answers = await asyncio.gather(bind(an, "third-1"), bind(luo, "third-2"))
    assert any(one.status_code == 200 for one in answers)
    assert await owner.fetchval("SELECT count(*) FROM wechat_bindings") in (1, 2)

    await people.staff("clerk", "community_clerk", district.community)
    clerk = client_from(token=await people.token("clerk"))
    assert (await bind(clerk, "clerk-1")).json()["code"] == "forbidden"
    assert (await clerk.get("/api/me/wechat")).json() == {"offered": False, "since": None}
    assert (await bind(people.client, "x-1")).status_code == 401
    assert (await people.client.get("/api/me/wechat")).status_code == 401
    await owner.execute("UPDATE accounts SET disabled_at = app_now() WHERE id = $1", luo_id)
    await owner.execute("DELETE FROM wechat_bindings")
    await bind(an, "phone-5")
    await owner.execute("UPDATE accounts SET disabled_at = app_now() WHERE id = $1", an_id)
    assert (await sign_in(people.client, "phone-6")).json()["code"] == "account.disabled"


async def test_what_cannot_be_asked_is_said_in_her_language(people: People, weixin: Weixin) -> None:
    weixin.instead = (200, b'{"errcode": -1}')
    asked = {"code": "an-1"}
    answer = await people.client.post("/api/sign-in/wechat", json=asked, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (503, "wechat.away")
    assert "phone code" in answer.json()["detail"]
    assert "手机验证码" in (await sign_in(people.client, "an-2")).json()["detail"]
    for wrong in ("", "x" * 129, "a b", "票"):
        assert (await sign_in(people.client, wrong)).status_code == 400
    # Guessing ends at a limit of the account that would be found, and at one of the address.
    weixin.instead = (200, b'{"openid": "o-an"}')
    answers = [(await sign_in(people.client, f"guess-{n}")).json()["code"] for n in range(12)]
    assert answers == ["wechat.unbound"] * 10 + ["too_many"] * 2


async def test_the_openid_and_the_secrets_lie_nowhere(
    people: People,
    client_from: MakeClient,
    owner: asyncpg.Connection,
    redis_client: redis.asyncio.Redis,
    capfd: pytest.CaptureFixture[str],
    log_as_process: Callable[[], None],
) -> None:
    log_as_process()
    await people.resident("an", "13900000001")
    an = client_from(token=await people.token("an"))
    answers = [await bind(an, "canaryopenid-1"), await sign_in(people.client, "canaryopenid-2")]
    assert [one.status_code for one in answers] == [200, 200]
    places = {
        "answers": "".join(one.text for one in answers).encode(),
        "redis": await everything(redis_client),
    }
    places["logs"] = "".join(capfd.readouterr()).encode()
    for row in await owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
        lines = await owner.fetch(f'SELECT t::text AS line FROM "{row["tablename"]}" t')
        places[row["tablename"]] = "\n".join(line["line"] or "" for line in lines).encode()
    assert b"rates" in places["redis"]
    assert places["wechat_bindings"]
    for place, content in places.items():
        for canary in ("canaryopenid", SECRET, SESSION_KEY):
            assert canary.encode() not in content, place
            assert canary.encode().hex().encode() not in content, place
