"""The feed over HTTP. No rules here: routes take apart and hand on."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.accounts.types import NeighbourName
from hub.dependencies import Asked, Counting, Db, Sealing, SignedIn, TheSettings
from hub.feed import actions, reading, tickets
from hub.feed.types import (
    AnswerPost,
    FeedPage,
    FeedRule,
    FeedStanding,
    Liked,
    MentionableList,
    Post,
    PostComment,
    PostDetail,
    PostToTicket,
    SetFeedRule,
    TicketPost,
    TopicCounts,
    WriteComment,
    WritePost,
)
from hub.rates import Limit as Ceiling

LOOKS = Ceiling("feed.mention", 60, 60)
"""Of an account in a minute: as fast as one types, and no list of who lives there."""
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Words = Annotated[str | None, QueryParameter(max_length=50)]


class PostController(Controller):
    path = "/api/posts"
    tags = ("feed",)

    @post()
    async def write(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, data: JSONBody[WritePost]
    ) -> Post:
        """Writes a post. One that is held says so in its `state`: staff look first."""
        return await actions.write(db, sealer, principal, asked, data)

    @get()
    async def timeline(
        self, db: Db, principal: SignedIn, settings: TheSettings, area: FromQuery[UUID], topic: Words = None,
        q: Words = None, after: Words = None, limit: Limit = 20,
    ) -> FeedPage:  # fmt: skip
        """A page of an area's posts, the newest first; of one topic; or with some words."""
        return await reading.timeline(
            db, principal, settings, area, topic=topic, words=q, after=after, limit=limit
        )

    @get("/mine")
    async def mine(
        self, db: Db, principal: SignedIn, settings: TheSettings, after: Words = None, limit: Limit = 20
    ) -> FeedPage:
        """What the reader wrote, also what is held or hidden."""
        return await reading.mine(db, principal, settings, after, limit)

    @get("/unanswered")
    async def unanswered(
        self, db: Db, principal: SignedIn, settings: TheSettings, area: FromQuery[UUID | None] = None,
        after: Words = None, limit: Limit = 50,
    ) -> FeedPage:  # fmt: skip
        """For staff: what speaks to the community and is not answered, the most urgent first."""
        return await reading.for_staff(
            db, principal, settings, unanswered=True, area=area, after=after, limit=limit
        )

    @get("/watched")
    async def watched(
        self, db: Db, principal: SignedIn, settings: TheSettings, area: FromQuery[UUID | None] = None,
        after: Words = None, limit: Limit = 50,
    ) -> FeedPage:  # fmt: skip
        """For staff: all posts of their areas, whatever their state, the newest first."""
        return await reading.for_staff(
            db, principal, settings, unanswered=False, area=area, after=after, limit=limit
        )

    @get("/{identity:uuid}")
    async def detail(
        self, db: Db, principal: SignedIn, settings: TheSettings, identity: FromPath[UUID]
    ) -> PostDetail:
        """One post with comments, the steps of its ticket, and what the reader may do."""
        return await reading.detail(db, principal, settings, identity)

    @delete("/{identity:uuid}", status_code=200)
    async def remove(self, db: Db, principal: SignedIn, asked: Asked, identity: FromPath[UUID]) -> Post:
        """The reader's own post is gone, for everybody."""
        return await actions.delete(db, principal, asked, identity)

    @put("/{identity:uuid}/like")
    async def like(self, db: Db, principal: SignedIn, asked: Asked, identity: FromPath[UUID]) -> Liked:
        """Likes it."""
        return await actions.like(db, principal, asked, identity, likes=True)

    @delete("/{identity:uuid}/like", status_code=200)
    async def unlike(self, db: Db, principal: SignedIn, asked: Asked, identity: FromPath[UUID]) -> Liked:
        """Likes it no longer."""
        return await actions.like(db, principal, asked, identity, likes=False)

    @post("/{identity:uuid}/comments")
    async def comment(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, identity: FromPath[UUID],
        data: JSONBody[WriteComment],
    ) -> PostComment:  # fmt: skip
        """Writes under it; one that is held says so in its `state`."""
        return await actions.comment(db, sealer, principal, asked, identity, data)

    @post("/{identity:uuid}/ask", status_code=200)
    async def ask(self, db: Db, principal: SignedIn, asked: Asked, identity: FromPath[UUID]) -> Post:
        """It speaks to the community, which answers; said by its author or a desk."""
        return await actions.ask_community(db, principal, asked, identity)

    @post("/{identity:uuid}/answers")
    async def answer(
        self, db: Db, sealer: Sealing, principal: SignedIn, asked: Asked, identity: FromPath[UUID],
        data: JSONBody[AnswerPost],
    ) -> PostComment:  # fmt: skip
        """The community answers."""
        return await actions.answer(db, sealer, principal, asked, identity, data)

    @post("/{identity:uuid}/ticket", status_code=200)
    async def to_ticket(
        self, db: Db, principal: SignedIn, asked: Asked, identity: FromPath[UUID], data: JSONBody[PostToTicket]
    ) -> Post:  # fmt: skip
        """Makes a ticket of it."""
        return await tickets.to_ticket(db, principal, asked, identity, data)


class FeedController(Controller):
    path = "/api"
    tags = ("feed",)

    @get("/feed")
    async def standing(self, db: Db, principal: SignedIn) -> FeedStanding:
        """Whose posts the reader reads, on which topics, and how she is called there."""
        return await reading.standing(db, principal)

    @put("/feed/name")
    async def name(
        self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[NeighbourName]
    ) -> NeighbourName:
        """How the reader is called by neighbours from now on."""
        return await actions.set_name(db, principal, asked, data)

    @get("/feed/{area:uuid}/topics")
    async def topics(self, db: Db, principal: SignedIn, area: FromPath[UUID]) -> TopicCounts:
        """What people of an area write about, by how often in 30 days."""
        return await reading.topics(db, principal, area)

    @get("/feed/{area:uuid}/mentionable")
    async def mentionable(
        self,
        db: Db,
        rates: Counting,
        principal: SignedIn,
        area: FromPath[UUID],
        q: Words = None,
    ) -> MentionableList:
        """Whom the reader may mention there, by letters of the name she may know; without: who wrote lately."""
        await rates.check(LOOKS, str(principal.account))
        return await reading.mentionable(db, principal, area, (q or "").strip())

    @get("/feed/{area:uuid}/rule")
    async def rule(self, db: Db, principal: SignedIn, area: FromPath[UUID]) -> FeedRule:
        """How soon posts to the community of an area are answered."""
        return await reading.rule(db, principal, area)

    @put("/feed/{area:uuid}/rule")
    async def set_rule(
        self, db: Db, principal: SignedIn, asked: Asked, area: FromPath[UUID], data: JSONBody[SetFeedRule]
    ) -> FeedRule:
        """How soon they are answered, for what is written from now on; the nearest area's word holds."""
        return await actions.set_rule(db, principal, asked, area, data)

    @delete("/comments/{identity:uuid}", status_code=200)
    async def remove_comment(
        self, db: Db, principal: SignedIn, asked: Asked, identity: FromPath[UUID]
    ) -> PostComment:
        """The reader's own comment is gone, for everybody."""
        return await actions.delete_comment(db, principal, asked, identity)

    @get("/tickets/{ticket:uuid}/post")
    async def of_ticket(self, db: Db, principal: SignedIn, ticket: FromPath[UUID]) -> TicketPost:
        """The post a ticket came from."""
        return await reading.of_ticket(db, principal, ticket)
