"""The migrator: once, in order, one at a time, never over changed history."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from hub.db.migrator import files, migrate, pending
from hub.errors import DomainError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in Path("migrations").glob("*.sql"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


async def test_nothing_is_applied_twice(owner_url: str) -> None:
    assert await migrate(owner_url) == []


async def test_a_new_file_is_applied_once_by_one_of_many(owner_url: str, folder: Path) -> None:
    (folder / "9000_x.sql").write_text("CREATE TABLE x (n int)")
    applied = await asyncio.gather(*[migrate(owner_url, folder) for _ in range(4)])
    assert sorted(applied) == [[], [], [], ["9000_x"]]


async def test_changed_history_is_refused(owner_url: str, folder: Path) -> None:
    first = min(folder.glob("*.sql"))
    first.write_text(first.read_text() + "-- one more word\n")
    with pytest.raises(DomainError, match=first.stem) as caught:
        await migrate(owner_url, folder)
    assert caught.value.code == "migrations.changed"


async def test_a_database_newer_than_the_program_is_refused(owner_url: str, folder: Path) -> None:
    (folder / "0002_areas.sql").unlink()
    with pytest.raises(DomainError, match="0002_areas") as caught:
        await migrate(owner_url, folder)
    assert caught.value.code == "migrations.missing"


async def test_a_failing_file_leaves_nothing(
    owner: "asyncpg.Connection[asyncpg.Record]", owner_url: str, folder: Path
) -> None:
    (folder / "9000_x.sql").write_text("CREATE TABLE x (n int); SELECT no_such_function();")
    with pytest.raises(DomainError, match="no_such_function"):
        await migrate(owner_url, folder)
    assert await owner.fetchval("SELECT to_regclass('x')") is None
    assert await pending(owner, folder) == ["9000_x"]


def test_numbers_are_unique() -> None:
    numbers = [name[:4] for name, _, _ in files()]
    assert len(numbers) == len(set(numbers))
