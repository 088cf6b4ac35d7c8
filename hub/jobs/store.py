"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from hub.db import Connection, load_queries
from hub.jobs.types import LEASE_SECONDS, MOST_ATTEMPTS, Done, Dropped, Failed, Job, Released, Report, Taken

q = load_queries(__file__)

BATCH: Final = 100


class Late(NamedTuple):
    """A job whose lease was over: `job.attempt` is the next attempt, or the last one when `dead`."""

    job: Job
    area: UUID | None
    dead: bool
    reason: str | None


class Untaken(NamedTuple):
    id: UUID
    kind: str
    attempt: int


async def enqueue(tx: Connection, district: UUID, area: UUID | None, kind: str, payload: bytes) -> Job:
    row = await tx.fetchrow(q.enqueue, district, area, kind, payload.decode())
    assert row is not None
    return Job(row["id"], district, kind, row["attempt"], msgspec.Raw(payload))


async def lease(connection: Connection, report: Taken | Failed | Released | Dropped) -> None:
    """Applies a report that ends nothing; one that is late changes nothing."""
    match report:
        case Taken(job, attempt):
            await connection.execute(q.taken, job, attempt, float(LEASE_SECONDS))
        case Failed(job, attempt, reason):
            await connection.execute(q.failed, job, attempt, reason)
        case Released(job, attempt):
            await connection.execute(q.released, job, attempt)
        case Dropped(job, attempt):
            await connection.execute(q.dropped, job, attempt)


async def unfinished(connection: Connection, district: UUID) -> dict[tuple[str, str], int]:
    """How many, by kind and `waiting`, `running` or `dead`."""
    rows = await connection.fetch(q.unfinished, district)
    return {(row["kind"], row["state"]): row["jobs"] for row in rows}


async def done(tx: Connection, report: Done) -> Job | None:
    """Ends the job; None when it has ended already or another attempt is under way."""
    row = await tx.fetchrow(q.done, report.job, report.attempt, bytes(report.result).decode())
    return None if row is None else _job(row, row["district"], report.job, report.attempt)


async def expired(tx: Connection, district: UUID) -> list[Late]:
    rows = await tx.fetch(q.expired, district, BATCH, MOST_ATTEMPTS)
    return [
        Late(
            _job(row, district, row["id"], row["attempt"]),
            row["area"],
            row["status"] == "dead",
            row["reason"],
        )
        for row in rows
    ]


async def untaken(connection: Connection, district: UUID) -> list[Untaken]:
    rows = await connection.fetch(q.untaken, district, BATCH)
    return [Untaken(row["id"], row["kind"], row["attempt"]) for row in rows]


async def waiting(connection: Connection, jobs: Sequence[UUID]) -> None:
    await connection.execute(q.waiting, jobs)


async def resend(tx: Connection, district: UUID, jobs: Sequence[UUID]) -> list[Job]:
    return [_job(row, district, row["id"], row["attempt"]) for row in await tx.fetch(q.resend, jobs)]


async def forget(connection: Connection) -> None:
    await connection.execute(q.forget)


async def districts(connection: Connection) -> list[UUID]:
    return [row["id"] for row in await connection.fetch(q.districts)]


def report_of(encoded: bytes) -> Report:
    """Reads what a worker sent.

    Raises:
        msgspec.MsgspecError: it is no report.
    """
    return _report.decode(encoded)


_report: msgspec.json.Decoder[Report] = msgspec.json.Decoder(Report)


def _job(row: asyncpg.Record, district: UUID, job: UUID, attempt: int) -> Job:
    return Job(job, district, row["kind"], attempt, msgspec.Raw(row["payload"].encode()))
