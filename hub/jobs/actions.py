"""Giving work to the workers."""

from uuid import UUID

import msgspec

from hub.db import Connection
from hub.events.append import Draft, append_many
from hub.jobs import store
from hub.jobs.types import JOB_READY, Job


async def enqueue(
    tx: Connection, *, district: UUID, kind: str, payload: msgspec.Struct, area: UUID | None = None
) -> UUID:
    """A job of `kind`, done once after `tx` commits; its id.

    `payload` holds references only (at most 4 KiB of JSON): it goes through Redis. `area`: whose console
    hears when the job dies; the district's without it. Writes an event: call it after the row locks.
    """
    job = await store.enqueue(tx, district, area, kind, msgspec.json.encode(payload))
    await send(tx, district, [job])
    return job.id


async def send(tx: Connection, district: UUID, jobs: list[Job]) -> None:
    """Puts attempts into the log, from where the relay forwards them to the workers' streams."""
    drafts = [Draft(JOB_READY, job.id, None, [f"jobs/{job.kind}"], job) for job in jobs]
    if drafts:
        await append_many(tx, district, drafts)
