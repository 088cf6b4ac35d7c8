"""Logs: no value of a person's is in one, whatever goes wrong."""

from collections.abc import Callable

import asyncpg
import pytest
import structlog

from hub.db import Database

NUMBER = 510403194006150018


async def test_what_the_database_refuses_is_not_named(
    db: Database, capsys: pytest.CaptureFixture[str], log_as_process: Callable[[], None]
) -> None:
    log_as_process()
    for query, value in (
        ("SELECT $1::int", NUMBER),
        ("INSERT INTO areas (level, name) VALUES ($1, 'x')", "x" * 9),
    ):
        with pytest.raises((asyncpg.DataError, asyncpg.PostgresError)) as refused:
            async with db.transaction() as tx:
                await tx.execute(query, value)
        structlog.get_logger("test").error("request failed", exc_info=refused.value)
    said = capsys.readouterr().err
    assert "invalid input for query argument $1: …" in said
    assert str(NUMBER) not in said
