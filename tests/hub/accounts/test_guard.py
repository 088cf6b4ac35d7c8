"""The guard: one question to PostgreSQL a request, and writes counted by account and by address."""

from typing import Any

import pytest

from hub.accounts.keeper import Keeper
from hub.errors import DomainError
from hub.rates import WRITE_ACCOUNT, WRITE_ADDRESS
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
