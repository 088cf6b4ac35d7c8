"""The audit log: chained, closed to the serving role, and a verifier that names the first altered entry."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from hub import audit
from hub.db import Database


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
