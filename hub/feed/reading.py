"""What people read: timelines, one post with everything, where they stand."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from hub import cursors
from hub.accounts import neighbours
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.cursors import NEWEST, Place
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.feed import events, policy, store
from hub.feed.standing import ANSWER_MINUTES, LEVELS
from hub.feed.store import OLDEST, Audience, Row
from hub.feed.types import (
    FeedArea,
    FeedPage,
    FeedRule,
    FeedStanding,
    Mentionable,
    MentionableList,
    Post,
    PostDetail,
    TicketPost,
    TopicCounts,
)
from hub.feed.words import search_words
from hub.media import actions as media
from hub.media.links import view as photo_view
from hub.settings import Settings
from hub.tickets import actions as tickets

MENTIONABLE = 8
"""Of a page that stands over a keyboard."""
May = Literal["like", "comment", "delete", "ask", "answer", "ticket"]


async def standing(db: Database, principal: Principal) -> FeedStanding:
    """The areas whose posts somebody reads: for a resident where she lives, estates first."""
    async with db.connection() as connection:
        name = await neighbours.chosen_name(connection, principal.account)
        if principal.kind == "staff":
            return FeedStanding(await _watched(connection, principal), name, None)
        homes = await neighbours.lives(connection, principal.account)
        checked: dict[UUID, bool] = {}
        for home in homes:
            for area in home.path:
                checked[area] = checked.get(area, False) or home.verified
        places = await areas.places_of(connection, checked)
        found = [
            FeedArea(
                area, place.level, place.names[-1], checked[area],
                events.neighbours_topic(area) if checked[area] else events.public_topic(area),
            )
            for area, place in places.items() if place.level in LEVELS
        ]  # fmt: skip
        found.sort(key=lambda one: (LEVELS.index(one.level), str(one.id)))
        shown = None
        if found:
            shown = (await neighbours.neighbours(connection, [principal.account], found[0].id))[
                principal.account
            ]
    return FeedStanding(found, name, shown)


async def _watched(connection: Connection, principal: Principal) -> list[FeedArea]:
    places = await areas.places_of(connection, policy.watched(principal))
    return [
        FeedArea(area, place.level, place.names[-1], False, events.staff_topic(area))
        for area, place in places.items()
    ]


async def timeline(
    db: Database, principal: Principal, settings: Settings, area: UUID, *, topic: str | None, words: str | None,
    after: str | None, limit: int,
) -> FeedPage:  # fmt: skip
    """A page of an area's posts: all, of a topic, or with some words.

    Raises:
        DomainError: `area.unknown` (also: one whose posts the principal does not read), `cursor.invalid`.
    """
    place = cursors.read(after, NEWEST)
    async with db.connection() as connection:
        path = (await areas.place(connection, area, principal.district)).ids
        stands = await policy.relation(connection, principal, path, area)
        if not stands.sees:
            raise DomainError("area.unknown")
        if words is not None:
            looked = search_words(words)
            rows = await store.search(connection, area, looked, place, limit + 1) if looked else []
        elif topic is not None:
            rows = await store.by_topic(connection, area, topic, place, limit + 1)
        else:
            rows = await store.timeline(connection, area, place, limit + 1)
        return await _page(connection, principal, settings, rows, limit, stands, "shown")


async def mine(
    db: Database, principal: Principal, settings: Settings, after: str | None, limit: int
) -> FeedPage:
    """What the principal wrote, also what is held or hidden."""
    place = cursors.read(after, NEWEST)
    async with db.connection() as connection:
        rows = await store.mine(connection, principal.account, place, limit + 1)
        return await _page(connection, principal, settings, rows, limit, None, "created")


async def for_staff(
    db: Database, principal: Principal, settings: Settings, *, unanswered: bool, area: UUID | None,
    after: str | None, limit: int,
) -> FeedPage:  # fmt: skip
    """What staff see: all of their areas or of one of them, whatever its state, the newest first; or only what speaks
    to the community and is not answered, the most urgent first.

    Raises:
        DomainError: `area.unknown`, `feed.not_allowed` (not staff), `cursor.invalid`.
    """
    place = cursors.read(after, OLDEST if unanswered else NEWEST)
    within: Sequence[UUID] = policy.watched(principal)
    if principal.kind != "staff" or not within:
        raise DomainError("feed.not_allowed")
    async with db.connection() as connection:
        if area is not None:
            path = (await areas.place(connection, area, principal.district)).ids
            if not any(one in path for one in within):
                raise DomainError("area.unknown")
            within = [area]
        lister = store.unanswered if unanswered else store.watched
        rows = await lister(connection, principal.district, within, place, limit + 1)
        stands = policy.Relation(lives=False, verified=False, staff=True, desk=True)
        return await _page(
            connection, principal, settings, rows, limit, stands, "answer" if unanswered else "created"
        )


async def _page(
    connection: Connection, principal: Principal, settings: Settings, rows: list[Row], limit: int,
    stands: policy.Relation | None, order: Literal["shown", "created", "answer"],
) -> FeedPage:  # fmt: skip
    shown = rows[:limit]
    liked = await store.liked_of(connection, principal.account, [row.id for row in shown])
    infos = await media.photos_of(connection, [photo for row in shown for photo in row.photos])
    return FeedPage(
        posts=[row.view(_audience(principal, stands, row)) for row in shown],
        photos=[photo_view(settings, info) for info in infos],
        liked=[row.id for row in shown if row.id in liked],
        next=cursors.at(*_place(shown[-1], order)) if len(rows) > limit else None,
    )


def _audience(principal: Principal, stands: policy.Relation | None, row: Row) -> Audience:
    return "own" if stands is None else policy.audience(principal, stands, row)


def _place(row: Row, order: Literal["shown", "created", "answer"]) -> Place:
    moment = {"shown": row.shown_at, "created": row.created_at, "answer": row.answer_by}[order]
    assert moment is not None
    return moment, row.id


async def detail(db: Database, principal: Principal, settings: Settings, identity: UUID) -> PostDetail:
    """One post with its comments, the steps of its ticket, and what the reader may do.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        post = await store.one(connection, principal.district, identity)
        if post is None:
            raise DomainError("not_found")
        stands = await policy.relation(connection, principal, post.path, post.area)
        if not policy.may_read(principal, stands, post):
            raise DomainError("not_found")
        said = [
            one.view("own" if one.author == principal.account else stands.audience)
            for one in await store.comments(connection, identity)
            if one.state == "shown" or stands.staff or one.author == principal.account
        ]
        infos = await media.photos_of(connection, post.photos)
        liked = await store.liked_of(connection, principal.account, [identity])
        steps = await store.steps(connection, identity)
    may = _may(principal, stands, post)
    categories = await tickets.categories(db, principal.district) if "ticket" in may else []
    return PostDetail(
        post=post.view(policy.audience(principal, stands, post)),
        photos=[photo_view(settings, info) for info in infos], liked=bool(liked), comments=said, steps=steps, may=may,
        categories=categories,
    )  # fmt: skip


def _may(principal: Principal, stands: policy.Relation, post: Row) -> list[May]:
    mine = post.author == principal.account
    shown = post.state == "shown"
    offered: dict[May, bool] = {
        "like": stands.lives and shown,
        "comment": stands.lives and shown,
        "delete": mine,
        "ask": post.answer_by is None and (mine or stands.desk),
        "answer": stands.desk and shown,
        "ticket": stands.desk and shown and post.ticket is None,
    }
    return [action for action, is_offered in offered.items() if is_offered]


async def topics(db: Database, principal: Principal, area: UUID) -> TopicCounts:
    """What people of an area write about. Raises as `timeline`."""
    async with db.connection() as connection:
        await _readable(connection, principal, area)
        return TopicCounts(await store.topic_counts(connection, area))


async def mentionable(db: Database, principal: Principal, area: UUID, letters: str) -> MentionableList:
    """Whom the reader may mention in an area: those whose name, as she may know it, has these letters; staff first
    when their name or unit does. Without letters: staff, and who has written lately. Raises as `timeline`."""
    async with db.connection() as connection:
        stands = await _readable(connection, principal, area)
        audience = stands.audience
        staff = await neighbours.serving(connection, area, policy.ANSWERING)
        known: list[neighbours.Found]
        if letters:
            known = await neighbours.search(
                connection, area, letters, principal.account, MENTIONABLE, audience
            )
        else:
            wrote = (await store.writers(connection, area))[:MENTIONABLE]
            known = [
                neighbours.Found(
                    one.account,
                    one.name if audience == "public" else one.neighbour_name,
                    one.verified,
                    one.badges,
                )
                for one in (await neighbours.neighbours(connection, wrote, area)).values()
                if one.account != principal.account and one.verified
            ]
    found = [
        Mentionable(account, name, True, (), unit)
        for account, name, unit in staff
        if account != principal.account and (letters in name or letters in unit)
    ]
    found += [Mentionable(one.account, one.name, one.verified, one.badges) for one in known]
    return MentionableList(found[:MENTIONABLE])


async def of_ticket(db: Database, principal: Principal, ticket: UUID) -> TicketPost:
    """The post a ticket came from; none when the reader may not read it."""
    async with db.connection() as connection:
        post = await store.of_ticket(connection, principal.district, ticket)
        view: Post | None = None
        if post is not None:
            stands = await policy.relation(connection, principal, post.path, post.area)
            if policy.may_read(principal, stands, post):
                view = post.view(policy.audience(principal, stands, post))
    return TicketPost(view)


async def rule(db: Database, principal: Principal, area: UUID) -> FeedRule:
    """How soon posts of an area are answered. Raises as `timeline`."""
    async with db.connection() as connection:
        await _readable(connection, principal, area)
        path = (await areas.place(connection, area, principal.district)).ids
        return FeedRule(area, await store.rule(connection, path) or ANSWER_MINUTES)


async def _readable(connection: Connection, principal: Principal, area: UUID) -> policy.Relation:
    path = (await areas.place(connection, area, principal.district)).ids
    stands = await policy.relation(connection, principal, path, area)
    if not stands.sees:
        raise DomainError("area.unknown")
    return stands
