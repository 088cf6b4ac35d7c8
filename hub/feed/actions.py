"""What people do with posts. A public action owns the transaction: policy, store, events; then it commits."""

from datetime import timedelta
from uuid import UUID

from hub.accounts import neighbours
from hub.accounts.types import Neighbour, NeighbourName, Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.events.append import append_many
from hub.events.redact import redact_subject
from hub.feed import events, policy, store
from hub.feed.events import FeedTold
from hub.feed.store import Comment, Row
from hub.feed.types import (
    AnswerPost,
    FeedRule,
    Liked,
    Post,
    PostComment,
    SetFeedRule,
    WriteComment,
    WritePost,
)
from hub.feed.words import asks, topics_of
from hub.media import actions as media
from hub.moderation import actions as moderation
from hub.notify import actions as notify
from hub.sealing import Sealer
from hub.tickets.words import line, words

LEVELS = ("community", "estate")
ANSWER_MINUTES = 120
"""Of work; areas may say otherwise (`feed_rules`)."""
TOLD_LETTERS = 60
"""Of what somebody wrote, in what others are told of it."""
PUSHED = timedelta(hours=12)


async def write(db: Database, sealer: Sealer, principal: Principal, asked: Command, given: WritePost) -> Post:
    """Writes a post to the people of a community or an estate.

    Raises:
        DomainError: `area.unknown` (also: one where she does not live), `photo.unknown`, `ticket.text_empty`,
            `ticket.text_long`, `account.unknown` (mentioned, but lives elsewhere), `blocked`.
    """

    async def act(tx: Connection) -> Post:
        place = await areas.place(tx, given.area, principal.district)
        by = await _writer(tx, principal, place)
        if place.level not in LEVELS:
            raise DomainError("area.unknown")
        await moderation.may_speak(
            tx, district=principal.district, account=principal.account, area=given.area
        )
        text = words(given.text)
        where = line(given.place_text)
        if (
            given.place is not None
            and given.area not in (await areas.place(tx, given.place, principal.district)).ids
        ):
            raise DomainError("area.unknown")
        mentioned = await _mentioned(tx, principal, given.area, given.mentions)
        await media.attach(tx, principal, given.photos)
        identity = await store.add(
            tx, principal.district, by, area=given.area, path=place.ids, text=text, photos=given.photos,
            topics=topics_of(given, text), place=given.place, place_text=where,
            asks=given.to_community or asks(text), minutes=ANSWER_MINUTES,
        )  # fmt: skip
        checked = await moderation.check(
            tx, district=principal.district, area=given.area, kind="post", subject=identity,
            author=principal.account, words=f"{text}\n{where}" if where else text, photos=len(given.photos),
        )  # fmt: skip
        await (store.hold if checked.held else store.file_topics)(tx, identity)
        post = await store.known(tx, identity)
        await events.post_changed(tx, None, post)
        if post.state == "shown":
            await _tell_mentioned(tx, sealer, post, by.name, text, mentioned)
        return post.view("own")

    return await once(db, asked, Post, act)


async def comment(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: WriteComment
) -> PostComment:
    """Writes under a post. A reply to a reply stands beside it, under the same comment.

    Raises:
        DomainError: `not_found` (the post, or what it replies to), `feed.not_allowed` (staff answer instead), and
            those of `write`.
    """

    async def act(tx: Connection) -> PostComment:
        post, stands = await _seen(tx, principal, identity)
        if not stands.lives or post.state != "shown":
            raise DomainError("feed.not_allowed")
        await moderation.may_speak(tx, district=principal.district, account=principal.account, area=post.area)
        by = (await neighbours.neighbours(tx, [principal.account], post.area))[principal.account]
        text = words(given.text)
        mentioned = await _mentioned(tx, principal, post.area, given.mentions)
        before = await _replied_to(tx, principal, post, given.parent)
        added = await _comment(tx, post, by, given, text, before, unit=None)
        checked = await moderation.check(
            tx, district=principal.district, area=post.area, kind="comment", subject=added.id,
            author=principal.account, words=text, photos=0,
        )  # fmt: skip
        if checked.held:
            await store.hold_comment(tx, added.id)
            added = added._replace(state="held")
        if added.state == "shown":
            await store.recount(tx, post)
        await events.comment_changed(tx, None, added, post)
        if added.state == "shown":
            await _tell_comment(tx, sealer, post, added, before, mentioned)
        return added.view("own")

    return await once(db, asked, PostComment, act)


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
        added = await _comment(tx, post, by, WriteComment(text=text), text, None, unit=unit)
        await store.recount(tx, post)
        first = post.answer is None
        if first:
            await store.answered(tx, post.id, unit, name)
        after = await store.known(tx, post.id)
        if first:
            await notify.send(
                tx, sealer, district=principal.district, account=post.author, template="feed.answered",
                params={"unit": unit, "text": text[:TOLD_LETTERS]}, channel="push", valid=PUSHED,
            )  # fmt: skip
            await events.post_changed(tx, "shown", after)
        await events.comment_changed(tx, None, added, after)
        told = FeedTold("answered", post.id, added.id, unit, text[:TOLD_LETTERS])
        await append_many(tx, principal.district, [events.tell(post.author, post.area, told)])
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


async def like(db: Database, principal: Principal, asked: Command, identity: UUID, *, likes: bool) -> Liked:
    """Likes a post, or no longer. Others see the count, not who.

    Raises:
        DomainError: `not_found`, `feed.not_allowed` (staff do not).
    """

    async def act(tx: Connection) -> Liked:
        post, stands = await _seen(tx, principal, identity)
        if not stands.lives or post.state != "shown":
            raise DomainError("feed.not_allowed")
        if await store.like(tx, post.id, principal.account, likes=likes):
            await store.recount(tx, post)
            await events.liked(tx, post, principal.account, likes=likes)
        return Liked(post.id, likes)

    return await once(db, asked, Liked, act)


async def delete(db: Database, principal: Principal, asked: Command, identity: UUID) -> Post:
    """Her own post is gone, for everybody and for good. What it became as a ticket stays the ticket's.

    Raises:
        DomainError: `not_found`, `feed.not_allowed`.
    """

    async def act(tx: Connection) -> Post:
        before = await locked(tx, principal, identity)
        if before.author != principal.account:
            raise DomainError("feed.not_allowed")
        if before.ticket is None:
            await media.erase(tx, before.photos)
        await store.erase(tx, before.id)
        after = await store.known(tx, before.id)
        await events.post_changed(tx, before.state, after)
        await redact_subject(tx, district=principal.district, subject=before.id)
        return after.view("own")

    return await once(db, asked, Post, act)


async def delete_comment(db: Database, principal: Principal, asked: Command, identity: UUID) -> PostComment:
    """Her own comment is gone. Raises as `delete`."""

    async def act(tx: Connection) -> PostComment:
        found = await store.comment(tx, principal.district, identity)
        if found is None:
            raise DomainError("not_found")
        post = await store.lock(tx, principal.district, found.post)
        before = await store.comment(tx, principal.district, identity)
        assert post is not None
        assert before is not None
        stands = await policy.relation(tx, principal, post.path, post.area)
        if before.state == "deleted" or not (stands.sees or before.author == principal.account):
            raise DomainError("not_found")
        if before.author != principal.account:
            raise DomainError("feed.not_allowed")
        await store.erase_comment(tx, identity)
        after = await store.comment(tx, principal.district, identity)
        assert after is not None
        if before.state == "shown":
            await store.recount(tx, post)
        await events.comment_changed(tx, before.state, after, post)
        await redact_subject(tx, district=principal.district, subject=identity)
        return after.view("own")

    return await once(db, asked, PostComment, act)


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


async def _writer(tx: Connection, principal: Principal, place: areas.Place) -> Neighbour:
    stands = await policy.relation(tx, principal, place.ids, place.ids[-1])
    if not stands.lives:
        raise DomainError("area.unknown")
    return (await neighbours.neighbours(tx, [principal.account], place.ids[-1]))[principal.account]


async def _comment(
    tx: Connection, post: Row, by: Neighbour, given: WriteComment, text: str, before: Comment | None, *,
    unit: str | None,
) -> Comment:  # fmt: skip
    parent = None if before is None else before.parent or before.id
    to_name = "" if before is None else before.unit or before.name
    identity = await store.add_comment(tx, post, by, given, text, parent=parent, to_name=to_name, unit=unit)
    added = await store.comment(tx, post.path[0], identity)
    assert added is not None
    return added


async def _replied_to(tx: Connection, principal: Principal, post: Row, parent: UUID | None) -> Comment | None:
    if parent is None:
        return None
    found = await store.comment(tx, principal.district, parent)
    if found is None or found.post != post.id or found.state != "shown":
        raise DomainError("not_found")
    return found


async def _mentioned(tx: Connection, principal: Principal, area: UUID, mentions: list[UUID]) -> list[UUID]:
    wanted = [one for one in dict.fromkeys(mentions) if one != principal.account]
    if wanted and await store.belongs(tx, wanted, area) != set(wanted):
        raise DomainError("account.unknown")
    return wanted


async def _tell_mentioned(
    tx: Connection,
    sealer: Sealer,
    post: Row,
    by: str,
    text: str,
    accounts: list[UUID],
    comment: UUID | None = None,
) -> None:
    told = FeedTold("mentioned", post.id, comment, by, text[:TOLD_LETTERS])
    for account in accounts:
        await _push(tx, sealer, post, "feed.mentioned", account, told)
    await append_many(tx, post.path[0], [events.tell(account, post.area, told) for account in accounts])


async def _tell_comment(
    tx: Connection, sealer: Sealer, post: Row, added: Comment, before: Comment | None, mentioned: list[UUID]
) -> None:
    """Each is told once, of the nearest: that she is mentioned, replied to, or that her post is commented on."""
    text = added.text[:TOLD_LETTERS]
    done = {added.author, *mentioned}
    if before is not None and before.unit is None and before.author not in done:
        done.add(before.author)
        told = FeedTold("replied", post.id, added.id, added.name, text)
        await _push(tx, sealer, post, "feed.replied", before.author, told)
        await append_many(tx, post.path[0], [events.tell(before.author, post.area, told)])
    if post.author not in done:
        told = FeedTold("commented", post.id, added.id, added.name, text)
        await append_many(tx, post.path[0], [events.tell(post.author, post.area, told)])
    await _tell_mentioned(tx, sealer, post, added.name, added.text, mentioned, added.id)


async def _push(
    tx: Connection, sealer: Sealer, post: Row, template: str, account: UUID, told: FeedTold
) -> None:
    await notify.send(
        tx, sealer, district=post.path[0], account=account, template=template,
        params={"by": told.by, "text": told.text}, channel="push", valid=PUSHED,
    )  # fmt: skip


async def unit_of(tx: Connection, principal: Principal, post: Row) -> str:
    """The desk on the post's path that somebody sits at, the nearest one."""
    place = (await areas.places_of(tx, [post.area]))[post.area]
    desks = policy.desks(principal)
    return [name for area, name in zip(place.ids, place.names, strict=True) if area in desks][-1]


async def _seen(tx: Connection, principal: Principal, identity: UUID) -> tuple[Row, policy.Relation]:
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
