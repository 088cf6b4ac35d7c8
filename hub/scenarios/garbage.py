"""The article's second story: 蓝湖小区 wants bins to sort its rubbish; community, street and departments work as one.

| step | who | what |
|---|---|---|
| report | 胡女士 | the rubbish is not sorted and smells |
| follow | 邓先生 | a neighbour follows it |
| acknowledge, escalate | community | seen; it needs more than the community: handed up |
| take | street | seen there |
| call | street | the department, the property firm and the community are called together (吹哨) |
| report in ×3 | each of them | on it (报到) |
| task ×2 | street | find out what is needed; agree where the bins stand and place them within a week |
| two days pass | | the consoles are closed and opened again |
| done | department | what is needed, with a picture |
| the sixth day | | the firm has been warned that its time runs out |
| done | firm | the bins stand, with a picture |
| resolve | street | three sets of bins, within the week: told to her and to who follows |
| asked | the service | is it done? |
| rate | 胡女士 | confirms and rates; the follower hears that too |

Along the way it is shown that the ticket is not resolved while a part of it is open. Days pass by the service's own
clock, which whoever plays the story must be able to move. Staff are found by role and place among the demo's people,
never by name.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from shequtong import Client, Conflict
from shequtong.types import Area, Ticket

from hub.scenarios import pictures, playing
from hub.scenarios.playing import OVER_IT, Before, Clock, Step, Story, acts_for, sits_over, staff
from hub.scenarios.stage import WITHIN, NotSeen, Person, by_phone, patiently

REPORTER = ("19900000003", "胡女士")
FOLLOWER = ("19900000004", "邓先生")
ESTATE = "蓝湖小区"
DEPARTMENT = "区综合行政执法局"
CATEGORY, TEXT = "rubbish_sorting", "小区垃圾不分类，太阳一晒异味重，能不能装可以分类的垃圾桶？"
WEEK = timedelta(days=7)

HERS = {"resident": "own", "follower": "following"}
CALLED = {"street": "mine", "district": "watching", "department": "mine", "firm": "mine", "clerk": "mine"}
TASK = {"street": "mine", "clerk": "mine", "resident": "own"}
STEPS = (
    Step("report", "报事", "resident", {"clerk": "mine", **OVER_IT, "resident": "own"}),
    Step("follow", "关注", "follower", {"clerk": "mine", **HERS}),
    Step("acknowledge", "签收", "clerk", {"clerk": "mine", **OVER_IT, **HERS}),
    Step("escalate", "上报", "clerk", {"street": "mine", "clerk": "unit", **HERS}),
    Step("take", "街道签收", "street", {"street": "mine", "clerk": "unit", "district": "watching", "resident": "own"}),
    Step("call", "吹哨", "street", {**CALLED, "resident": "own"}),
    Step("department_in", "报到", "department", CALLED),
    Step("firm_in", "报到", "firm", CALLED),
    Step("community_in", "报到", "clerk", CALLED),
    Step("department_task", "子任务", "street", TASK),
    Step("firm_task", "子任务", "street", TASK),
    Step("two_days", "两天后", "", {}),
    Step("department_done", "子任务办结", "department", {"department": None, "street": None, "clerk": None}),
    Step("sixth_day", "第六天，将到时限", "", {}),
    Step("firm_done", "子任务办结", "firm", {"firm": None, "street": None, "clerk": None}),
    Step("resolve", "办结", "street", {**HERS, "clerk": "unit", "street": "unit", "department": "unit"}),
    Step("asked", "回访询问", "", {"resident": "own", "clerk": "unit", "street": "unit"}),
    Step("rate", "确认评价", "resident", {**HERS, "clerk": None, "street": None, "department": None, "firm": None}),
)  # fmt: skip
TOLD = (
    "escalated", "called", "reported_in", "subtask_opened", "subtask_done", "resolved", "asked", "confirmed",
)  # fmt: skip
"""What her timeline must hold."""


async def play(
    base_url: str, runs: int = 1, *, clock: Clock | None = None, before: Before | None = None
) -> int:
    """Plays the story; see `playing.play`. Without a clock it stops where the days pass."""
    return await playing.play(Garbage(clock), base_url, runs, before=before)


class Garbage(Story):
    """`tasks`: the sub-tasks by who does them."""

    name, title, steps, width = "garbage", "垃圾分类 sorting the rubbish", STEPS, 32
    estate: Area
    department: UUID
    firm: UUID

    def begin(self) -> None:
        super().begin()
        self.tasks: dict[str, UUID] = {}

    async def gather(self, client: Callable[[], Awaitable[Client]]) -> str:
        resident = await by_phone(await client(), *REPORTER, WITHIN)
        follower = await by_phone(await client(), *FOLLOWER, WITHIN)
        self.estate = (await resident.client.search_areas(ESTATE, level="estate", limit=1))[0]
        serving = await resident.client.organisations(self.estate.id)
        departments = [one.id for one in serving if one.name == DEPARTMENT]
        firms = [one.id for one in serving if one.kind == "property"]
        if not departments or not firms:
            raise NotSeen("没有可以召集的单位 there is nobody to call together")
        self.department, self.firm = departments[0], firms[0]
        path = self.estate.path
        self.people = {
            "resident": resident,
            "follower": follower,
            "clerk": await staff(await client(), "community_clerk", sits_over(path)),
            "street": await staff(await client(), "street_clerk", sits_over(path)),
            "district": await staff(await client(), "district_coord", sits_over(path)),
            "department": await staff(await client(), "dept_handler", acts_for(self.department)),
            "firm": await staff(await client(), "property_dispatcher", acts_for(self.firm)),
        }
        return f"{resident.name} · {ESTATE}"

    def keep(self, step: Step, after: Ticket) -> None:
        if step.key not in ("department_done", "firm_done"):  # theirs is the sub-task
            super().keep(step, after)

    async def command(self, step: Step) -> Ticket | None:
        if not step.who:
            return await self._time_passes(step)
        actor = self[step.who]
        tickets = actor.client.tickets
        match step.key:
            case "report":
                photos = await _photo(actor, sorted_out=False)
                return await tickets.create(area=self.estate.id, category=CATEGORY, text=TEXT, photos=photos)
            case "follow":
                return await tickets.follow(self.at, "我们 5 栋也一样。")
            case "acknowledge":
                return await tickets.acknowledge(self.at, note="已收到，联系街道和执法局。")
            case "escalate":
                return await tickets.escalate(self.at, "要添置分类桶，请街道牵头。")
            case "take":
                return await tickets.acknowledge(self.at, note="街道牵头，一周内答复。")
            case "call":
                return await tickets.call(
                    self.at, "请到小区了解分类需求，商定摆放规则。",
                    organisations=[self.department, self.firm], areas=[self["clerk"].me.grants[0].area.id],
                )  # fmt: skip
            case "department_in" | "firm_in" | "community_in":
                return await tickets.report_in(self.at, words="马上到现场。")
            case "department_task":
                return await self._open("department", "到小区了解分类需求，提出配置标准。", self.department)
            case "firm_task":
                return await self._open("firm", "商定摆放规则，一周内摆放三组分类桶。", self.firm)
            case "department_done":
                return await self._finish("department", actor, "已了解需求：三组四分类桶。")
            case "firm_done":
                await self._not_before_the_last_part()
                return await self._finish("firm", actor, "三组分类桶已摆放。")
            case "resolve":
                photos = await _photo(actor, sorted_out=True)
                words = "小区新增三组分类垃圾桶，怎样分类已张贴告示。"
                return await tickets.resolve(self.at, words, photos=photos)
            case _:
                return await tickets.confirm(self.at, satisfaction=5, text="面貌焕然一新！")

    async def look_back(self) -> None:
        """Closed within the week, nothing open, rated; the neighbour saw it to the end and never who reported it."""
        detail = await self["resident"].client.tickets.get(self.at)
        ticket = detail.ticket
        if (ticket.state, ticket.satisfaction, ticket.open_children, ticket.open_calls) != (
            "closed",
            5,
            0,
            0,
        ):
            raise NotSeen(f"{ticket.state} {ticket.satisfaction} {ticket.open_children} {ticket.open_calls}")
        took = ticket.resolved_at - ticket.created_at if ticket.resolved_at else None
        if took is None or not timedelta(days=5) < took <= WEEK:
            raise NotSeen(f"{took} 不是一周内 not within the week")
        told = [entry.kind for entry in detail.timeline]
        for kind in TOLD:
            if kind not in told:
                raise NotSeen(f"{kind}: {' '.join(told)}")
        followed = (await self["follower"].client.tickets.get(self.at)).ticket
        if (followed.state, followed.reporter, followed.text) != ("closed", None, ""):
            raise NotSeen(f"{self['follower'].name}: {followed.state} {followed.reporter} {followed.text}")
        linkage = await self["street"].client.tickets.linkage(self.at)
        if [call.state for call in linkage.calls] != ["arrived"] * 3 or len(linkage.children) != 2:
            raise NotSeen(f"{[call.state for call in linkage.calls]} {len(linkage.children)}")
        await self.nothing_left(ticket, "clerk", "street", "department", "firm")

    async def _time_passes(self, step: Step) -> Ticket | None:
        """The clock is moved and the service does what is due by then."""
        assert self.ticket is not None
        reported = self.ticket.created_at
        match step.key:
            case "two_days":
                await self.go_to(reported, days=2, hour=10)
            case "sixth_day":
                await self.go_to(reported, days=6, hour=10)
                await self["firm"].hears(self.tasks["firm"], "warned", WITHIN)
            case "asked":
                await self["resident"].hears(self.at, "asked", WITHIN)
                return (await self["resident"].client.tickets.get(self.at)).ticket
        return None

    async def _open(self, name: str, text: str, organisation: UUID) -> Ticket:
        assert self.ticket is not None
        tickets = self["street"].client.tickets
        due = self.ticket.created_at + WEEK
        after = await tickets.open_task(
            self.at, text, organisation=organisation, resolve_by=due, staff_only=False
        )
        self.tasks[name] = (await tickets.linkage(self.at)).children[-1].id
        return after

    async def _finish(self, name: str, actor: Person, text: str) -> Ticket:
        photos = await _photo(actor, sorted_out=True)
        return await actor.client.tickets.resolve(self.tasks[name], text, photos=photos)

    async def _not_before_the_last_part(self) -> None:
        street = self["street"]
        photos = await _photo(street, sorted_out=True)
        try:
            await street.client.tickets.resolve(self.at, "好了。", photos=photos)
        except Conflict as error:
            if error.code == "ticket.children_open":
                return
            raise
        raise NotSeen("子任务未办结就办结了 resolved while a part of it was open")


async def _photo(actor: Person, *, sorted_out: bool) -> list[UUID]:
    picture = await asyncio.to_thread(pictures.bins, sorted_out=sorted_out)
    return [(await patiently(lambda: actor.client.upload_photo(picture))).id]
