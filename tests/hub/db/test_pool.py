"""The pool: transactions whole or not at all, a lost server is "not saved", the pool comes back by itself."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from hub.db import Connection, Database
from hub.embedded.postgres import Postgres
from hub.errors import DomainError
from tests.support import until


async def test_an_exception_rolls_back(db: Database, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    async def fail() -> None:
        async with db.transaction() as tx:
            await tx.execute("INSERT INTO idempotency VALUES (uuidv7(), 'r', 'k', '\\x00')")
            raise DomainError("not_found")

    with pytest.raises(DomainError, match="Not found"):
        await fail()
    assert await owner.fetchval("SELECT count(*) FROM idempotency") == 0


async def test_nothing_of_one_use_is_left_for_the_next(database_url: str) -> None:
    db = await Database.open(database_url, max_size=1)
    try:
        async with db.transaction() as tx:
            await tx.execute("SET LOCAL enable_seqscan = off")
            await tx.execute("SELECT pg_advisory_xact_lock(1)")
        with pytest.raises(asyncpg.PostgresError):
            async with db.transaction() as tx:
                await tx.execute("SELECT no_such_function()")
        async with db.connection() as connection:
            assert await connection.fetchval("SHOW enable_seqscan") == "on"
            assert await connection.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0
            assert not connection.is_in_transaction()
    finally:
        await db.close()


async def test_a_cancelled_use_leaves_a_clean_connection(database_url: str) -> None:
    db = await Database.open(database_url, max_size=1)
    started = asyncio.Event()

    async def slow() -> None:
        async with db.transaction() as tx:
            started.set()
            await tx.execute("SELECT pg_sleep(30)")

    try:
        task = asyncio.create_task(slow())
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with db.connection() as connection:
            assert await connection.fetchval("SELECT 1") == 1
            assert not connection.is_in_transaction()
    finally:
        await db.close()


async def test_a_lost_server_is_not_saved_and_the_pool_comes_back(servers_folder: Path) -> None:
    server = Postgres(servers_folder / "lost", durable=False)
    server.start()
    db = await Database.open(server.url("postgres"), min_size=2, max_size=2)

    refused: list[tuple[str, int | None]] = []

    async def one(connection: Connection) -> int:
        return int(await connection.fetchval("SELECT 1"))

    async def answers() -> bool:
        try:
            async with db.connection() as connection:
                return await one(connection) == 1
        except DomainError as error:
            refused.append((error.code, error.retry_after))
            return False

    try:
        assert await answers()
        server.kill()
        assert not await answers()
        server.start()
        await until(answers, timeout=30, step=0.1)
        assert set(refused) == {("unavailable", 2)}
    finally:
        await db.close()
        server.stop()


async def test_no_server_is_unavailable() -> None:
    with pytest.raises(DomainError) as caught:
        await Database.open("postgresql://nobody@127.0.0.1:9/none")
    assert (caught.value.code, caught.value.status) == ("unavailable", 503)


async def test_the_serving_role_may_not_change_the_schema(db: Database) -> None:
    async with db.connection() as connection:
        for statement in (
            "CREATE TABLE mine (n int)",
            "DROP TABLE tickets",
            "UPDATE app_clock SET ahead = '1 h'",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)


async def test_a_connection_at_need_is_taken_once_and_only_when_asked(database_url: str) -> None:
    db = await Database.open(database_url, max_size=1)
    try:
        async with db.connection(), db.at_need():
            pass  # the only connection is taken: asking would wait
        async with db.at_need() as connection:
            assert await connection.fetchval("SELECT 1") == 1
            assert (await connection.fetchrow("SELECT 2 AS n"))["n"] == 2
            assert len(await connection.fetch("SELECT generate_series(1, 3)")) == 3
            assert db.pool.get_idle_size() == 0
        assert db.pool.get_idle_size() == 1
    finally:
        await db.close()
