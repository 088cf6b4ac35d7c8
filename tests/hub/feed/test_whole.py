"""Old state + events = fresh fetch, over every command of the feed together.

Random people write, answer, like, delete; moderation hides and shows again; tickets move. After each change everybody
applies the events of her topics and must hold what a fresh fetch gives: each timeline, what nobody answered, one's own,
and every post's page.
"""

import random
from typing import Any
from uuid import UUID

import msgspec
import pytest

import hub.app  # noqa: F401  # puts the rooms together
from hub.accounts.types import NeighbourName, Principal
from hub.errors import DomainError
from hub.feed import actions, reading, tickets
from hub.feed.counts import Counts
from hub.feed.events import (
    CommentChanged,
    CommentGone,
    PostChanged,
    PostCounted,
    PostGone,
    PostLiked,
    PostStepped,
)
from hub.feed.moderated import Comments, Posts
from hub.feed.types import AnswerPost, Post, PostComment, PostStep, PostToTicket, WriteComment, WritePost
from hub.tickets import actions as ticket_actions
from hub.tickets.types import Acknowledge, Start
from tests.hub.feed.conftest import Square
from tests.support import ask

STEPS = 80
KINDS: dict[str, type[Any]] = {
    "post.changed": PostChanged, "post.gone": PostGone, "post.counted": PostCounted, "post.step": PostStepped,
    "post.liked": PostLiked, "comment.changed": CommentChanged, "comment.gone": CommentGone,
}  # fmt: skip


class Reader:
    """What somebody's page holds: posts by id, comments and steps of each, what she likes."""

    def __init__(self, who: Principal, *topics: str) -> None:
        self.who, self.topics = who, {*topics, f"own/{who.account}"}
        self.posts: dict[UUID, Post] = {}
        self.comments: dict[UUID, PostComment] = {}
        self.steps: dict[UUID, list[PostStep]] = {}
        self.liked: set[UUID] = set()
        self.stale: set[UUID] = set()
        """Posts that came anew: their pages are fetched, as a phone does that opens one."""

    def apply(self, told: Any, own: bool) -> None:
        match told:
            case PostChanged(post=post):
                if told.was is None and post.id not in self.posts:
                    self.stale.add(post.id)
                known = self.posts.get(post.id)
                # Her own form of it says more, and comes on her own topic.
                mine = post.author.id == self.who.account
                if mine == own and (known is None or post.version >= known.version):
                    self.posts[post.id] = post
            case PostGone():
                mine = told.post in self.posts and self.posts[told.post].author.id == self.who.account
                if told.deleted or not mine:
                    self.posts.pop(told.post, None)
            case PostCounted() if told.post in self.posts:
                self.posts[told.post] = msgspec.structs.replace(
                    self.posts[told.post], likes=told.likes, comments=told.comments
                )
            case PostStepped() if told.post in self.posts:
                if told.version > self.posts[told.post].version or told.step not in self.steps.get(
                    told.post, []
                ):
                    self.steps.setdefault(told.post, []).append(told.step)
                    self.posts[told.post] = msgspec.structs.replace(
                        self.posts[told.post], ticket=told.ticket, version=told.version
                    )
            case PostLiked():
                (self.liked.add if told.liked else self.liked.discard)(told.post)
            case CommentChanged(comment=comment):
                mine = comment.author.id == self.who.account
                if mine == own:
                    self.comments[comment.id] = comment
            case CommentGone():
                found = self.comments.get(told.comment)
                if found is not None and (told.deleted or found.author.id != self.who.account):
                    del self.comments[told.comment]


class Town:
    """All who act and all who listen."""

    def __init__(self, square: Square, chance: random.Random) -> None:
        self.square, self.chance, self.seen = square, chance, 0
        place = square.place
        area, estate = place.community, place.estate
        self.readers = [
            Reader(square.an, f"neighbours/{area}/feed", f"neighbours/{estate}/feed"),
            Reader(square.wei, f"public/{area}/feed", f"public/{estate}/feed"),
            Reader(square.clerk, f"staff/{area}/feed"),
            Reader(square.street, f"staff/{place.street}/feed"),
        ]
        self.done: list[str] = []

    async def act(self) -> None:
        square, chance = self.square, self.chance
        db, who = square.db, chance.choice([square.an, square.luo, square.wei])
        rows = await square.owner.fetch("SELECT id, author, ticket FROM posts WHERE state <> 'deleted'")
        said = await square.owner.fetch("SELECT id, author, post FROM comments WHERE state <> 'deleted'")
        post = chance.choice(rows) if rows else None
        comment = chance.choice(said) if said else None
        step = chance.choice(
            ["write", "write", "comment", "comment", "comment", "like", "unlike", "answer", "ask", "ticket", "move",
             "delete", "delete_comment", "hide", "restore", "hide_comment", "restore_comment", "count", "name"]
        )  # fmt: skip
        match step:
            case "write":
                given = WritePost(
                    area=chance.choice([square.place.community, square.place.estate]), text="楼道 #灯#",
                    to_community=chance.random() < 0.5,
                )  # fmt: skip
                await actions.write(db, square.sealer, who, ask(who), given)
            case "comment" if post:
                parent = comment["id"] if comment and comment["post"] == post["id"] else None
                given_comment = WriteComment(text="看到了", parent=parent)
                await actions.comment(db, square.sealer, who, ask(who), post["id"], given_comment)
            case "like" | "unlike" if post:
                await actions.like(db, who, ask(who), post["id"], likes=step == "like")
            case "answer" if post:
                staff = chance.choice([square.clerk, square.street])
                await actions.answer(
                    db, square.sealer, staff, ask(staff), post["id"], AnswerPost(text="就来")
                )
            case "ask" if post:
                await actions.ask_community(db, square.clerk, ask(square.clerk), post["id"])
            case "ticket" if post:
                wanted = PostToTicket(category="drain_blocked")
                await tickets.to_ticket(db, square.clerk, ask(square.clerk), post["id"], wanted)
            case "move" if post and post["ticket"]:
                clerk = square.clerk
                await ticket_actions.acknowledge(db, clerk, ask(clerk), post["ticket"], Acknowledge())
                await ticket_actions.start(db, clerk, ask(clerk), post["ticket"], Start())
            case "delete" if post and chance.random() < 0.4:
                author = next(
                    one for one in (square.an, square.luo, square.wei) if one.account == post["author"]
                )
                await actions.delete(db, author, ask(author), post["id"])
            case "delete_comment" if comment:
                await actions.delete_comment(db, who, ask(who), comment["id"])
            case "name":
                chosen = NeighbourName(
                    display_name=chance.choice(["", "阿猫"]), real_name=chance.random() < 0.5
                )
                await actions.set_name(db, who, ask(who), chosen)
            case "count":
                await square.owner.execute("UPDATE app_clock SET ahead = ahead + interval '2 seconds'")
                await Counts(db, square.place.district).look()
            case "hide" | "restore" if post:
                async with db.transaction() as tx:
                    await (
                        Posts(square.sealer).hide(tx, post["id"], "广告")
                        if step == "hide"
                        else Posts(square.sealer).restore(tx, post["id"])
                    )
            case "hide_comment" | "restore_comment" if comment:
                async with db.transaction() as tx:
                    hidden = step == "hide_comment"
                    await (
                        Comments(square.sealer).hide(tx, comment["id"], "广告")
                        if hidden
                        else Comments(square.sealer).restore(tx, comment["id"])
                    )
            case _:
                return
        self.done.append(step)

    async def hear(self) -> None:
        rows = await self.square.owner.fetch(
            "SELECT id, type, topics, text FROM events WHERE id > $1 ORDER BY id", self.seen
        )
        for row in rows:
            self.seen = row["id"]
            if row["type"] not in KINDS:
                continue
            told = msgspec.json.decode(row["text"], type=KINDS[row["type"]])
            for reader in self.readers:
                if reader.topics & set(row["topics"]):
                    reader.apply(told, f"own/{reader.who.account}" in row["topics"])
        for reader in self.readers:
            for post in reader.stale & reader.posts.keys():
                await self.open(reader, post)
            reader.stale.clear()

    async def open(self, reader: Reader, post: UUID) -> None:
        page = await reading.detail(self.square.db, reader.who, self.square.settings, post)
        reader.comments = {key: one for key, one in reader.comments.items() if one.post != post}
        reader.comments |= {one.id: one for one in page.comments}
        reader.steps[post] = list(page.steps)

    async def compare(self) -> None:
        square, place = self.square, self.square.place
        for reader in self.readers:
            held = reader.posts
            if reader.who.kind == "staff":
                found = await reading.for_staff(
                    square.db, reader.who, square.settings, unanswered=False, area=None, after=None, limit=100
                )
                alike(held, found.posts)
                waiting = await reading.for_staff(
                    square.db, reader.who, square.settings, unanswered=True, area=None, after=None, limit=100
                )
                alike(
                    {
                        one.id: one for one in held.values()
                        if one.state == "shown" and one.answer_by is not None and one.answer is None
                    },
                    waiting.posts,
                )  # fmt: skip
            else:
                for area in (place.community, place.estate):
                    page = await reading.timeline(
                        square.db,
                        reader.who,
                        square.settings,
                        area,
                        topic=None,
                        words=None,
                        after=None,
                        limit=100,
                    )
                    alike(
                        {k: one for k, one in held.items() if one.area == area and one.state == "shown"},
                        page.posts,
                    )
                    assert set(page.liked) == reader.liked & {one.id for one in page.posts}
                mine = await reading.mine(square.db, reader.who, square.settings, None, 100)
                alike({k: one for k, one in held.items() if one.author.id == reader.who.account}, mine.posts)
            for post in held:
                page_ = await reading.detail(square.db, reader.who, square.settings, post)
                under = [one for one in reader.comments.values() if one.post == post]
                assert sorted(under, key=lambda one: one.id) == page_.comments, reader.who.name
                assert reader.steps.get(post, []) == page_.steps


def alike(held: dict[UUID, Post], fetched: list[Post]) -> None:
    assert held.keys() == {one.id for one in fetched}
    for post in fetched:
        ours, theirs = msgspec.structs.asdict(held[post.id]), msgspec.structs.asdict(post)
        assert not {key: (ours[key], theirs[key]) for key in theirs if ours[key] != theirs[key]}


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_anybody_does_everybody_holds_what_she_would_fetch(square: Square, seed: int) -> None:
    town = Town(square, random.Random(seed))
    refused = 0
    for _ in range(STEPS):
        try:
            await town.act()
        except DomainError:
            refused += 1
        await town.hear()
        try:
            await town.compare()
        except AssertionError:
            print("seed", seed, "after", town.done[-3:])
            raise
    assert len(set(town.done)) > 9
    assert refused < STEPS // 2
