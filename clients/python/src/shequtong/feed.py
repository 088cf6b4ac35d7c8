"""What neighbours write (邻里圈): `client.feed`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shequtong.transport import Transport
from shequtong.types import Struct


class PostAuthor(Struct):
    """Who wrote. `verified`: her dwelling has been checked (真实邻居). `badges`: `party`, `volunteer`."""

    id: UUID
    name: str
    verified: bool
    badges: tuple[str, ...]


class PostAnswer(Struct):
    """When and by whom the community answered first."""

    at: datetime
    unit: str
    name: str


class PostTicket(Struct):
    """The ticket that a post became."""

    id: UUID
    number: int
    state: str


class PostStep(Struct):
    """What everybody may know of a step of that ticket."""

    kind: str
    unit: str
    text: str
    at: datetime


class PostThanks(Struct):
    """What a post thanks for. `to`: the organisation; empty: it was neighbours."""

    about: str
    to: str
    title: str


class Post(Struct):
    """`answer_by`: the community answers until then. `state`: `held` until staff have looked."""

    id: UUID
    version: int
    area: UUID
    author: PostAuthor
    text: str
    photos: tuple[UUID, ...]
    topics: tuple[str, ...]
    state: str
    likes: int
    comments: int
    answer_by: datetime | None
    answer: PostAnswer | None
    ticket: PostTicket | None
    created_at: datetime
    thanks: PostThanks | None = None


class PostComment(Struct):
    """`unit`: staff answer as this unit."""

    id: UUID
    post: UUID
    parent: UUID | None
    author: PostAuthor
    to_name: str
    unit: str | None
    text: str
    state: str


class PostDetail(Struct):
    post: Post
    liked: bool
    comments: list[PostComment]
    steps: list[PostStep]
    may: list[str]


class FeedPage(Struct):
    """A page of posts; `next` asks for the one after it."""

    posts: list[Post]
    next: str | None


class FeedArea(Struct):
    """An area whose posts one reads. `topic`: where what happens there is heard."""

    id: UUID
    level: str
    name: str
    topic: str


class FeedStanding(Struct):
    areas: list[FeedArea]


class PostChanged(Struct):
    """Data of `post.changed`."""

    post: Post


class PostCounted(Struct):
    """Data of `post.counted`."""

    post: UUID
    likes: int
    comments: int


class PostStepped(Struct):
    """Data of `post.step`."""

    post: UUID
    ticket: PostTicket
    step: PostStep


class CommentChanged(Struct):
    """Data of `comment.changed`."""

    comment: PostComment


class FeedTold(Struct):
    """Data of `feed.told`: `answered`, `commented`, `replied`, `mentioned`, `liked`."""

    kind: str
    post: UUID
    by: str = ""
    likes: int = 0


class _Liked(Struct):
    liked: bool


class Feed:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def standing(self) -> FeedStanding:
        """The areas whose posts one reads, and on which topics what happens there is heard."""
        return await self._transport.get("/api/feed", FeedStanding)

    async def posts(
        self, area: UUID, *, topic: str | None = None, q: str | None = None, after: str | None = None
    ) -> FeedPage:
        """A page of an area's posts, the newest first; of one topic; or with some words."""
        return await self._transport.get("/api/posts", FeedPage, area=area, topic=topic, q=q, after=after)

    async def unanswered(self, *, area: UUID | None = None) -> FeedPage:
        """For staff: what speaks to the community and is not answered, the most urgent first."""
        return await self._transport.get("/api/posts/unanswered", FeedPage, area=area)

    async def get(self, post: UUID) -> PostDetail:
        return await self._transport.get(f"/api/posts/{post}", PostDetail)

    async def write(
        self, area: UUID, text: str, *, photos: Sequence[UUID] = (), to_community: bool = False,
        place: UUID | None = None, place_text: str | None = None,
    ) -> Post:  # fmt: skip
        """A post to the people of a community or an estate."""
        body = {
            "area": area, "text": text, "photos": list(photos), "to_community": to_community, "place": place,
            "place_text": place_text,
        }  # fmt: skip
        return await self._transport.command("/api/posts", body, Post)

    async def comment(self, post: UUID, text: str, *, parent: UUID | None = None) -> PostComment:
        body = {"text": text, "parent": parent}
        return await self._transport.command(f"/api/posts/{post}/comments", body, PostComment)

    async def like(self, post: UUID) -> bool:
        return (await self._transport.command(f"/api/posts/{post}/like", {}, _Liked, method="PUT")).liked

    async def answer(self, post: UUID, text: str) -> PostComment:
        """For staff: the community's answer."""
        return await self._transport.command(f"/api/posts/{post}/answers", {"text": text}, PostComment)

    async def to_ticket(self, post: UUID, category: str) -> Post:
        """For staff: makes a ticket of it."""
        return await self._transport.command(f"/api/posts/{post}/ticket", {"category": category}, Post)

    async def delete(self, post: UUID) -> Post:
        """One's own post is gone."""
        return await self._transport.command(f"/api/posts/{post}", {}, Post, method="DELETE")
