"""Idempotency: one effect, one answer, whatever the client repeats."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from hub.commands import Command, command, once, sweep
from hub.db import Connection, Database
from hub.errors import DomainError


class Answer(msgspec.Struct):
    n: int


def ask(account: UUID, key: str = "k1", body: bytes = b"{}") -> Command:
    return command(account, "POST /x", key, body)


@pytest.fixture
async def counter(owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    await owner.execute("CREATE TABLE hits (n bigserial)")
    await owner.execute(
        "GRANT ALL ON hits TO shequ_serving; GRANT ALL ON SEQUENCE hits_n_seq TO shequ_serving"
    )


async def hit(tx: Connection) -> Answer:
    return Answer(await tx.fetchval("INSERT INTO hits DEFAULT VALUES RETURNING n"))


@pytest.mark.usefixtures("counter")
async def test_same_key_and_body_give_the_first_answer(db: Database) -> None:
    account = uuid4()
    first = await once(db, ask(account), Answer, hit)
    again = await once(db, ask(account), Answer, hit)
    assert (first.n, again.n) == (1, 1)
    assert (await once(db, ask(account, "k2"), Answer, hit)).n == 2
    assert (await once(db, ask(uuid4()), Answer, hit)).n == 3


@pytest.mark.usefixtures("counter")
async def test_same_key_other_body_is_refused(db: Database) -> None:
    account = uuid4()
    await once(db, ask(account), Answer, hit)
    with pytest.raises(DomainError) as caught:
        await once(db, ask(account, body=b"other"), Answer, hit)
    assert caught.value.code == "idempotency.mismatch"
    assert caught.value.status == 409


@pytest.mark.usefixtures("counter")
async def test_a_failed_action_keeps_nothing(db: Database) -> None:
    account = uuid4()

    async def fail(tx: Connection) -> Answer:
        await hit(tx)
        raise DomainError("not_found")

    with pytest.raises(DomainError, match="Not found"):
        await once(db, ask(account), Answer, fail)
    await once(db, ask(account), Answer, hit)
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM hits") == 1


@pytest.mark.usefixtures("counter")
async def test_twins_in_flight_act_once(db: Database) -> None:
    account = uuid4()
    inside, go = asyncio.Event(), asyncio.Event()

    async def slow(tx: Connection) -> Answer:
        answer = await hit(tx)
        inside.set()
        await go.wait()
        return answer

    first = asyncio.create_task(once(db, ask(account), Answer, slow))
    await inside.wait()
    twins = [asyncio.create_task(once(db, ask(account), Answer, hit)) for _ in range(4)]
    await asyncio.sleep(0)
    go.set()
    assert {(await first).n, *[(await twin).n for twin in twins]} == {1}


@pytest.mark.usefixtures("counter")
async def test_a_twin_that_waits_too_long_is_told_to_retry(db: Database) -> None:
    account = uuid4()
    inside, go = asyncio.Event(), asyncio.Event()

    async def stuck(tx: Connection) -> Answer:
        inside.set()
        await go.wait()
        return await hit(tx)

    first = asyncio.create_task(once(db, ask(account), Answer, stuck))
    await inside.wait()
    with pytest.raises(DomainError) as caught:
        await once(db, ask(account), Answer, hit)
    assert (caught.value.code, caught.value.retry_after) == ("idempotency.in_flight", 1)
    go.set()
    await first


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (None, "idempotency.missing"),
        ("", "idempotency.missing"),
        ("x" * 101, "idempotency.invalid"),
        ("键", "idempotency.invalid"),
    ],
)
def test_bad_keys(key: str | None, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        command(uuid4(), "POST /x", key, b"")
    assert caught.value.code == code


@pytest.mark.usefixtures("counter")
async def test_answers_are_forgotten_after_a_day(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    account = uuid4()
    await once(db, ask(account), Answer, hit)
    await owner.execute("UPDATE app_clock SET ahead = interval '25 hours'")
    await sweep(db)
    assert (await once(db, ask(account), Answer, hit)).n == 2
