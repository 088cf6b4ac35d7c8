"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple, TypeAlias
from uuid import UUID

import asyncpg

from hub.accounts.types import Badge, Neighbour
from hub.cursors import Place
from hub.db import Connection, load_queries
from hub.feed.types import (
    Post,
    PostAnswer,
    PostAuthor,
    PostComment,
    PostState,
    PostStep,
    PostThanks,
    PostTicket,
    TopicCount,
    WriteComment,
)
from hub.tickets.types import State as TicketState

q = load_queries(__file__)

Audience: TypeAlias = Literal["public", "neighbours", "staff", "own"]
"""Whom a view is for. Staff and the author herself read the name that neighbours read."""

OLDEST: Place = datetime(1970, 1, 1, tzinfo=UTC), UUID(int=0)


class Row(NamedTuple):
    """A post with both of its names."""

    id: UUID
    version: int
    area: UUID
    path: tuple[UUID, ...]
    author: UUID
    name: str
    neighbour_name: str
    verified: bool
    badges: tuple[Badge, ...]
    text: str
    photos: tuple[UUID, ...]
    topics: tuple[str, ...]
    place: UUID | None
    place_text: str
    state: PostState
    reason: str | None
    likes: int
    comments: int
    answer_by: datetime | None
    answer: PostAnswer | None
    ticket: PostTicket | None
    shown_at: datetime | None
    created_at: datetime
    thanks: PostThanks | None

    def view(self, audience: Audience) -> Post:
        """The post as one audience may read it: why it is hidden is for its author and staff."""
        inside = audience in ("staff", "own")
        name = self.name if audience == "public" else self.neighbour_name
        return Post(
            id=self.id, version=self.version, area=self.area, path=self.path,
            author=PostAuthor(self.author, name, self.verified, self.badges), text=self.text, photos=self.photos,
            topics=self.topics, place=self.place, place_text=self.place_text, state=self.state,
            reason=self.reason if inside else None, likes=self.likes, comments=self.comments,
            answer_by=self.answer_by, answer=self.answer, ticket=self.ticket, shown_at=self.shown_at,
            created_at=self.created_at, thanks=self.thanks,
        )  # fmt: skip


class Comment(NamedTuple):
    """A comment with both of its names."""

    id: UUID
    version: int
    post: UUID
    parent: UUID | None
    author: UUID
    name: str
    neighbour_name: str
    verified: bool
    badges: tuple[Badge, ...]
    to_name: str
    unit: str | None
    text: str
    state: PostState
    reason: str | None
    created_at: datetime
    reply_to: UUID | None

    def view(self, audience: Audience) -> PostComment:
        inside = audience in ("staff", "own")
        name = self.name if audience == "public" else self.neighbour_name
        return PostComment(
            id=self.id, version=self.version, post=self.post, parent=self.parent,
            author=PostAuthor(self.author, name, self.verified, self.badges), to_name=self.to_name, unit=self.unit,
            text=self.text, state=self.state, reason=self.reason if inside else None, created_at=self.created_at,
        )  # fmt: skip


def _row(row: asyncpg.Record) -> Row:
    answer = ticket = thanks = None
    if row["thanks_about"] is not None:
        thanks = PostThanks(row["thanks_about"], row["thanks_to"], row["thanks_title"])
    if row["answered_at"] is not None:
        answer = PostAnswer(row["answered_at"], row["answered_unit"], row["answered_name"])
    if row["ticket"] is not None:
        ticket = PostTicket(row["ticket"], row["ticket_number"], row["ticket_state"])
    return Row(
        id=row["id"], version=row["version"], area=row["area"], path=tuple(row["path"]), author=row["author"],
        name=row["name"], neighbour_name=row["neighbour_name"], verified=row["verified"], badges=tuple(row["badges"]),
        text=row["text"], photos=tuple(row["photos"]), topics=tuple(row["topics"]), place=row["place"],
        place_text=row["place_text"], state=row["state"], reason=row["reason"], likes=row["likes"],
        comments=row["comments"], answer_by=row["answer_by"], answer=answer, ticket=ticket, shown_at=row["shown_at"],
        created_at=row["created_at"], thanks=thanks,
    )  # fmt: skip


def _comment(row: asyncpg.Record) -> Comment:
    return Comment(
        id=row["id"], version=row["version"], post=row["post"], parent=row["parent"], author=row["author"],
        name=row["name"], neighbour_name=row["neighbour_name"], verified=row["verified"], badges=tuple(row["badges"]),
        to_name=row["to_name"], unit=row["unit"], text=row["text"], state=row["state"], reason=row["reason"],
        created_at=row["created_at"], reply_to=row["reply_to"],
    )  # fmt: skip


async def add(
    tx: Connection, district: UUID, by: Neighbour, *, area: UUID, path: Sequence[UUID], text: str,
    photos: Sequence[UUID], topics: Sequence[str], place: UUID | None, place_text: str, asks: bool, minutes: int,
    mentions: Sequence[UUID] = (),
) -> UUID:  # fmt: skip
    """Stores a post, shown. `minutes`: to answer, where no rule says so."""
    identity: UUID = await tx.fetchval(
        q.add, district, list(path), minutes, area, by.account, by.name, by.neighbour_name, by.verified,
        list(by.badges), text, list(photos), list(topics), place, place_text, asks,
        list(mentions),
    )  # fmt: skip
    return identity


async def thank(tx: Connection, post: UUID, thanks: PostThanks) -> None:
    """Says what a post thanks for."""
    await tx.execute(q.thank, post, thanks.about, thanks.to, thanks.title)


async def hold(tx: Connection, post: UUID) -> None:
    await tx.execute(q.hold, post)


async def ask(tx: Connection, post: UUID, minutes: int) -> None:
    await tx.execute(q.ask, post, minutes)


async def lock(tx: Connection, district: UUID, post: UUID) -> Row | None:
    """The post, its row taken; None when there is none that is not deleted."""
    if await tx.fetchval(q.lock, district, post) is None:
        return None
    return await one(tx, district, post)


async def one(connection: Connection, district: UUID, post: UUID) -> Row | None:
    row = await connection.fetchrow(q.post, district, post)
    return _row(row) if row else None


async def known(connection: Connection, post: UUID) -> Row:
    [row] = await connection.fetch(q.posts, [post])
    return _row(row)


async def several(connection: Connection, posts: Sequence[UUID]) -> list[Row]:
    return [_row(row) for row in await connection.fetch(q.posts, list(posts))]


async def past_posts(connection: Connection, district: UUID, days: int, limit: int) -> list[str]:
    return [row["text"] for row in await connection.fetch(q.past_posts, district, days, limit)]


async def past_comments(connection: Connection, district: UUID, days: int, limit: int) -> list[str]:
    return [row["text"] for row in await connection.fetch(q.past_comments, district, days, limit)]


async def set_state(tx: Connection, post: UUID, state: PostState, reason: str | None = None) -> None:
    """Moves a post, and in or out of its topics."""
    await tx.execute(q.set_state, post, state, reason)
    await tx.execute(q.file_topics if state == "shown" else q.unfile_topics, post)


async def file_topics(tx: Connection, post: UUID) -> None:
    await tx.execute(q.file_topics, post)


async def erase(tx: Connection, post: UUID) -> None:
    await tx.execute(q.unfile_topics, post)
    await tx.execute(q.erase, post)


async def answered(tx: Connection, post: UUID, unit: str, name: str) -> None:
    await tx.execute(q.answered, post, unit, name)


async def became(tx: Connection, post: UUID, ticket: PostTicket) -> None:
    await tx.execute(q.became, post, ticket.id, ticket.number, ticket.state)


async def lock_of_ticket(tx: Connection, ticket: UUID) -> UUID | None:
    found: UUID | None = await tx.fetchval(q.lock_of_ticket, ticket)
    return found


async def of_ticket(connection: Connection, district: UUID, ticket: UUID) -> Row | None:
    row = await connection.fetchrow(q.of_ticket, district, ticket)
    return _row(row) if row else None


async def ticket_moved(tx: Connection, post: UUID, state: TicketState) -> None:
    await tx.execute(q.ticket_moved, post, state)


async def add_step(tx: Connection, post: UUID, step: PostStep) -> None:
    await tx.execute(q.add_step, post, step.kind, step.unit, step.text, step.at)


async def steps(connection: Connection, post: UUID) -> list[PostStep]:
    return [PostStep(**row) for row in await connection.fetch(q.steps, post)]


async def timeline(connection: Connection, area: UUID, after: Place, limit: int) -> list[Row]:
    return [_row(row) for row in await connection.fetch(q.timeline, area, *after, limit)]


async def by_topic(connection: Connection, area: UUID, topic: str, after: Place, limit: int) -> list[Row]:
    return [_row(row) for row in await connection.fetch(q.by_topic, area, *after, limit, topic)]


async def mine(connection: Connection, author: UUID, after: Place, limit: int) -> list[Row]:
    return [_row(row) for row in await connection.fetch(q.mine, author, *after, limit)]


async def search(
    connection: Connection, area: UUID, words: Sequence[str], after: Place, limit: int
) -> list[Row]:
    """`words`: each of two letters or more, in lower case; a post has them all."""
    like = [word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in words]
    like = [f"%{word}%" for word in like]
    rows = await connection.fetch(q.search_newest, area, *after, limit, like)
    if len(rows) < limit:  # a rare word: few posts have it, and their pairs of letters find them all
        rows = await connection.fetch(q.search, area, *after, limit, list(words), like)
    return [_row(row) for row in rows]


async def unanswered(
    connection: Connection, district: UUID, areas: Sequence[UUID], after: Place, limit: int
) -> list[Row]:
    rows = await connection.fetch(q.unanswered, district, *after, limit, list(areas))
    return [_row(row) for row in rows]


async def watched(
    connection: Connection, district: UUID, areas: Sequence[UUID], after: Place, limit: int
) -> list[Row]:
    return [_row(row) for row in await connection.fetch(q.watched, district, *after, limit, list(areas))]


async def liked_of(connection: Connection, account: UUID, posts: Iterable[UUID]) -> set[UUID]:
    return {row["post"] for row in await connection.fetch(q.liked_of, account, list(posts))}


async def like(tx: Connection, post: UUID, account: UUID, *, likes: bool) -> bool:
    """Whether that is new."""
    return await tx.fetchval(q.like if likes else q.unlike, post, account) is not None


async def recount(tx: Connection, post: Row) -> None:
    """Has likes and comments counted and told soon."""
    await tx.execute(q.recount, post.id, post.path[0])


async def due_recounts(connection: Connection, district: UUID) -> list[UUID]:
    return [row["post"] for row in await connection.fetch(q.due_recounts, district)]


async def counted(tx: Connection, posts: Sequence[UUID]) -> dict[UUID, int]:
    """Counts posts whose rows nobody else has; those with other counts than before, with the likes that were."""
    ours = [row["id"] for row in await tx.fetch(q.lock_recounts, list(posts))]
    await tx.execute(q.take_recounts, ours)
    return {row["id"]: row["likes_before"] for row in await tx.fetch(q.count, ours)}


async def add_comment(
    tx: Connection, post: Row, by: Neighbour, given: WriteComment, text: str, *, parent: UUID | None, to_name: str,
    unit: str | None, mentions: Sequence[UUID] = (), reply_to: UUID | None = None,
) -> UUID:  # fmt: skip
    identity: UUID = await tx.fetchval(
        q.add_comment, post.path[0], post.id, parent, by.account, by.name, by.neighbour_name, by.verified,
        list(by.badges), to_name, unit, text, list(mentions), reply_to,
    )  # fmt: skip
    return identity


async def hold_comment(tx: Connection, comment: UUID) -> None:
    await tx.execute(q.hold_comment, comment)


async def comment(connection: Connection, district: UUID, identity: UUID) -> Comment | None:
    row = await connection.fetchrow(q.comment, district, identity)
    return _comment(row) if row else None


async def any_comment(connection: Connection, identity: UUID) -> Comment | None:
    row = await connection.fetchrow(q.any_comment, identity)
    return _comment(row) if row else None


async def set_comment_state(
    tx: Connection, comment: UUID, state: PostState, reason: str | None = None
) -> None:
    await tx.execute(q.set_comment_state, comment, state, reason)


async def erase_comment(tx: Connection, comment: UUID) -> None:
    await tx.execute(q.erase_comment, comment)


async def comments(connection: Connection, post: UUID) -> list[Comment]:
    return [_comment(row) for row in await connection.fetch(q.comments, post)]


async def topic_counts(connection: Connection, area: UUID) -> list[TopicCount]:
    rows = await connection.fetch(q.topic_counts, area)
    return [TopicCount(row["topic"], row["posts"]) for row in rows]


async def writers(connection: Connection, area: UUID) -> list[UUID]:
    return [row["author"] for row in await connection.fetch(q.writers, area)]


async def belongs(
    connection: Connection, accounts: Sequence[UUID], area: UUID, roles: Sequence[str]
) -> tuple[set[UUID], set[UUID]]:
    """Which of some accounts live in an area, and which look after it in one of these roles."""
    rows = await connection.fetch(q.belongs, list(accounts), area, list(roles))
    return {row["id"] for row in rows if row["lives"]}, {row["id"] for row in rows if row["serves"]}


async def tell_post(tx: Connection, post: UUID) -> list[UUID] | None:
    """Whom it mentions, the first time this is asked; None afterwards."""
    mentions: list[UUID] | None = await tx.fetchval(q.tell_post, post)
    return mentions


async def tell_comment(tx: Connection, comment: UUID) -> list[UUID] | None:
    mentions: list[UUID] | None = await tx.fetchval(q.tell_comment, comment)
    return mentions


async def rule(connection: Connection, path: Sequence[UUID]) -> int | None:
    minutes: int | None = await connection.fetchval(q.rule, list(path))
    return minutes


async def set_rule(tx: Connection, area: UUID, minutes: int, by: UUID) -> None:
    await tx.execute(q.set_rule, area, minutes, by)


async def rename(tx: Connection, author: UUID, name: str) -> list[UUID]:
    """Posts of an author that carried another name to neighbours."""
    return [row["id"] for row in await tx.fetch(q.rename, author, name)]


async def rename_comments(tx: Connection, author: UUID, name: str) -> list[Comment]:
    return [_comment(row) for row in await tx.fetch(q.rename_comments, author, name)]


async def age(tx: Connection, post: UUID, ago: timedelta, likes: int, comments: int) -> None:
    await tx.execute(q.age, post, ago, likes, comments)
