"""The audit log: chained, closed to the serving role, and a verifier that names the first altered entry."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from hub import audit
from hub.app import Hub
from hub.db import Database
from hub.errors import DomainError
from hub.settings import Settings, to_environ
from tests.hub.test_cli import shequ


async def verdict(db: Database, district: UUID, **kind: Any) -> audit.Verdict:
    async with db.transaction() as tx:
        return await audit.verify(tx, district, **kind)


async def fill(db: Database, district: UUID, count: int = 5) -> None:
    for number in range(count):
        async with db.transaction() as tx:
            await audit.record(
                tx,
                district=district,
                actor=uuid4() if number % 2 else None,
                action="phone.shown",
                subject=uuid4(),
                detail={"field": "电话", "n": number},
            )


async def test_a_whole_chain_verifies(db: Database, district: Any) -> None:
    assert (await verdict(db, district.district)) == audit.Verdict(0, b"")
    await fill(db, district.district)
    found = await verdict(db, district.district)
    assert (found.entries, found.broken) == (5, None)
    await fill(db, district.district, 1)
    assert (await verdict(db, district.district, expect_head=found.head)).broken is None


@pytest.mark.parametrize(
    ("tampering", "reason"),
    [
        ("UPDATE audit SET detail = '{}' WHERE number = 3", "altered"),
        ("UPDATE audit SET actor = NULL, subject = NULL WHERE number = 3", "altered"),
        ("UPDATE audit SET at = at + interval '1 microsecond' WHERE number = 3", "altered"),
        ("UPDATE audit SET hash = sha256(hash) WHERE number = 3", "altered"),
        ("DELETE FROM audit WHERE number = 3", "missing"),
        ("UPDATE audit SET number = number + 10 WHERE number >= 3", "missing"),
        # Slipped in, with the hash that it would have if it stood first.
        (
            "UPDATE audit SET number = number + 100 WHERE number >= 3;"
            " INSERT INTO audit SELECT district, 3, at, actor, action, subject, detail, hash FROM audit"
            " WHERE number = 1; UPDATE audit SET number = number - 99 WHERE number > 100",
            "altered",
        ),
        # Two have changed places.
        (
            "UPDATE audit SET number = 100 WHERE number = 3; UPDATE audit SET number = 3 WHERE number = 4;"
            " UPDATE audit SET number = 4 WHERE number = 100",
            "altered",
        ),
    ],
)
async def test_the_first_altered_entry_is_named(
    db: Database, owner: asyncpg.Connection, district: Any, tampering: str, reason: str
) -> None:
    await fill(db, district.district)
    await owner.execute(tampering)
    found = await verdict(db, district.district)
    assert (found.entries, found.broken, found.reason) == (2, 3, reason)


async def test_a_cut_off_end_shows_against_a_noted_head(
    db: Database, owner: asyncpg.Connection, district: Any
) -> None:
    await fill(db, district.district)
    head = (await verdict(db, district.district)).head
    await owner.execute("DELETE FROM audit WHERE number = 5")
    assert (await verdict(db, district.district)).broken is None
    found = await verdict(db, district.district, expect_head=head)
    assert (found.broken, found.reason) == (5, "cut off")


async def test_nobody_serves_who_could_rewrite_it(settings: Settings, district: Any) -> None:
    with pytest.raises(DomainError) as caught:
        async with Hub.open(msgspec.structs.replace(settings, database_url=settings.owner_url())):
            pytest.fail("it serves")
    assert caught.value.code == "audit.writable"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET detail = '{}'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "INSERT INTO audit SELECT district, 9, at, actor, action, subject, detail, hash FROM audit",
    ],
)
async def test_the_serving_role_can_only_append(db: Database, district: Any, statement: str) -> None:
    await fill(db, district.district, 1)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with db.transaction() as tx:
            await tx.execute(statement)


async def test_entries_made_at_once_make_one_chain(db: Database, district: Any) -> None:
    await asyncio.gather(*(fill(db, district.district, 5) for _ in range(4)))
    found = await verdict(db, district.district)
    assert (found.entries, found.broken) == (20, None)


async def test_the_command_names_the_first_altered_entry_and_a_chain_made_anew(
    db: Database, owner: asyncpg.Connection, district: Any, settings: Settings, tmp_path: Path
) -> None:
    await fill(db, district.district)
    environ = to_environ(settings)
    whole = shequ("audit", "verify", environ=environ)
    assert whole.returncode == 0
    assert whole.stdout.startswith(f"{district.district} 5 ")
    noted = tmp_path / "heads"
    noted.write_text(whole.stdout)
    await owner.execute("DELETE FROM audit WHERE number > 3")
    assert shequ("audit", "verify", environ=environ).returncode == 0
    cut = shequ("audit", "verify", "--noted", str(noted), environ=environ)
    assert (cut.returncode, cut.stderr.strip()) == (1, f"{district.district}: entry 4 is cut off")
    await owner.execute("UPDATE audit SET detail = '{}' WHERE number = 2")
    ended = shequ("audit", "verify", environ=environ)
    assert (ended.returncode, ended.stderr.strip()) == (1, f"{district.district}: entry 2 is altered")
