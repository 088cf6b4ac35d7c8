"""Lines for those who follow a thing, without a message; the rooms call this where something happens."""

from collections import defaultdict
from collections.abc import Container, Sequence
from uuid import UUID

from hub.db import Connection
from hub.follows.actions import q
from hub.notify import actions as notify
from hub.notify.types import About


async def tell(
    tx: Connection, district: UUID, followed: Sequence[UUID], template: str, about: About, once: str, *,
    lives: UUID | None = None, but: Container[UUID] = (),
) -> None:  # fmt: skip
    """Those who follow one of these things (posts, places), for the first of them; nobody of `but`, nobody twice of
    `once`. `lives`: only who lives in that area. Last in its transaction."""
    accounts: dict[About, list[UUID]] = defaultdict(list)
    for row in await tx.fetch(q.followers, list(followed), lives):
        if row["account"] not in but:
            accounts[About(row["kind"], row["thing"])].append(row["account"])
    for because, followers in accounts.items():
        await notify.line(
            tx,
            district=district,
            accounts=followers,
            template=template,
            about=about,
            once=once,
            because=because,
        )
