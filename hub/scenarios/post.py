"""A post among neighbours: it is answered, becomes a ticket, is fixed, and everybody sees that under the post.

| step | who | what |
|---|---|---|
| write | 安女士 | a picture, a few words, "请社区回复": her neighbour and the desk see it as she sends it |
| comment | 秦女士 | the same at hers; 安女士 is told |
| like | 秦女士 | counted a moment later |
| answer | community | by whom and when stands on the post, for everybody; it leaves the list of unanswered |
| ticket | community | one click: words, picture and reporter go along |
| dispatch, start, resolve | community, firm | each step appears under the post by itself |
| confirm | 安女士 | it is her ticket: she says that it is fixed |

Who hears is measured from the answer of the command to the frame on the neighbour's socket.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from shequtong import Client, Event
from shequtong.feed import CommentChanged, FeedTold, Post, PostChanged, PostCounted, PostStepped
from shequtong.types import Ticket

from hub.scenarios import pictures
from hub.scenarios.playing import Step, Story, acts_for, sits_over, staff
from hub.scenarios.stage import WITHIN, NotSeen, Person, by_phone, patiently

AUTHOR = ("19900000001", "安女士")
NEIGHBOUR = ("19900000005", "秦女士")
ESTATE, CATEGORY = "宝鼎金沙小区", "drain_blocked"
TEXT = "12栋楼下的下水道又冒水了，请社区看看 #下水道#"

STEPS = (
    Step("write", "发帖", "author", {}),
    Step("comment", "评论", "neighbour", {}),
    Step("like", "点赞", "neighbour", {}),
    Step("answer", "社区回复", "clerk", {}),
    Step("ticket", "转为工单", "clerk", {}),
    Step("dispatch", "派单", "clerk", {}),
    Step("start", "处理", "firm", {}),
    Step("resolve", "办结", "firm", {}),
    Step("confirm", "确认", "author", {}),
)
SHOWN = ("created", "dispatched", "started", "resolved", "confirmed")
"""What must stand under the post at the end."""


class PostStory(Story):
    """`post`: as the last step left it."""

    name, title, steps, width = "post", "发帖必响应 a post is answered", STEPS, 22
    closing = ""
    area: UUID
    estate: UUID
    firm: UUID
    post: Post

    async def gather(self, client: Callable[[], Awaitable[Client]]) -> str:
        author = await by_phone(await client(), *AUTHOR, WITHIN)
        neighbour = await by_phone(await client(), *NEIGHBOUR, WITHIN)
        estate = (await author.client.search_areas(ESTATE, level="estate", limit=1))[0]
        firms = [one.id for one in await author.client.organisations(estate.id) if one.kind == "property"]
        if not firms:
            raise NotSeen("没有物业 no firm serves the place")
        self.estate, self.firm = estate.id, firms[0]
        standing = await author.client.feed.standing()
        community = [one for one in standing.areas if one.level == "community"]
        if not community:
            raise NotSeen("作者没有住址 the author lives nowhere")
        self.area = community[0].id
        self.people = {
            "author": author,
            "neighbour": neighbour,
            "clerk": await staff(await client(), "community_clerk", sits_over(estate.path)),
            "firm": await staff(await client(), "property_dispatcher", acts_for(self.firm)),
        }
        return f"{author.name}、{neighbour.name} · {community[0].name}"

    def topics(self, person: Person) -> Sequence[str]:
        if person is self["clerk"]:
            return [*person.topics(), f"staff/{self.area}/feed"]
        if person.me.kind == "resident":
            return [*person.topics(), f"neighbours/{self.area}/feed"]
        return person.topics()

    async def command(self, step: Step) -> Ticket | None:
        match step.key:
            case "write":
                await self._write()
            case "comment":
                await self._comment()
            case "like":
                await self["neighbour"].client.feed.like(self.post.id)
                await self._reaches("post.counted", self._counted)
            case "answer":
                await self._answer()
            case "ticket":
                self.post = await self["clerk"].client.feed.to_ticket(self.post.id, CATEGORY)
                await self._step("created")
            case "dispatch":
                await self["clerk"].client.tickets.dispatch(self._ticket, organisation=self.firm)
                await self._step("dispatched")
            case "start":
                await self["firm"].client.tickets.start(self._ticket)
                await self._step("started")
            case "resolve":
                photo = await _photo(self["firm"], blocked=False)
                await self["firm"].client.tickets.resolve(self._ticket, "已疏通下水道。", photos=[photo])
                await self._step("resolved")
            case "confirm":
                await self["author"].client.tickets.confirm(self._ticket, satisfaction=5)
                await self._step("confirmed")
        return None

    async def look_back(self) -> None:
        """A neighbour who comes now finds the same: the answer, the ticket closed, each step; nothing waits."""
        detail = await self["neighbour"].client.feed.get(self.post.id)
        post, kinds = detail.post, [step.kind for step in detail.steps]
        if post.answer is None or post.ticket is None or post.ticket.state != "closed":
            raise NotSeen(f"{post.answer} {post.ticket}")
        if missing := [kind for kind in SHOWN if kind not in kinds]:
            raise NotSeen(f"{missing}: {kinds}")
        if (post.likes, detail.liked, len(detail.comments)) != (1, True, 2):
            raise NotSeen(f"{post.likes} {detail.liked} {len(detail.comments)}")
        found = await self["neighbour"].client.feed.posts(self.area, q="冒水 下水道")
        if post.id not in [one.id for one in found.posts]:
            raise NotSeen("搜索不到 not found by its words")
        if post.id in [one.id for one in (await self["clerk"].client.feed.unanswered()).posts]:
            raise NotSeen("还在待回复 still unanswered")

    @property
    def _ticket(self) -> UUID:
        assert self.post.ticket is not None
        return self.post.ticket.id

    async def _write(self) -> None:
        author = self["author"]
        photo = await _photo(author, blocked=True)
        self.post = await patiently(
            lambda: author.client.feed.write(
                self.area, TEXT, photos=[photo], to_community=True, place=self.estate, place_text="12栋楼下"
            )
        )
        if self.post.state != "shown":
            raise NotSeen(f"{self.post.state}")
        await self._reaches("post.changed", lambda event: event.read(PostChanged).post.id == self.post.id)
        waiting = (await self["clerk"].client.feed.unanswered()).posts
        if self.post.id not in [one.id for one in waiting]:
            raise NotSeen("不在待回复里 not among the unanswered")

    async def _comment(self) -> None:
        said = await self["neighbour"].client.feed.comment(self.post.id, "我们 3 单元也是，味道很大。")

        def told(event: Event) -> bool:
            heard = event.read(FeedTold)
            return heard.post == self.post.id and heard.kind == "commented"

        await self["author"].gets("feed.told", told, WITHIN)
        await self._reaches("comment.changed", lambda event: event.read(CommentChanged).comment.id == said.id)

    async def _answer(self) -> None:
        answer = await self["clerk"].client.feed.answer(self.post.id, "收到，今天安排物业来疏通。")

        def answered(event: Event) -> bool:
            post = event.read(PostChanged).post
            return post.id == self.post.id and post.answer is not None and post.answer.unit == answer.unit

        await self._reaches("post.changed", answered)

    async def _step(self, kind: str) -> None:
        def is_it(event: Event) -> bool:
            stepped = event.read(PostStepped)
            return stepped.post == self.post.id and stepped.step.kind == kind

        await self._reaches("post.step", is_it)

    def _counted(self, event: Event) -> bool:
        counted = event.read(PostCounted)
        return counted.post == self.post.id and counted.likes == 1

    async def _reaches(self, type: str, of: Callable[[Event], bool]) -> None:
        """The neighbour and the desk see it."""
        answered = time.time()
        await asyncio.gather(*(self[part].gets(type, of, WITHIN) for part in ("neighbour", "clerk")))
        self.said = f"邻居、社区看到 seen after {max(0.0, time.time() - answered) * 1000:.0f} ms"


async def _photo(actor: Person, *, blocked: bool) -> UUID:
    picture = await asyncio.to_thread(pictures.drain, blocked=blocked)
    return (await patiently(lambda: actor.client.upload_photo(picture))).id
