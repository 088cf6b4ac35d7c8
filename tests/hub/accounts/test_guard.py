"""The guard: one question to PostgreSQL a request, and writes counted by account and by address."""

from typing import Any

import msgspec
import pytest
from litestar.connection import ASGIConnection

from hub.accounts.guard import address_of
from hub.accounts.keeper import Keeper
from hub.app import Hub
from hub.errors import DomainError
from hub.rates import WRITE_ACCOUNT, WRITE_ADDRESS
from hub.serve import config
from tests.hub.accounts.conftest import PHONE, MakeClient, People


async def test_one_account_writes_so_often_from_wherever(
    people: People, client_from: MakeClient, keeper: Keeper
) -> None:
    account = await people.staff("wang")
    token = await people.token("wang")
    for _ in range(WRITE_ACCOUNT.amount):
        await keeper.rates.check(WRITE_ACCOUNT, str(account))
    for address in ("10.1.0.1", "10.1.0.2"):
        answer = await client_from(address, token=token).post("/api/live-tickets")
        assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert (await client_from(address, token=token).get("/api/me")).status_code == 200  # reading goes on


async def test_one_address_writes_so_often_as_whomever(
    people: People, client_from: MakeClient, keeper: Keeper
) -> None:
    await people.staff("wang")
    token = await people.token("wang")
    for _ in range(WRITE_ADDRESS.amount):
        await keeper.rates.check(WRITE_ADDRESS, "10.1.0.1")
    assert (await client_from("10.1.0.1", token=token).post("/api/live-tickets")).status_code == 429
    assert (await client_from("10.1.0.2", token=token).post("/api/live-tickets")).status_code == 201


@pytest.mark.parametrize(
    ("trusted", "counted"),
    [((), "127.0.0.1"), (("10.0.0.0/8",), "127.0.0.1"), (("10.0.0.0/8", "127.0.0.1"), "198.51.100.7")],
)
async def test_a_forwarded_address_counts_from_who_is_trusted(
    idle: Hub, trusted: tuple[str, ...], counted: str
) -> None:
    """As `hub.serve` has uvicorn do it. What stands further left is the client's own word."""
    found: list[str] = []

    async def told(scope: Any, receive: Any, send: Any) -> None:
        found.append(address_of(ASGIConnection(scope)))

    object.__setattr__(idle, "settings", msgspec.structs.replace(idle.settings, trusted_proxies=trusted))
    served = config(idle)
    served.app = told
    served.load()
    forwarded = [(b"x-forwarded-for", b"6.6.6.6, 198.51.100.7, 10.1.1.1")]
    scope: Any = {"type": "http", "client": ("127.0.0.1", 1234), "headers": forwarded, "scheme": "http"}
    await served.loaded_app(scope, None, None)  # type: ignore[arg-type]
    assert found == [counted]


async def test_a_write_asks_who_it_is_once(
    people: People, client_from: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hub.accounts import guard

    await people.staff("wang")
    client = client_from(token=await people.token("wang"))
    asked = 0
    real = guard.principals

    async def counting(*arguments: Any) -> Any:
        nonlocal asked
        asked += 1
        return await real(*arguments)

    monkeypatch.setattr(guard, "principals", counting)
    assert (await client.post("/api/live-tickets")).status_code == 201
    assert asked == 1


async def test_signing_in_works_with_redis_away_and_stays_throttled(people: People, keeper: Keeper) -> None:
    from hub.rates import Rates

    away = Rates("redis://127.0.0.1:1/0")
    object.__setattr__(keeper, "rates", away)
    await people.staff("wang")
    answers = [(await people.password_sign_in("wang", "wrong")).status_code for _ in range(11)]
    assert answers == [401] * 10 + [429]
    assert (await people.phone_sign_in(await people.code(PHONE))).status_code == 200
    await away.close()


async def test_an_authorization_header_decides_alone(people: People, client_from: MakeClient) -> None:
    await people.phone_sign_in(await people.code())
    cookies = dict(people.client.cookies)
    client = client_from(authorization="Bearer wrong")
    client.cookies.update(cookies)
    assert (await client.get("/api/me")).status_code == 401


async def test_postgresql_away_is_not_signed_out(people: People, keeper: Keeper) -> None:
    await people.staff("wang")
    people.client.headers["authorization"] = f"Bearer {await people.token('wang')}"
    await keeper.db.close()
    answer = await people.client.get("/api/me")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    with pytest.raises(DomainError):
        async with keeper.db.connection():
            pass
