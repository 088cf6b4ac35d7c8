"""Likes and comments, counted: whatever happens, one event for a post in a second.

A like writes its row and notes that the post is to be counted. Every hub process looks for such posts a few times a
second; who takes a post's row counts it, and tells what has changed. A post told of less than a second ago waits.
"""

from typing import Final
from uuid import UUID

from hub.db import Database
from hub.events.append import Draft, append_many
from hub.feed import events, store
from hub.feed.events import FeedTold
from hub.rounds import rounds

LOOK: Final = 0.5
"""Seconds between looks."""


class Counts:
    """One in every hub process."""

    def __init__(self, db: Database, district: UUID) -> None:
        self.db = db
        self.district = district

    async def run(self) -> None:
        """Counts until cancelled, through every loss of PostgreSQL."""
        await rounds("feed", self.look, LOOK)

    async def look(self) -> None:
        """Counts and tells what is due."""
        async with self.db.connection() as connection:
            due = await store.due_recounts(connection, self.district)
        if not due:
            return
        async with self.db.transaction() as tx:
            before = await store.counted(tx, due)
            drafts: list[Draft] = []
            for post in await store.several(tx, list(before)):
                if post.state == "deleted":
                    continue
                drafts.append(events.counted(post))
                if post.likes > before[post.id]:
                    told = FeedTold("liked", post.id, likes=post.likes)
                    drafts.append(events.tell(post.author, post.area, told))
            await append_many(tx, self.district, drafts)
