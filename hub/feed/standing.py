"""What the commands on posts begin with: the post as somebody may have it, the desk they sit at, a comment put down."""

from collections.abc import Sequence
from uuid import UUID

from hub.accounts.types import Neighbour, Principal
from hub.areas import actions as areas
from hub.db import Connection
from hub.errors import DomainError
from hub.feed import policy, store
from hub.feed.store import Comment, Row
from hub.feed.types import WriteComment

LEVELS = ("community", "estate")
ANSWER_MINUTES = 120
"""Of work; areas may say otherwise (`feed_rules`)."""


async def seen(tx: Connection, principal: Principal, identity: UUID) -> tuple[Row, policy.Relation]:
    post = await store.one(tx, principal.district, identity)
    if post is None:
        raise DomainError("not_found")
    stands = await policy.relation(tx, principal, post.path, post.area)
    if not policy.may_read(principal, stands, post):
        raise DomainError("not_found")
    return post, stands


async def locked(tx: Connection, principal: Principal, identity: UUID, *, desk: bool = False) -> Row:
    """The post, its row taken. `desk`: only for who answers for its area."""
    post = await store.lock(tx, principal.district, identity)
    if post is None:
        raise DomainError("not_found")
    stands = await policy.relation(tx, principal, post.path, post.area)
    if not policy.may_read(principal, stands, post):
        raise DomainError("not_found")
    if desk and not stands.desk:
        raise DomainError("feed.not_allowed")
    return post


async def unit_of(tx: Connection, principal: Principal, post: Row) -> str:
    """The desk on the post's path that somebody sits at, the nearest one."""
    place = (await areas.places_of(tx, [post.area]))[post.area]
    desks = policy.desks(principal)
    return [name for area, name in zip(place.ids, place.names, strict=True) if area in desks][-1]


async def add_comment(
    tx: Connection, post: Row, by: Neighbour, given: WriteComment, text: str, before: Comment | None, *,
    unit: str | None, mentions: Sequence[UUID] = (),
) -> Comment:  # fmt: skip
    parent = None if before is None else before.parent or before.id
    to_name = "" if before is None else before.unit or before.name
    identity = await store.add_comment(
        tx, post, by, given, text, parent=parent, to_name=to_name, unit=unit, mentions=mentions,
        reply_to=before.id if before else None,
    )  # fmt: skip
    added = await store.comment(tx, post.path[0], identity)
    assert added is not None
    return added
