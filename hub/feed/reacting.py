"""Liking a post, and how one is called by neighbours."""

from uuid import UUID

from hub.accounts import neighbours
from hub.accounts.types import NeighbourName, Principal
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.feed import events, store
from hub.feed.standing import seen
from hub.feed.types import Liked
from hub.tickets.words import line


async def like(db: Database, principal: Principal, asked: Command, identity: UUID, *, likes: bool) -> Liked:
    """Likes a post, or no longer. Others see the count, not who.

    Raises:
        DomainError: `not_found`, `feed.not_allowed` (staff do not).
    """

    async def act(tx: Connection) -> Liked:
        post, stands = await seen(tx, principal, identity)
        if not stands.lives or post.state != "shown":
            raise DomainError("feed.not_allowed")
        if await store.like(tx, post.id, principal.account, likes=likes):
            await store.recount(tx, post)
            await events.liked(tx, post, principal.account, likes=likes)
        return Liked(post.id, likes)

    return await once(db, asked, Liked, act)


async def set_name(
    db: Database, principal: Principal, asked: Command, chosen: NeighbourName
) -> NeighbourName:
    """How she is called from now on. Who takes her real name back has it taken from what she wrote, too.

    Raises:
        DomainError: `feed.not_allowed` (staff), `input.invalid` (the name).
    """
    if principal.kind != "resident":
        raise DomainError("feed.not_allowed")
    name = line(chosen.display_name).replace("\n", " ")
    kept = NeighbourName(display_name=name, real_name=chosen.real_name)

    async def act(tx: Connection) -> NeighbourName:
        before = await neighbours.chosen_name(tx, principal.account)
        await neighbours.set_name(tx, principal.account, kept)
        if before.real_name and not kept.real_name:
            called = kept.display_name or neighbours.masked(principal.name)
            posts = await store.several(tx, await store.rename(tx, principal.account, called))
            said = await store.rename_comments(tx, principal.account, called)
            under = {post.id: post for post in await store.several(tx, [one.post for one in said])}
            for post in posts:
                await events.post_changed(tx, post.state, post)
            for one in said:
                await events.comment_changed(tx, one.state, one, under[one.post])
        return kept

    return await once(db, asked, NeighbourName, act)
