"""Lines for those who follow a thing, without a message; the rooms call this where something happens."""

from collections.abc import Container, Sequence
from uuid import UUID

from hub.db import Connection
from hub.follows.actions import q
from hub.follows.types import FollowKind
from hub.notify import actions as notify
from hub.notify.types import About


def places(path: Sequence[UUID]) -> list[tuple[FollowKind, UUID]]:
    """The places of a path (district first) as followed things, the nearest first."""
    return [("area", area) for area in reversed(path)]


async def tell(
    tx: Connection, district: UUID, followed: Sequence[tuple[FollowKind, UUID]], template: str, about: About, once: str,
    *, lives: UUID | None = None, but: Container[UUID] = (),
) -> None:  # fmt: skip
    """Those who follow one of these things, the first of them that somebody follows; nobody of `but`, nobody twice of
    `once`. `lives`: only who lives in that area. Last in its transaction."""
    for kind, thing in followed:
        rows = await tx.fetch(q.followers, kind, thing, lives)
        await notify.line(
            tx, district=district, accounts=[row["account"] for row in rows if row["account"] not in but],
            template=template, about=about, once=once, because=About(kind, thing),
        )  # fmt: skip
