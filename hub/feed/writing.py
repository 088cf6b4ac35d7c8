"""Writing posts and comments, and taking them back."""

from uuid import UUID

from hub.accounts import neighbours
from hub.accounts.types import Neighbour, Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.events.redact import redact_subject
from hub.feed import events, policy, store, telling
from hub.feed.standing import ANSWER_MINUTES, LEVELS, add_comment, locked, seen
from hub.feed.store import Comment, Row
from hub.feed.types import Post, PostComment, WriteComment, WritePost
from hub.feed.words import asks, topics_of
from hub.media import actions as media
from hub.moderation import actions as moderation
from hub.sealing import Sealer
from hub.tickets.words import line, words


async def write(db: Database, sealer: Sealer, principal: Principal, asked: Command, given: WritePost) -> Post:
    """Writes a post to the people of a community or an estate.

    Raises:
        DomainError: `area.unknown` (also: one where she does not live), `photo.unknown`, `ticket.text_empty`,
            `ticket.text_long`, `account.unknown` (mentioned, but lives elsewhere), `blocked`.
    """

    async def act(tx: Connection) -> Post:
        place = await areas.place(tx, given.area, principal.district)
        by = await writer(tx, principal, place)
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
        mentioned, to_staff = await _mentioned(tx, principal, given.area, given.mentions)
        await media.attach(tx, principal, given.photos)
        identity = await store.add(
            tx, principal.district, by, area=given.area, path=place.ids, text=text, photos=given.photos,
            topics=topics_of(given, text), place=given.place, place_text=where,
            asks=given.to_community or to_staff or asks(text), minutes=ANSWER_MINUTES, mentions=mentioned,
        )  # fmt: skip
        return (await checked(tx, sealer, await store.known(tx, identity))).view("own")

    return await once(db, asked, Post, act)


async def checked(tx: Connection, sealer: Sealer, post: Row) -> Row:
    """A new post as moderation lets it stand; who is to hear of it does."""
    found = await moderation.check(
        tx, district=post.path[0], area=post.area, kind="post", subject=post.id, author=post.author,
        words=f"{post.text}\n{post.place_text}" if post.place_text else post.text, photos=len(post.photos),
    )  # fmt: skip
    await (store.hold if found.held else store.file_topics)(tx, post.id)
    after = await store.known(tx, post.id)
    await events.post_changed(tx, None, after)
    if after.state == "shown":
        await telling.post_shown(tx, sealer, after)
    return after


async def comment(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: WriteComment
) -> PostComment:
    """Writes under a post. A reply to a reply stands beside it, under the same comment.

    Raises:
        DomainError: `not_found` (the post, or what it replies to), `feed.not_allowed` (staff answer instead), and
            those of `write`.
    """

    async def act(tx: Connection) -> PostComment:
        post, stands = await seen(tx, principal, identity)
        if not stands.lives or post.state != "shown":
            raise DomainError("feed.not_allowed")
        await moderation.may_speak(tx, district=principal.district, account=principal.account, area=post.area)
        by = (await neighbours.neighbours(tx, [principal.account], post.area))[principal.account]
        text = words(given.text)
        mentioned, _ = await _mentioned(tx, principal, post.area, given.mentions)
        before = await _replied_to(tx, principal, post, given.parent)
        added = await add_comment(tx, post, by, given, text, before, unit=None, mentions=mentioned)
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
            await telling.comment_shown(tx, sealer, post, added)
        return added.view("own")

    return await once(db, asked, PostComment, act)


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


async def writer(tx: Connection, principal: Principal, place: areas.Place) -> Neighbour:
    stands = await policy.relation(tx, principal, place.ids, place.ids[-1])
    if not stands.lives:
        raise DomainError("area.unknown")
    return (await neighbours.neighbours(tx, [principal.account], place.ids[-1]))[principal.account]


async def _replied_to(tx: Connection, principal: Principal, post: Row, parent: UUID | None) -> Comment | None:
    if parent is None:
        return None
    found = await store.comment(tx, principal.district, parent)
    if found is None or found.post != post.id or found.state != "shown":
        raise DomainError("not_found")
    return found


async def _mentioned(
    tx: Connection, principal: Principal, area: UUID, mentions: list[UUID]
) -> tuple[list[UUID], bool]:
    """Whom she mentions, and whether staff are among them: then she speaks to the community."""
    wanted = [one for one in dict.fromkeys(mentions) if one != principal.account]
    if not wanted:
        return [], False
    lives, staff = await store.belongs(tx, wanted, area, policy.ANSWERING)
    if lives | staff != set(wanted):
        raise DomainError("account.unknown")
    return wanted, bool(staff)
