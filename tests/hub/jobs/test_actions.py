"""A job exists exactly when its transaction commits."""

import asyncpg
import msgspec
import pytest

from hub.db import Connection, Database
from hub.jobs.actions import enqueue
from hub.jobs.types import Job
from tests.hub.jobs.rig import ECHO, Asked, ask
from tests.support import District


async def test_a_job_is_a_row_and_an_event(db: Database, owner: Connection, district: District) -> None:
    job = await ask(db, district.district)
    row = await owner.fetchrow("SELECT * FROM jobs")
    assert (row["id"], row["status"], row["attempt"], row["lease_until"]) == (job, "pending", 1, None)
    event = await owner.fetchrow("SELECT * FROM events")
    assert (event["type"], event["subject"], event["topics"]) == ("job.ready", job, ["jobs/echo"])
    sent = msgspec.json.decode(event["text"], type=Job)
    assert (sent.id, sent.district, sent.kind, sent.attempt) == (job, district.district, ECHO, 1)
    assert sent.asked(Asked).word == "hello"


async def test_a_transaction_that_fails_leaves_neither(
    db: Database, owner: Connection, district: District
) -> None:
    async def fail() -> None:
        async with db.transaction() as tx:
            await enqueue(tx, district=district.district, kind=ECHO, payload=Asked("x"))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await owner.fetchval("SELECT count(*) FROM jobs") == 0
    assert await owner.fetchval("SELECT count(*) FROM events") == 0


@pytest.mark.parametrize(("kind", "word"), [("Bad Kind", "x"), ("", "x"), (ECHO, "x" * 5000)])
async def test_a_bad_kind_or_a_payload_that_is_content_is_refused(
    db: Database, district: District, kind: str, word: str
) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        async with db.transaction() as tx:
            await enqueue(tx, district=district.district, kind=kind, payload=Asked(word))
