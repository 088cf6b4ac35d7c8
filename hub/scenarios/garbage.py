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
| done ×2 | department, firm | each with a picture |
| resolve | street | three sets of bins, with a picture: told to her and to who follows |
| rate | 胡女士 | confirms and rates; the follower hears that too |

Along the way it is shown that the ticket is not resolved while a part of it is open. The week of the story is the time
given to the sub-task; no clock is moved. Staff are found by role and place among the demo's people, never by name.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from shequtong import Client, Conflict, ShequtongError
from shequtong.types import Area, Me, Ticket

from hub.scenarios import figures, pictures
from hub.scenarios.drain import CLOSING, HEAD, LISTS, WITHIN
from hub.scenarios.figures import Latency, milliseconds, padded
from hub.scenarios.stage import NotSeen, Person, by_button, by_phone, patiently

REPORTER = ("19900000003", "胡女士")
FOLLOWER = ("19900000004", "邓先生")
ESTATE = "蓝湖小区"
DEPARTMENT = "区综合行政执法局"
CATEGORY, TEXT = "rubbish_sorting", "小区垃圾不分类，太阳一晒异味重，能不能装可以分类的垃圾桶？"
WEEK = timedelta(days=7)


class Step(NamedTuple):
    """`sees`: whom the change must reach, and in which list it is for them then; None: in none."""

    key: str
    zh: str
    who: str
    sees: Mapping[str, str | None]


ABOVE = {"street": "watching", "district": "watching"}
CALLED = {"street": "mine", "district": "watching", "department": "mine", "firm": "mine", "clerk": "mine"}
STEPS = (
    Step("report", "报事", "resident", {"clerk": "mine", **ABOVE, "resident": "own"}),
    Step("follow", "关注", "follower", {"clerk": "mine", "resident": "own", "follower": "following"}),
    Step("acknowledge", "签收", "clerk", {"clerk": "mine", **ABOVE, "resident": "own", "follower": "following"}),
    Step("escalate", "上报", "clerk", {"street": "mine", "clerk": "unit", "resident": "own", "follower": "following"}),
    Step("take", "街道签收", "street", {"street": "mine", "clerk": "unit", "district": "watching", "resident": "own"}),
    Step("call", "吹哨", "street", {**CALLED, "resident": "own"}),
    Step("department_in", "报到", "department", CALLED),
    Step("firm_in", "报到", "firm", CALLED),
    Step("community_in", "报到", "clerk", CALLED),
    Step("department_task", "子任务", "street", {"street": "mine", "clerk": "mine", "resident": "own"}),
    Step("firm_task", "子任务", "street", {"street": "mine", "clerk": "mine", "resident": "own"}),
    Step("department_done", "子任务办结", "department", {"department": None, "street": None, "clerk": None}),
    Step("firm_done", "子任务办结", "firm", {"firm": None, "street": None, "clerk": None}),
    Step(
        "resolve", "办结", "street",
        {"resident": "own", "follower": "following", "clerk": "unit", "street": "unit", "department": "unit"},
    ),
    Step(
        "rate", "确认评价", "resident",
        {"resident": "own", "follower": "following", "clerk": None, "street": None, "department": None, "firm": None},
    ),
)  # fmt: skip


@dataclass
class Cast:
    """Everybody in the story, watching, the place, and what has come of it so far."""

    estate: Area
    department: UUID
    firm: UUID
    people: dict[str, Person] = field(default_factory=dict)
    ticket: Ticket | None = None
    tasks: dict[str, UUID] = field(default_factory=dict)

    def __getitem__(self, part: str) -> Person:
        return self.people[part]

    @property
    def at(self) -> UUID:
        assert self.ticket is not None
        return self.ticket.id


async def play(base_url: str, runs: int = 1) -> int:
    """Plays the story; 0 when every step happened, else 1."""
    print(f"\n社区通 · garbage · 垃圾分类 sorting the rubbish · {base_url}", flush=True)
    measured: dict[str, list[Latency]] = {step.key: [] for step in STEPS}
    now = "登场 sign in and subscribe"
    async with contextlib.AsyncExitStack() as stack:
        try:
            cast = await _gather(base_url, stack)
            print(f"  {cast['resident'].name} · {ESTATE}", flush=True)
            if runs == 1:
                print(HEAD, flush=True)
            for run in range(1, runs + 1):
                for number, step in enumerate(STEPS, 1):
                    now = f"{number} {step.zh} {step.key}"
                    latencies = await _take(cast, step)
                    measured[step.key].append(figures.slowest(latencies.values()))
                    if runs == 1:
                        print(_line(number, step, cast, latencies), flush=True)
                now = "结果 what is left"
                await _look_back(cast)
                if runs > 1 and (run % 10 == 0 or run == runs):
                    print(f"  {run}/{runs}", flush=True)
        except (NotSeen, ShequtongError, TimeoutError) as error:
            print(f"\n  ✗ {now}: {error}", flush=True)
            return 1
    same_clock = urlsplit(base_url).hostname in ("127.0.0.1", "localhost", "::1")
    if runs > 1:
        rows = [(f"{step.zh} {step.key}", measured[step.key]) for step in STEPS]
        print("\n" + "\n".join(figures.summary(rows, same_clock)))
    print(CLOSING, flush=True)
    return 0


async def _gather(base_url: str, stack: contextlib.AsyncExitStack) -> Cast:
    async def client() -> Client:
        return await stack.enter_async_context(Client(base_url))

    async def staff(role: str, fits: Callable[[Me], bool]) -> Person:
        return await by_button(await client(), lambda offered: offered.role == role, fits)

    resident = await by_phone(await client(), *REPORTER, WITHIN)
    follower = await by_phone(await client(), *FOLLOWER, WITHIN)
    estate = (await resident.client.search_areas(ESTATE, level="estate", limit=1))[0]
    serving = await resident.client.organisations(estate.id)
    departments = [one.id for one in serving if one.name == DEPARTMENT]
    firms = [one.id for one in serving if one.kind == "property"]
    if not departments or not firms:
        raise NotSeen("没有可以召集的单位 there is nobody to call together")
    department, firm = departments[0], firms[0]

    def sits_over(me: Me) -> bool:
        return any(grant.area.id in estate.path for grant in me.grants)

    def acts_for(organisation: UUID) -> Callable[[Me], bool]:
        return lambda me: any(
            grant.organisation and grant.organisation.id == organisation for grant in me.grants
        )

    cast = Cast(estate, department, firm)
    cast.people = {
        "resident": resident,
        "follower": follower,
        "clerk": await staff("community_clerk", sits_over),
        "street": await staff("street_clerk", sits_over),
        "district": await staff("district_coord", sits_over),
        "department": await staff("dept_handler", acts_for(department)),
        "firm": await staff("property_dispatcher", acts_for(firm)),
    }
    for person in cast.people.values():
        resident_of = person.me.kind == "resident"
        await person.watch([f"own/{person.me.id}"] if resident_of else person.scope.topics(), stack)
    return cast


async def _take(cast: Cast, step: Step) -> dict[str, Latency]:
    """Does one step and waits until everybody who must has seen it, in the right list, live and by asking."""
    after, answered = await patiently(lambda: _command(cast, step))
    if step.key not in ("department_done", "firm_done"):
        cast.ticket = after
    sights = await asyncio.gather(*(cast[part].sees(after, WITHIN) for part in step.sees))
    latencies = {}
    for (part, expected), sight in zip(step.sees.items(), sights, strict=True):
        if sight.which != expected:
            raise NotSeen(f"{cast[part].name}: {LISTS[sight.which]} ≠ {LISTS[expected]}")
        most = (sight.arrived - sight.at) * 1000 if sight.at is not None else None
        latencies[part] = Latency(most, (sight.arrived - answered) * 1000)
        if expected is not None and not await cast[part].finds(after, expected):
            raise NotSeen(f"{cast[part].name}: HTTP 列表里没有 not in the list over HTTP: {LISTS[expected]}")
    return latencies


async def _photo(actor: Person, *, sorted_out: bool) -> list[UUID]:
    picture = await asyncio.to_thread(pictures.bins, sorted_out=sorted_out)
    return [(await patiently(lambda: actor.client.upload_photo(picture))).id]


async def _command(cast: Cast, step: Step) -> tuple[Ticket, float]:
    """Gives the step's command; the ticket after it, and when the answer came (seconds since 1970)."""
    actor = cast[step.who]
    tickets = actor.client.tickets
    match step.key:
        case "report":
            photos = await _photo(actor, sorted_out=False)
            after = await tickets.create(area=cast.estate.id, category=CATEGORY, text=TEXT, photos=photos)
        case "follow":
            after = await tickets.follow(cast.at, "我们 5 栋也一样。")
        case "acknowledge":
            after = await tickets.acknowledge(cast.at, note="已收到，联系街道和执法局。")
        case "escalate":
            after = await tickets.escalate(cast.at, "要添置分类桶，请街道牵头。")
        case "take":
            after = await tickets.acknowledge(cast.at, note="街道牵头，一周内答复。")
        case "call":
            community = cast["clerk"].me.grants[0].area.id
            words = "请到小区了解分类需求，商定摆放规则。"
            after = await tickets.call(
                cast.at, words, organisations=[cast.department, cast.firm], areas=[community]
            )
        case "department_in" | "firm_in" | "community_in":
            after = await tickets.report_in(cast.at, words="马上到现场。")
        case "department_task":
            after = await _open(cast, "department", "到小区了解分类需求，提出配置标准。", cast.department)
        case "firm_task":
            after = await _open(cast, "firm", "商定摆放规则，一周内摆放三组分类桶。", cast.firm)
        case "department_done":
            after = await _finish(cast, "department", actor, "已了解需求：三组四分类桶。")
        case "firm_done":
            await _not_before_the_last_part(cast)
            after = await _finish(cast, "firm", actor, "三组分类桶已摆放。")
        case "resolve":
            photos = await _photo(actor, sorted_out=True)
            after = await tickets.resolve(
                cast.at, "小区新增三组分类垃圾桶，怎样分类已张贴告示。", photos=photos
            )
        case "rate":
            after = await tickets.confirm(cast.at, satisfaction=5, text="面貌焕然一新！")
    return after, time.time()


async def _open(cast: Cast, name: str, text: str, organisation: UUID) -> Ticket:
    tickets = cast["street"].client.tickets
    due = datetime.now(UTC) + WEEK
    after = await tickets.open_task(
        cast.at, text, organisation=organisation, resolve_by=due, staff_only=False
    )
    cast.tasks[name] = (await tickets.linkage(cast.at)).children[-1].id
    return after


async def _finish(cast: Cast, name: str, actor: Person, text: str) -> Ticket:
    photos = await _photo(actor, sorted_out=True)
    return await actor.client.tickets.resolve(cast.tasks[name], text, photos=photos)


async def _not_before_the_last_part(cast: Cast) -> None:
    street = cast["street"]
    photos = await _photo(street, sorted_out=True)
    try:
        await street.client.tickets.resolve(cast.at, "好了。", photos=photos)
    except Conflict as error:
        if error.code == "ticket.children_open":
            return
        raise
    raise NotSeen("子任务未办结就办结了 resolved while a part of it was open")


async def _look_back(cast: Cast) -> None:
    """Closed, nothing open, rated; the neighbour saw it to the end and never who reported it."""
    detail = await cast["resident"].client.tickets.get(cast.at)
    ticket = detail.ticket
    if (ticket.state, ticket.satisfaction, ticket.open_children, ticket.open_calls) != ("closed", 5, 0, 0):
        raise NotSeen(f"{ticket.state} {ticket.satisfaction} {ticket.open_children} {ticket.open_calls}")
    told = [entry.kind for entry in detail.timeline]
    for kind in (
        "escalated",
        "called",
        "reported_in",
        "subtask_opened",
        "subtask_done",
        "resolved",
        "confirmed",
    ):
        if kind not in told:
            raise NotSeen(f"{kind}: {' '.join(told)}")
    followed = (await cast["follower"].client.tickets.get(cast.at)).ticket
    if (followed.state, followed.reporter, followed.text) != ("closed", None, ""):
        raise NotSeen(f"{cast['follower'].name}: {followed.state} {followed.reporter} {followed.text}")
    linkage = await cast["street"].client.tickets.linkage(cast.at)
    if [call.state for call in linkage.calls] != ["arrived"] * 3 or len(linkage.children) != 2:
        raise NotSeen(f"{[call.state for call in linkage.calls]} {len(linkage.children)}")
    for part in ("clerk", "street", "department", "firm"):
        if await cast[part].finds(ticket, "mine"):
            raise NotSeen(f"{cast[part].name}: 还在待我办 still in the list of things to do")


def _line(number: int, step: Step, cast: Cast, latencies: Mapping[str, Latency]) -> str:
    last = figures.slowest(latencies.values())
    seen = " · ".join(f"{cast[part].name} {LISTS[which]}" for part, which in step.sees.items())
    named = padded(f"{number} {step.zh} {step.key}", 30) + padded(cast[step.who].name, 8)
    return f"  ✓ {named}{milliseconds(last.at_most)} {milliseconds(last.at_least)}   {seen}"
