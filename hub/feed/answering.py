"""The community answers (发帖必响应): by when, by whom, and what speaks to it."""

from uuid import UUID

from hub.accounts import neighbours
from hub.accounts.types import Neighbour, Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.feed import events, policy, store, telling
from hub.feed.standing import ANSWER_MINUTES, add_comment, locked, unit_of
from hub.feed.types import AnswerPost, FeedRule, Post, PostComment, SetFeedRule, WriteComment
from hub.sealing import Sealer
from hub.tickets.words import words


async def answer(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: AnswerPost
) -> PostComment:
    """The community answers: under the name of the desk, for everybody who reads the post.

    Raises:
        DomainError: `not_found`, `feed.not_allowed`, `feed.not_shown`, `ticket.text_empty`, `ticket.text_long`.
    """

    async def act(tx: Connection) -> PostComment:
        post = await locked(tx, principal, identity, desk=True)
        if post.state != "shown":
            raise DomainError("feed.not_shown")
        text = words(given.text)
        unit = await unit_of(tx, principal, post)
        name = neighbours.masked(principal.name)
        by = Neighbour(account=principal.account, name=name, neighbour_name=name, verified=False, badges=())
        added = await add_comment(tx, post, by, WriteComment(text=text), text, None, unit=unit)
        await store.recount(tx, post)
        first = post.answer is None
        if first:
            await store.answered(tx, post.id, unit, name)
        after = await store.known(tx, post.id)
        if first:
            await events.post_changed(tx, "shown", after)
        await events.comment_changed(tx, None, added, after)
        await telling.answered(tx, sealer, after, added, first=first)
        return added.view("staff")

    return await once(db, asked, PostComment, act)


async def ask_community(db: Database, principal: Principal, asked: Command, identity: UUID) -> Post:
    """Says that a post speaks to the community; it will be answered. Its author, or a desk of its area.

    Raises:
        DomainError: `not_found`, `feed.not_allowed`.
    """

    async def act(tx: Connection) -> Post:
        before = await locked(tx, principal, identity)
        stands = await policy.relation(tx, principal, before.path, before.area)
        if not (stands.desk or before.author == principal.account):
            raise DomainError("feed.not_allowed")
        if before.answer_by is None:
            await store.ask(tx, before.id, ANSWER_MINUTES)
            await events.post_changed(tx, before.state, await store.known(tx, before.id))
        return (await store.known(tx, before.id)).view(policy.audience(principal, stands, before))

    return await once(db, asked, Post, act)


async def set_rule(
    db: Database, principal: Principal, asked: Command, area: UUID, given: SetFeedRule
) -> FeedRule:
    """How soon posts of an area are answered, those written from now on.

    Raises:
        DomainError: `area.unknown`, `feed.not_allowed`.
    """

    async def act(tx: Connection) -> FeedRule:
        place = await areas.place(tx, area, principal.district)
        if not principal.holds(*policy.RULING, path=place.ids):
            raise DomainError("feed.not_allowed")
        await store.set_rule(tx, area, given.answer_minutes, principal.account)
        return FeedRule(area, given.answer_minutes)

    return await once(db, asked, FeedRule, act)
