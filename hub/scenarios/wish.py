"""A wish goes round: asked, read, published without its asker, claimed by one of two, granted, thanked for.

| step | who | what |
|---|---|---|
| ask | 安女士 | in her own words, with her name in them; the desk sees it |
| publish | community | words that would tell who she is are refused; the wall shows others, without her |
| claim | 秦女士 and a firm, at once | one gets it, the other is told; 安女士 hears who will come |
| look | who got it | her name, phone and door; for nobody else |
| contacted | who got it | 安女士 hears |
| fulfil | who got it | 安女士 is asked |
| thank | 安女士 | the thanks hang on the wall and, by her choice, in the feed; her door is closed to who granted it |
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from shequtong import Client, Event, ShequtongError
from shequtong.feed import Post, PostChanged
from shequtong.types import Ticket
from shequtong.wishes import (
    WishChanged,
    WishMine,
    WishMineChanged,
    WishSeen,
    WishShownChanged,
    WishTakenChanged,
)

from hub.scenarios.playing import Step, Story, acts_for, sits_over, staff
from hub.scenarios.stage import WITHIN, NotSeen, Person, by_phone

ASKER = ("19900000001", "安女士")
NEIGHBOUR = ("19900000005", "秦女士")
ESTATE, DOOR = "宝鼎金沙小区", "12栋3单元1-6"
HER_WORDS = "我是安女士，想给妈妈一副300度的老花镜，送到12栋3单元1-6"
PUBLIC = "一位老人看报吃力，想要一副老花镜"
THANKS = "妈妈看报清楚多了，谢谢！"

STEPS = (
    Step("ask", "许愿", "asker", {}),
    Step("publish", "审核上墙", "clerk", {}),
    Step("claim", "两家同时认领", "neighbour", {}),
    Step("look", "查看联系方式", "neighbour", {}),
    Step("contacted", "已联系", "neighbour", {}),
    Step("fulfil", "办好了", "neighbour", {}),
    Step("thank", "确认道谢", "asker", {}),
)


class WishStory(Story):
    """`wish`: as it was asked; `granter`: whose part got it."""

    name, title, steps, width = "wish", "微心愿 a wish goes round", STEPS, 26
    closing = ""
    community: UUID
    home: UUID
    firm: UUID
    wish: WishMine
    granter: str

    async def gather(self, client: Callable[[], Awaitable[Client]]) -> str:
        asker = await by_phone(await client(), *ASKER, WITHIN)
        neighbour = await by_phone(await client(), *NEIGHBOUR, WITHIN)
        estate = (await asker.client.search_areas(ESTATE, level="estate", limit=1))[0]
        firms = [one.id for one in await asker.client.organisations(estate.id) if one.kind == "property"]
        if not firms:
            raise NotSeen("没有物业 no firm serves the place")
        home = await asker.client.resolve_area(estate.id, DOOR)
        self.firm, self.home, self.community = firms[0], home.area.id, estate.path[2]
        self.people = {
            "asker": asker,
            "neighbour": neighbour,
            "clerk": await staff(await client(), "community_clerk", sits_over(estate.path)),
            "firm": await staff(await client(), "property_dispatcher", acts_for(self.firm)),
        }
        return f"{asker.name}、{neighbour.name} · {ESTATE}"

    def topics(self, person: Person) -> Sequence[str]:
        if person is self["clerk"]:
            return [*person.topics(), f"staff/{self.community}/wishes"]
        wall = f"public/{self.community}/wishes"
        if person is self["firm"]:
            return [*person.topics(), wall, f"org/{self.firm}/wishes"]
        feed = [f"neighbours/{self.community}/feed"] if person is self["neighbour"] else []
        return [*person.topics(), wall, *feed]

    def whose(self, step: Step) -> str:
        known = step.who == "neighbour" and step.key != "claim"
        return self[self.granter].name if known else super().whose(step)

    async def command(self, step: Step) -> Ticket | None:
        began = time.time()
        match step.key:
            case "ask":
                self.wish = await self["asker"].client.wishes.ask("thing", HER_WORDS, self.home)
                await self["clerk"].gets(
                    "wish.changed", lambda event: event.read(WishChanged).wish.id == self.wish.id, WITHIN
                )
            case "publish":
                await self._publish()
            case "claim":
                await self._claim()
            case "look":
                await self._look()
            case "contacted":
                await self._granter.wishes.contacted(self.wish.id)
                await self._asker_hears(lambda wish: wish.contacted_at is not None)
            case "fulfil":
                await self._granter.wishes.fulfil(self.wish.id, "送到了，度数合适")
                await self._asker_hears(lambda wish: wish.state == "fulfilled")
            case "thank":
                await self._thank()
        self.said = self.said or f"看到 seen after {(time.time() - began) * 1000:.0f} ms"
        return None

    async def look_back(self) -> None:
        """The wall tells that it was granted and thanked for, and nothing of who asked."""
        page = await self["neighbour"].client.wishes.wall(self.community, state="thanked")
        mine = [one for one in page.wishes if one.id == self.wish.id]
        if not mine or mine[0].thanks != THANKS or mine[0].text != PUBLIC:
            raise NotSeen(f"墙上没有 not on the wall: {mine}")
        if any(ASKER[1] in str(one) or str(self["asker"].me.id) in str(one) for one in page.wishes):
            raise NotSeen("墙上看得出是谁 the wall tells who asked")
        posts = (await self["neighbour"].client.feed.posts(self.community)).posts
        if not any(self._thanks(post) for post in posts):
            raise NotSeen("邻里圈里没有感谢 no thanks in the feed")
        waiting = await self["neighbour"].client.wishes.wall(self.community, state="open")
        if self.wish.id in [one.id for one in waiting.wishes]:
            raise NotSeen("还在等人认领 still waiting")

    @property
    def _granter(self) -> Client:
        return self[self.granter].client

    async def _publish(self) -> None:
        clerk = self["clerk"].client.wishes
        if (code := await _refused(clerk.publish(self.wish.id, HER_WORDS))) != "wish.reveals":
            raise NotSeen(f"姓名门牌没有拦住 her name and door were let through: {code}")
        await clerk.publish(self.wish.id, PUBLIC)

        def hangs(event: Event) -> bool:
            shown = event.read(WishShownChanged).wish
            return shown.id == self.wish.id and shown.text == PUBLIC

        await asyncio.gather(
            *(self[part].gets("wish.shown", hangs, WITHIN) for part in ("neighbour", "firm"))
        )

    async def _claim(self) -> None:
        """Both press at once; one gets it."""
        answers = await asyncio.gather(
            self["neighbour"].client.wishes.claim(self.wish.id),
            self["firm"].client.wishes.claim(self.wish.id, organisation=self.firm),
            return_exceptions=True,
        )
        got = [isinstance(answer, WishSeen) for answer in answers]
        lost = [answer.code for answer in answers if isinstance(answer, ShequtongError)]
        if sorted(got) != [False, True] or lost not in (["wish.claimed"], ["wish.wrong_state"]):
            raise NotSeen(f"{got} {lost}")
        self.granter = "neighbour" if got[0] else "firm"

        def taken(event: Event) -> bool:
            wish = event.read(WishTakenChanged).wish
            return wish.id == self.wish.id and wish.mine

        await self[self.granter].gets("wish.taken", taken, WITHIN)
        name = self[self.granter].name
        await self._asker_hears(lambda wish: wish.claimer == name)
        self.said = f"{name} 认领到了，另一家没有 {name} got it, the other did not"

    async def _look(self) -> None:
        contact = await self._granter.wishes.contact(self.wish.id)
        if contact.name != ASKER[1] or contact.phone != ASKER[0]:
            raise NotSeen("联系方式不对 the contact is not hers")
        other = "firm" if self.granter == "neighbour" else "neighbour"
        if (code := await _refused(self[other].client.wishes.contact(self.wish.id))) != "wish.not_allowed":
            raise NotSeen(f"别人也能看 others can look: {code}")

    async def _thank(self) -> None:
        await self["asker"].client.wishes.thank(self.wish.id, THANKS, share=True, post=True)

        def thanked(event: Event) -> bool:
            shown = event.read(WishShownChanged).wish
            return shown.id == self.wish.id and shown.thanks == THANKS

        await self["firm"].gets("wish.shown", thanked, WITHIN)
        await self["neighbour"].gets(
            "post.changed", lambda event: self._thanks(event.read(PostChanged).post), WITHIN
        )
        if (code := await _refused(self._granter.wishes.contact(self.wish.id))) != "wish.not_allowed":
            raise NotSeen(f"圆梦后还能看 still open to who granted it: {code}")

    def _thanks(self, post: Post) -> bool:
        mine = post.author.id == self["asker"].me.id and post.text == THANKS
        return mine and post.thanks is not None and (post.thanks.about, post.thanks.title) == ("wish", PUBLIC)

    async def _asker_hears(self, of: Callable[[WishMine], bool]) -> None:
        def heard(event: Event) -> bool:
            wish = event.read(WishMineChanged).wish
            return wish.id == self.wish.id and of(wish)

        await self["asker"].gets("wish.mine", heard, WITHIN)


async def _refused(made: Awaitable[object]) -> str:
    """The code of a refusal; "" when there is none."""
    try:
        await made
    except ShequtongError as error:
        return error.code or "?"
    return ""
