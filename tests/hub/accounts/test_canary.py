"""A canary number goes through everything and is searched for where it must not be."""

import contextlib

import asyncpg
import httpx
import pytest
import redis.asyncio

from hub import logs
from hub.accounts.residences import add_to_roster
from tests.hub.accounts.conftest import MakeClient, People
from tests.support import District

CANARY = "17712348765"


async def everything(redis_client: redis.asyncio.Redis) -> bytes:
    seen = b""
    async for name in redis_client.scan_iter():
        seen += name + b"\n"
        with contextlib.suppress(redis.asyncio.RedisError):
            seen += (await redis_client.dump(name)) or b""
    return seen


async def test_a_phone_number_is_in_no_log_no_redis_no_error_no_event_no_table(
    people: People,
    client_from: MakeClient,
    district: District,
    owner: asyncpg.Connection,
    redis_client: redis.asyncio.Redis,
    capfd: pytest.CaptureFixture[str],
) -> None:
    logs.configure("json", "test")
    answers: list[httpx.Response] = []
    home = str(district.district)
    client = people.client
    code = await people.code(CANARY)
    bodies = (
        {"phone": CANARY + "0", "district": home},
        {"phone": CANARY, "district": "nonsense"},
        {"phone": CANARY, "district": str(district.unit)},
        {"phone": {"number": CANARY}},
        {"phone": CANARY, CANARY: 1},
        {"phone": CANARY, "district": {CANARY: CANARY}},
    )
    answers += [await client.post("/api/sign-in/codes", json=body) for body in bodies]
    answers.append(await people.phone_sign_in("000000" if code != "000000" else "000001", CANARY))
    signed_in = await people.phone_sign_in(code, CANARY, transport="bearer")
    answers.append(signed_in)
    answers.append(await people.password_sign_in(CANARY, CANARY))
    answers += [await client.post("/api/sign-in/codes", json={"phone": CANARY}) for _ in range(6)]
    async with people.keeper.db.transaction() as tx:
        await add_to_roster(
            tx, people.keeper.sealer, dwelling=district.dwelling, kind="owner", name="安", phone=CANARY
        )
    resident = client_from(token=signed_in.json()["token"])
    claim = {"dwelling": str(district.dwelling), "kind": "owner"}
    answers.append(await resident.post("/api/residences", json=claim, headers={"Idempotency-Key": "1"}))
    assert answers[-1].json()["state"] == "verified"
    await people.deliver()
    inbox = await client.get("/api/demo/inbox")
    answers.append(inbox)
    await owner.execute("ALTER TABLE accounts ADD CHECK (name <> '坏') NOT VALID")
    with pytest.raises(asyncpg.CheckViolationError) as broken:
        async with people.keeper.db.transaction() as tx:
            await tx.execute("UPDATE accounts SET name = '坏'")

    places = {"answers": "".join(answer.text for answer in answers).encode()}
    captured = capfd.readouterr()
    places["logs"] = (captured.out + captured.err).encode()
    places["errors"] = str(broken.value).encode() + repr(broken.value.as_dict()).encode()
    places["redis"] = await everything(redis_client)
    tables = await owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for row in tables:
        dump = await owner.fetch(f'SELECT t::text AS line FROM "{row["tablename"]}" t')
        places[f"table {row['tablename']}"] = "\n".join(line["line"] or "" for line in dump).encode()

    assert b"notify.delivered" in places["logs"]  # the search looks where something is
    assert b"rates" in places["redis"]
    assert inbox.json()["messages"][0]["to"] == "177****8765"
    for place, content in places.items():
        for form in (CANARY.encode(), CANARY.encode().hex().encode()):
            assert form not in content, place
    for place in ("logs", "redis", "table messages", "table demo_inbox", "table phone_codes"):
        assert code.encode() not in places[place], place
