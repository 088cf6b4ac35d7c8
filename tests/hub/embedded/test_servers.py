"""Embedded servers: up, down, killed, up again with the data; asked only with a password, on loopback only."""

import os
from pathlib import Path

import asyncpg
import psutil
import pytest
import redis.asyncio
from redis.exceptions import AuthenticationError, ResponseError

from hub.embedded.postgres import SERVING, Postgres
from hub.embedded.process import free_port, secret_file
from hub.embedded.valkey import Valkey


async def test_postgres_survives_a_kill(servers_folder: Path) -> None:
    server = Postgres(servers_folder / "killed", durable=False)
    server.start()
    try:
        await server.prepare()
        connection = await asyncpg.connect(server.url())
        await connection.execute("CREATE TABLE kept (n int)")
        await connection.execute("INSERT INTO kept VALUES (7)")
        server.kill()
        server.start()
        again = await asyncpg.connect(server.url())
        assert await again.fetchval("SELECT n FROM kept") == 7
        await again.close()
    finally:
        server.stop()


async def test_the_serving_role_owns_nothing(postgres: Postgres) -> None:
    await postgres.prepare("roles")
    connection = await asyncpg.connect(postgres.url("roles", SERVING))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE TABLE mine (n int)")
    finally:
        await connection.close()


async def test_a_wrong_password_is_refused(postgres: Postgres) -> None:
    url = postgres.url("postgres").replace(":", ":wrong", 2).replace("postgresql:wrong", "postgresql:")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(url)


def test_postgres_does_not_run_as_root(postgres: Postgres) -> None:
    assert postgres.process is not None
    running = psutil.Process(postgres.process.pid)
    assert running.uids().effective != 0
    listening = {one.laddr.ip for one in running.net_connections() if one.status == psutil.CONN_LISTEN}
    assert listening == {"127.0.0.1"}


def test_secrets_are_ours_alone(postgres: Postgres) -> None:
    assert postgres.process is not None
    shown = " ".join(psutil.Process(postgres.process.pid).cmdline())
    for path in postgres.folder.glob("*.password"):
        assert path.stat().st_mode & 0o077 == 0
        assert path.read_text() not in shown


async def test_valkey_keeps_its_data_and_asks_for_its_password(servers_folder: Path) -> None:
    server = Valkey(servers_folder / "kept")
    server.start()
    client = redis.asyncio.Redis.from_url(server.url)
    await client.set("k", "v")
    await client.aclose()
    server.stop()
    server.start()
    try:
        client = redis.asyncio.Redis.from_url(server.url)
        assert await client.get("k") == b"v"
        await client.aclose()
        stranger = redis.asyncio.Redis(port=server.port)
        with pytest.raises((AuthenticationError, ResponseError)):
            await stranger.get("k")
        await stranger.aclose()
        assert server.url.split("@")[0].split(":")[-1] not in " ".join(
            psutil.Process(server.process.pid).cmdline()  # type: ignore[union-attr]
        )
    finally:
        server.stop()


def test_an_orphan_is_ended_by_the_next_start(servers_folder: Path) -> None:
    first = Valkey(servers_folder / "orphan")
    first.start()
    assert first.process is not None
    second = Valkey(servers_folder / "orphan")
    second.start()
    try:
        assert first.process.wait(5) is not None
    finally:
        second.stop()


def test_what_cannot_start_says_why(servers_folder: Path) -> None:
    server = Valkey(servers_folder / "broken", maxmemory="a lot")
    with pytest.raises(RuntimeError, match="did not start"):
        server.start(5)


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret"
    assert secret_file(path) == secret_file(path)
    assert os.stat(path).st_mode & 0o777 == 0o600


def test_a_free_port_is_none_that_a_connection_may_be_given_before_it_is_used() -> None:
    assert all(20_000 <= free_port() < 32_000 for _ in range(50))
