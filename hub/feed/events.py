"""What the log says of posts: two payloads for residents, one for staff, one for who wrote; and to whom."""

from collections.abc import Sequence
from typing import Final, Literal
from uuid import UUID

import msgspec

from hub.accounts.actions import own_topic
from hub.db import Connection
from hub.events.append import Draft, append_many
from hub.feed.store import Comment, Row
from hub.feed.types import Post, PostComment, PostState, PostStep, PostTicket

POST: Final = "post.changed"
GONE: Final = "post.gone"
COUNTED: Final = "post.counted"
STEP: Final = "post.step"
LIKED: Final = "post.liked"
COMMENT: Final = "comment.changed"
COMMENT_GONE: Final = "comment.gone"
TOLD: Final = "feed.told"

MARKED_POST = (
    "/post/author/name", "/post/text", "/post/place_text", "/post/answer/name", "/post/reason", "/post/thanks/to",
    "/post/thanks/title",
)  # fmt: skip
MARKED_COMMENT = ("/comment/author/name", "/comment/text", "/comment/to_name", "/comment/reason")


class PostChanged(msgspec.Struct, frozen=True):
    """The post as its reader may see it now. `was` None: new to this reader."""

    was: PostState | None
    post: Post


class PostGone(msgspec.Struct, frozen=True):
    """Nobody but its author and staff sees the post any more; `deleted`: nobody at all."""

    post: UUID
    area: UUID
    version: int
    deleted: bool


class PostCounted(msgspec.Struct, frozen=True):
    """Likes and comments of a post, as counted now."""

    post: UUID
    area: UUID
    likes: int
    comments: int


class PostStepped(msgspec.Struct, frozen=True):
    """A step of the ticket that a post became."""

    post: UUID
    area: UUID
    version: int
    ticket: PostTicket
    step: PostStep


class PostLiked(msgspec.Struct, frozen=True):
    """The reader likes a post, or no longer; for her other devices."""

    post: UUID
    liked: bool


class CommentChanged(msgspec.Struct, frozen=True):
    """The comment as its reader may see it now."""

    comment: PostComment


class CommentGone(msgspec.Struct, frozen=True):
    """Nobody but its author and staff sees the comment any more; `deleted`: nobody at all."""

    comment: UUID
    post: UUID
    version: int
    deleted: bool


class FeedTold(msgspec.Struct, frozen=True):
    """Something about the reader: her post was answered, somebody replied or mentioned her, `likes` people like it."""

    kind: Literal["answered", "commented", "replied", "mentioned", "liked"]
    post: UUID
    comment: UUID | None = None
    by: str = ""
    text: str = ""
    likes: int = 0


def public_topic(area: UUID) -> str:
    return f"public/{area}/feed"


def neighbours_topic(area: UUID) -> str:
    return f"neighbours/{area}/feed"


def staff_topic(area: UUID) -> str:
    return f"staff/{area}/feed"


def residents_topics(area: UUID) -> list[str]:
    return [public_topic(area), neighbours_topic(area)]


def staff_topics(path: Sequence[UUID]) -> list[str]:
    return [staff_topic(area) for area in path]


async def post_changed(tx: Connection, was: PostState | None, after: Row) -> None:
    """Last in its transaction. What residents never saw they are not told of; what they saw leaves."""
    drafts = [
        _post(staff_topics(after.path), PostChanged(was, after.view("staff"))),
        _post([own_topic(after.author)], PostChanged(was, after.view("own"))),
    ]
    if after.state == "deleted":
        gone = PostGone(after.id, after.area, after.version, True)
        topics = [*staff_topics(after.path), own_topic(after.author)]
        if was == "shown":
            topics += residents_topics(after.area)
        drafts = [Draft(GONE, after.id, after.area, topics, gone)]
    elif after.state == "shown":
        seen: PostState | None = was if was == "shown" else None
        drafts += [
            _post([public_topic(after.area)], PostChanged(seen, after.view("public"))),
            _post([neighbours_topic(after.area)], PostChanged(seen, after.view("neighbours"))),
        ]
    elif was == "shown":
        gone = PostGone(after.id, after.area, after.version, False)
        drafts.append(Draft(GONE, after.id, after.area, residents_topics(after.area), gone))
    await append_many(tx, after.path[0], drafts)


async def comment_changed(tx: Connection, was: PostState | None, after: Comment, post: Row) -> None:
    """The same of a comment. Under a post that residents do not see, they hear of no comment either."""
    open_ = post.state == "shown"
    if after.state == "deleted":
        topics = [*staff_topics(post.path), own_topic(after.author)]
        if was == "shown" and open_:
            topics += residents_topics(post.area)
        gone = CommentGone(after.id, after.post, after.version, True)
        await append_many(tx, post.path[0], [Draft(COMMENT_GONE, after.id, post.area, topics, gone)])
        return
    drafts = [
        _comment(post, staff_topics(post.path), CommentChanged(after.view("staff"))),
        _comment(post, [own_topic(after.author)], CommentChanged(after.view("own"))),
    ]
    if after.state == "shown" and open_:
        drafts += [
            _comment(post, [public_topic(post.area)], CommentChanged(after.view("public"))),
            _comment(post, [neighbours_topic(post.area)], CommentChanged(after.view("neighbours"))),
        ]
    elif was == "shown" and open_:
        gone = CommentGone(after.id, after.post, after.version, False)
        drafts.append(Draft(COMMENT_GONE, after.id, post.area, residents_topics(post.area), gone))
    await append_many(tx, post.path[0], drafts)


async def stepped(tx: Connection, post: Row, step: PostStep) -> None:
    view = post.view("public")
    assert view.ticket is not None
    told = PostStepped(post.id, post.area, post.version, view.ticket, step)
    topics = [*staff_topics(post.path), own_topic(post.author)]
    if post.state == "shown":
        topics += residents_topics(post.area)
    await append_many(tx, post.path[0], [Draft(STEP, post.id, post.area, topics, told, ("/step/text",))])


async def liked(tx: Connection, post: Row, account: UUID, *, likes: bool) -> None:
    told = PostLiked(post.id, likes)
    await append_many(tx, post.path[0], [Draft(LIKED, post.id, post.area, [own_topic(account)], told)])


def counted(post: Row) -> Draft:
    told = PostCounted(post.id, post.area, post.likes, post.comments)
    topics = [*staff_topics(post.path), own_topic(post.author)]
    if post.state == "shown":
        topics += residents_topics(post.area)
    return Draft(COUNTED, post.id, post.area, topics, told)


def tell(account: UUID, area: UUID, told: FeedTold) -> Draft:
    return Draft(TOLD, told.post, area, [own_topic(account)], told, ("/by", "/text"))


def _post(topics: Sequence[str], changed: PostChanged) -> Draft:
    return Draft(POST, changed.post.id, changed.post.area, topics, changed, MARKED_POST)


def _comment(post: Row, topics: Sequence[str], changed: CommentChanged) -> Draft:
    return Draft(COMMENT, changed.comment.id, post.area, topics, changed, MARKED_COMMENT)
