"""From a post to a ticket in one click, and the ticket's public steps under the post."""

from uuid import UUID

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.feed import events, store, telling
from hub.feed.standing import locked, unit_of
from hub.feed.types import Post, PostStep, PostTicket, PostToTicket
from hub.notify.types import About
from hub.tickets import policy as ticket_policy
from hub.tickets.changes import Turn
from hub.tickets.posts import Posted, file_post
from hub.tickets.types import Actor, Create


async def to_ticket(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: PostToTicket
) -> Post:
    """Makes a ticket of a post: its text, photos and place go along; its author is the reporter, who confirms.

    Raises:
        DomainError: `not_found`, `feed.not_allowed`, `feed.not_shown`, `feed.has_ticket`, `area.unknown` (also: not of
            the post's area), `ticket.category_unknown`.
    """

    async def act(tx: Connection) -> Post:
        post = await locked(tx, principal, identity, desk=True)
        if post.state != "shown":
            raise DomainError("feed.not_shown")
        if post.ticket is not None:
            raise DomainError("feed.has_ticket")
        where = given.area or post.place or post.area
        if post.area not in (await areas.place(tx, where, principal.district)).ids:
            raise DomainError("area.unknown")
        unit = await unit_of(tx, principal, post)
        report = Create(area=where, category=given.category, text=post.text, place_text=post.place_text)
        filed = await file_post(
            tx, principal, report, Posted(post.author, tuple(post.photos)), Actor(principal.name, unit)
        )
        await store.became(tx, post.id, PostTicket(filed.id, filed.number, filed.state))
        first = PostStep("created", unit, "", filed.created_at)
        await store.add_step(tx, post.id, first)
        after = await store.known(tx, post.id)
        await events.post_changed(tx, "shown", after)
        await events.stepped(tx, after, first)
        return after.view("staff")

    return await once(db, asked, Post, act)


async def follow(tx: Connection, turn: Turn) -> bool:
    """What everybody may know of a step goes under the post, in the step's transaction. A reaction of the tickets."""
    step, ticket = turn.step, turn.after
    if turn.before is None or ticket.origin != "post" or step.audience != "resident":
        return False
    if not ticket_policy.public(ticket) or step.kind in ticket_policy.FOLLOWERS_STEPS:
        return False
    post = await store.lock_of_ticket(tx, ticket.id)
    if post is None:
        return False
    shown = ticket_policy.step_for_follower(step)
    told = PostStep(step.kind, shown.by.unit, shown.text, step.at)
    await store.add_step(tx, post, told)
    await store.ticket_moved(tx, post, ticket.state)
    after = await store.known(tx, post)
    await events.stepped(tx, after, told)
    if after.state == "shown":
        once = f"ticket:{ticket.id}:{ticket.version}"
        about = About("post", post)
        await telling.followers(tx, after, "line.followed.step", about, once, but={after.author})
    return False
