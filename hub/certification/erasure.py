"""Deletes from the store what this room no longer needs, seconds after it was dropped.

Photos belong to `hub.media`: dropped in the transaction of the verdict, deleted by its sweep. Templates and lists are
deleted three times: at once, and when a worker that was stopped in its tracks might have written under that name.
"""

from datetime import timedelta
from typing import Final

from hub.certification import store
from hub.db import Database
from hub.media.objects import Objects

AGAIN: Final = (timedelta(minutes=10), timedelta(days=1))
"""A worker's attempt is over within a minute; one that was stopped and woke later may still write what it had."""


async def sweep(db: Database, objects: Objects) -> int:
    """Deletes what is due; the number of objects deleted.

    Raises:
        DomainError: `unavailable`; the rest goes next time.
    """
    async with db.connection() as connection:
        await connection.execute(store.q.sweep_codes)
    deleted = 0
    while True:
        async with db.connection() as connection:
            due = await connection.fetch(store.q.objects_gone)
        for row in due:
            await objects.delete(row["object"], (row["variant"],))
            async with db.connection() as connection:
                if row["deletions"] < len(AGAIN):
                    again = AGAIN[row["deletions"]]
                    await connection.execute(store.q.object_deleted, row["object"], again, row["deletions"])
                else:
                    await connection.execute(store.q.forget_object, row["object"], row["deletions"])
        deleted += len(due)
        if len(due) < 100:
            return deleted
