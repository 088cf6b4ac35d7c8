"""Unfinished jobs, counted; `tests/hub/test_metrics.py` has the states."""

import asyncio

import pytest

from hub.db import Database
from hub.jobs import counts as module
from hub.jobs.counts import JobCounts
from tests.support import District, until


async def test_it_looks_again_and_again_also_after_postgresql_was_away(
    db: Database, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PERIOD", 0.01)
    counted = JobCounts(db, district.district)
    running = asyncio.create_task(counted.run())
    await until(lambda: counted.looked_at)
    assert counted.jobs == {}
    async with db.connection() as connection:
        for _ in range(2):
            await connection.execute(
                "INSERT INTO jobs (district, kind, payload) VALUES ($1, 'counted', '{}')", district.district
            )
        await until(lambda: counted.jobs == {("counted", "waiting"): 2})
        await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid()"
                                 " AND datname = current_database() AND usename = current_user")  # fmt: skip
        before = counted.looked_at
        await until(lambda: counted.looked_at > before)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
