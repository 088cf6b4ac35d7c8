"""Who is told of a post or comment once others can read it: who is mentioned, replied to, or follows.

Called whenever one is shown; it tells once in its life, so that what was held is told of when it is let through. Each
is told once, of the nearest: that she is mentioned, replied to, that her post is commented on, that she follows. Last
in its transaction.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from hub.areas import actions as areas
from hub.db import Connection
from hub.events.append import append_many
from hub.feed import events, store
from hub.feed.events import FeedTold
from hub.feed.store import Comment, Row
from hub.follows.telling import tell
from hub.notify import actions as notify
from hub.notify.types import About
from hub.sealing import Sealer

LETTERS: Final = 60
"""Of what somebody wrote, in what others are told of it."""
PUSHED: Final = timedelta(hours=12)


async def post_shown(tx: Connection, sealer: Sealer, post: Row) -> None:
    """Those whom it mentions, and those who follow where it is."""
    mentioned = await store.tell_post(tx, post.id)
    if mentioned is None:
        return
    about, once = About("post", post.id), f"post:{post.id}"
    told = FeedTold("mentioned", post.id, None, post.name, post.text[:LETTERS])
    await _speak(tx, sealer, post, "feed.mentioned", mentioned, told, about, once)
    where = (await areas.places_of(tx, [post.place]))[post.place].ids if post.place else post.path
    line = "line.followed.post"
    await tell(tx, post.path[0], where[::-1], line, about, once, lives=post.area, but=(post.author,))


async def comment_shown(tx: Connection, sealer: Sealer, post: Row, added: Comment) -> None:
    """Those whom it mentions, whom it replies to, who wrote the post, and who follow it."""
    mentioned = await store.tell_comment(tx, added.id)
    if mentioned is None:
        return
    about, once = About("comment", added.id, post.id), f"comment:{added.id}"
    by, text = added.unit or added.name, added.text[:LETTERS]
    told = FeedTold("mentioned", post.id, added.id, by, text)
    await _speak(tx, sealer, post, "feed.mentioned", mentioned, told, about, once)
    done = {added.author, *mentioned}
    before = await store.any_comment(tx, added.reply_to) if added.reply_to else None
    if before is not None and before.unit is None and before.author not in done:
        done.add(before.author)
        told = FeedTold("replied", post.id, added.id, by, text)
        await _speak(tx, sealer, post, "feed.replied", [before.author], told, about, once)
    if post.author not in done:
        done.add(post.author)
        told = FeedTold("commented", post.id, added.id, by, text)
        await append_many(tx, post.path[0], [events.tell(post.author, post.area, told)])
        await notify.line(
            tx,
            district=post.path[0],
            accounts=[post.author],
            template="line.commented",
            about=about,
            once=once,
        )
    await followers(tx, post, "line.followed.comment", about, once, but=done)


async def answered(tx: Connection, sealer: Sealer, post: Row, added: Comment, *, first: bool) -> None:
    """Her who wrote, by a message the first time, and those who follow the post."""
    await store.tell_comment(tx, added.id)
    about, once = About("comment", added.id, post.id), f"comment:{added.id}"
    unit, text = added.unit or added.name, added.text[:LETTERS]
    if first:
        await notify.send(
            tx, sealer, district=post.path[0], account=post.author, template="feed.answered",
            params={"unit": unit, "text": text}, channel="push", valid=PUSHED, about=about, once=once,
        )  # fmt: skip
    else:
        await notify.line(
            tx,
            district=post.path[0],
            accounts=[post.author],
            template="line.commented",
            about=about,
            once=once,
        )
    told = FeedTold("answered", post.id, added.id, unit, text)
    await append_many(tx, post.path[0], [events.tell(post.author, post.area, told)])
    await followers(tx, post, "line.followed.answer", about, once, but={post.author})


async def followers(
    tx: Connection, post: Row, template: str, about: About, once: str, *, but: Iterable[UUID]
) -> None:
    """Those who follow the post and can read it."""
    await tell(tx, post.path[0], [post.id], template, about, once, lives=post.area, but=frozenset(but))


async def _speak(
    tx: Connection, sealer: Sealer, post: Row, template: str, accounts: Iterable[UUID], told: FeedTold, about: About,
    once: str,
) -> None:  # fmt: skip
    accounts = list(accounts)
    for account in accounts:
        await notify.send(
            tx, sealer, district=post.path[0], account=account, template=template,
            params={"by": told.by, "text": told.text}, channel="push", valid=PUSHED, about=about, once=once,
        )  # fmt: skip
    await append_many(tx, post.path[0], [events.tell(account, post.area, told) for account in accounts])
