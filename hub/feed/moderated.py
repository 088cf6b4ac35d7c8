"""What moderation does with posts and comments; see `hub.moderation.types.Target`."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from hub.accounts.types import Principal
from hub.db import Connection
from hub.feed import events, policy, store, telling
from hub.feed.store import Comment, Row
from hub.feed.types import PostState
from hub.moderation.types import Shown
from hub.sealing import Sealer
from hub.sight import named

_STATUS: dict[PostState, Literal["shown", "held", "hidden", "gone"]] = {
    "shown": "shown", "held": "held", "hidden": "hidden", "deleted": "gone",
}  # fmt: skip


class Posts:
    """The target "post"."""

    kind = "post"

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    async def shown(self, tx: Connection, subject: UUID) -> Shown | None:
        found = await store.several(tx, [subject])
        if not found:
            return None
        [post] = found
        return Shown(post.text, post.photos, post.author, post.area, _STATUS[post.state])

    async def seen(
        self, connection: Connection, principal: Principal, subjects: Sequence[UUID]
    ) -> dict[UUID, str]:
        return {
            post.id: named(post.text)
            for post in await store.several(connection, subjects)
            if policy.may_read(principal, await policy.of_post(connection, principal, post), post)
        }

    async def publish(self, tx: Connection, subject: UUID) -> None:
        await self._move(tx, subject, ("held", "hidden"), "shown")

    async def hide(self, tx: Connection, subject: UUID, reason: str) -> None:
        await self._move(tx, subject, ("shown", "held", "hidden"), "hidden", reason)

    async def restore(self, tx: Connection, subject: UUID) -> None:
        await self._move(tx, subject, ("hidden",), "shown")

    async def redrawn(self, tx: Connection, subject: UUID) -> None:
        """Its photos have new links: who has it on a screen fetches it again."""
        before = await _post(tx, subject)
        if before is not None and before.state != "deleted":
            await store.set_state(tx, subject, before.state, before.reason)
            await events.post_changed(tx, before.state, await store.known(tx, subject))

    async def past(self, connection: Connection, district: UUID, days: int, limit: int) -> list[str]:
        return await store.past_posts(connection, district, days, limit)

    async def _move(
        self, tx: Connection, subject: UUID, sources: tuple[PostState, ...], to: PostState, reason: str | None = None
    ) -> None:  # fmt: skip
        before = await _post(tx, subject)
        if before is None or before.state not in sources:
            return
        await store.set_state(tx, subject, to, reason)
        after = await store.known(tx, subject)
        await events.post_changed(tx, before.state, after)
        if to == "shown":
            await telling.post_shown(tx, self._sealer, after)


class Comments:
    """The target "comment"."""

    kind = "comment"

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    async def shown(self, tx: Connection, subject: UUID) -> Shown | None:
        found = await store.any_comment(tx, subject)
        if found is None:
            return None
        post = await store.known(tx, found.post)
        return Shown(found.text, (), found.author, post.area, _STATUS[found.state])

    async def seen(
        self, connection: Connection, principal: Principal, subjects: Sequence[UUID]
    ) -> dict[UUID, str]:
        """A comment is seen where its post is."""
        found = {}
        for subject in subjects:
            one = await store.any_comment(connection, subject)
            if one is None or one.state == "deleted":
                continue
            post = await store.known(connection, one.post)
            stands = await policy.of_post(connection, principal, post)
            own = one.author == principal.account
            if policy.may_read(principal, stands, post) and (one.state == "shown" or own or stands.staff):
                found[subject] = named(one.text)
        return found

    async def publish(self, tx: Connection, subject: UUID) -> None:
        await self._move(tx, subject, ("held", "hidden"), "shown")

    async def hide(self, tx: Connection, subject: UUID, reason: str) -> None:
        await self._move(tx, subject, ("shown", "held", "hidden"), "hidden", reason)

    async def restore(self, tx: Connection, subject: UUID) -> None:
        await self._move(tx, subject, ("hidden",), "shown")

    async def past(self, connection: Connection, district: UUID, days: int, limit: int) -> list[str]:
        return await store.past_comments(connection, district, days, limit)

    async def _move(
        self, tx: Connection, subject: UUID, sources: tuple[PostState, ...], to: PostState, reason: str | None = None
    ) -> None:  # fmt: skip
        found = await store.any_comment(tx, subject)
        post = await _post(tx, found.post) if found else None
        before: Comment | None = await store.any_comment(tx, subject)
        if before is None or post is None or before.state not in sources:
            return
        await store.set_comment_state(tx, subject, to, reason)
        after = await store.any_comment(tx, subject)
        assert after is not None
        await store.recount(tx, post)
        await events.comment_changed(tx, before.state, after, post)
        if to == "shown" and post.state == "shown":
            await telling.comment_shown(tx, self._sealer, post, after)


async def _post(tx: Connection, post: UUID) -> Row | None:
    """The post, its row taken."""
    found = await store.several(tx, [post])
    return await store.lock(tx, found[0].path[0], post) if found else None
