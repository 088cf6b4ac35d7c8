"""The article's story: 安女士 reports a blocked drain; it is acknowledged, dispatched, done and confirmed.

| step | who | must see it, in which list |
|---|---|---|
| report | 安女士 | clerk *mine*; street, district *watching*; herself |
| acknowledge | clerk | herself; clerk *mine*; street, district *watching* |
| dispatch | clerk | dispatcher of the firm *mine*; clerk *unit*; herself; street, district *watching* |
| assign | dispatcher | worker *mine*; dispatcher, clerk *unit*; herself |
| start | worker | worker *mine*; dispatcher, clerk *unit*; herself |
| resolve, with a photo | worker | herself; clerk, worker *unit*; street, district *watching* |
| confirm | 安女士 | all of them: it leaves every list |

Staff are found by role and area among the demo's people, never by name.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from shequtong import Client, ShequtongError
from shequtong.types import AreaMatch, Me, Ticket

from hub.scenarios import figures, pictures
from hub.scenarios.figures import Latency, milliseconds, padded
from hub.scenarios.stage import NotSeen, Person, by_button, by_phone, patiently

PHONE, NAME = "19900000001", "安女士"
ESTATE, DOOR = "宝鼎金沙小区", "12栋3单元1-6门口"
PLACE = "金沙社区 宝鼎金沙小区 12栋3单元1-6"
CATEGORY, TEXT = "drain_blocked", "门口下水道堵塞，脏水漫到楼道，麻烦快来疏通。"
WITHIN = 15.0
"""Seconds a step may take to arrive; rides over a relay that is started again."""

LISTS = {
    "own": "我的 own",
    "mine": "待我办 mine",
    "unit": "本单位 unit",
    "watching": "仅关注 watching",
    "following": "关注 following",
    None: "已离开 gone",
}

HEAD = "\n    " + "".join(
    map(padded, ("步骤 step", "谁 who", "  提交→帧 ≤", "  应答→帧", "谁看到 who saw it"), (20, 8, 12, 14, 0))
)
CLOSING = """
  提交→帧：从事件写入（提交之前）算起，是上限；应答→帧：负数表示帧先到。每行是最后看到的人。
  commit → frame counts from the writing of the event, just before the commit, so it is at most that;
  answer → frame is below zero when the frame came first. Each line is that of who saw it last."""


class Step(NamedTuple):
    """`sees`: whom the change must reach and in which list it is for them then; None: in none."""

    key: str
    zh: str
    kind: str
    who: str
    sees: Mapping[str, str | None]


OVER_IT = {"street": "watching", "district": "watching"}
STEPS = (
    Step("report", "报事", "created", "resident", {"clerk": "mine", **OVER_IT, "resident": "own"}),
    Step("acknowledge", "签收", "acknowledged", "clerk", {"resident": "own", "clerk": "mine", **OVER_IT}),
    Step(
        "dispatch", "派单", "dispatched", "clerk",
        {"dispatcher": "mine", "clerk": "unit", "resident": "own", **OVER_IT},
    ),
    Step(
        "assign", "派工", "dispatched", "dispatcher",
        {"worker": "mine", "dispatcher": "unit", "clerk": "unit", "resident": "own"},
    ),
    Step(
        "start", "开工", "started", "worker",
        {"resident": "own", "worker": "mine", "dispatcher": "unit", "clerk": "unit"},
    ),
    Step(
        "resolve", "办结", "resolved", "worker",
        {"resident": "own", "clerk": "unit", "worker": "unit", **OVER_IT},
    ),
    Step(
        "confirm", "确认", "confirmed", "resident",
        {"clerk": None, "street": None, "district": None, "dispatcher": None, "worker": None, "resident": "own"},
    ),
)  # fmt: skip


@dataclass
class Cast:
    """Everybody in the story, watching, and the place it happens at."""

    place: AreaMatch
    people: dict[str, Person] = field(default_factory=dict)

    def __getitem__(self, part: str) -> Person:
        return self.people[part]


Before = Callable[[Step], Awaitable[None]]


async def play(base_url: str, runs: int = 1, *, before: Before | None = None) -> int:
    """Plays the story; 0 when every step happened, else 1. `before` comes ahead of each step: tests break
    things there."""
    print(f"\n社区通 · drain · 下水道堵塞 a blocked drain · {base_url}", flush=True)
    measured: dict[str, list[Latency]] = {step.key: [] for step in STEPS}
    now = "登场 sign in and subscribe"
    async with contextlib.AsyncExitStack() as stack:
        try:
            cast = await _gather(base_url, stack)
            print(f"  {cast['resident'].name} · {PLACE}", flush=True)
            if runs == 1:
                print(HEAD, flush=True)
            for run in range(1, runs + 1):
                ticket: Ticket | None = None
                for number, step in enumerate(STEPS, 1):
                    now = f"{number} {step.zh} {step.key}"
                    if before is not None:
                        await before(step)
                    ticket, latencies = await _take(cast, step, ticket)
                    measured[step.key].append(figures.slowest(latencies.values()))
                    if runs == 1:
                        print(_line(number, step, cast, latencies), flush=True)
                now = "结果 what is left"
                assert ticket is not None
                await _look_back(cast, ticket)
                if runs > 1 and (run % 10 == 0 or run == runs):
                    print(f"  {run}/{runs}", flush=True)
        except (NotSeen, ShequtongError, TimeoutError) as error:
            print(f"\n  ✗ {now}: {error}", flush=True)
            return 1
    same_clock = urlsplit(base_url).hostname in ("127.0.0.1", "localhost", "::1")
    rows = [(f"{step.zh} {step.key}", measured[step.key]) for step in STEPS]
    if runs > 1:
        print("\n" + "\n".join(figures.summary(rows, same_clock)))
    print(CLOSING, flush=True)
    return 0


async def _gather(base_url: str, stack: contextlib.AsyncExitStack) -> Cast:
    async def client() -> Client:
        return await stack.enter_async_context(Client(base_url))

    async def staff(role: str, fits: Callable[[Me], bool]) -> Person:
        return await by_button(await client(), lambda offered: offered.role == role, fits)

    resident = await by_phone(await client(), PHONE, NAME, WITHIN)
    estate = (await resident.client.search_areas(ESTATE, level="estate", limit=1))[0]
    cast = Cast(await resident.client.resolve_area(estate.id, DOOR))
    firms = {firm.id for firm in await resident.client.organisations(cast.place.area.id, kind="property")}

    def sits_over(me: Me) -> bool:
        return any(grant.area.id in cast.place.area.path for grant in me.grants)

    def works_for(me: Me) -> bool:
        return any(grant.organisation and grant.organisation.id in firms for grant in me.grants)

    cast.people = {
        "resident": resident,
        "clerk": await staff("community_clerk", sits_over),
        "street": await staff("street_clerk", sits_over),
        "district": await staff("district_coord", sits_over),
        "dispatcher": await staff("property_dispatcher", works_for),
        "worker": await staff("property_worker", works_for),
    }
    for part, person in cast.people.items():
        topics = [f"own/{person.me.id}"] if part == "resident" else person.scope.topics()
        await person.watch(topics, stack)
    return cast


async def _take(cast: Cast, step: Step, ticket: Ticket | None) -> tuple[Ticket, dict[str, Latency]]:
    """Does one step and waits until everybody who must has seen it, in the right list, live and by asking."""
    photo = await _photo(cast[step.who], step)
    after, answered = await patiently(lambda: _command(cast, step, ticket, photo))
    sights = await asyncio.gather(*(cast[part].sees(after, WITHIN) for part in step.sees))
    latencies = {}
    for (part, expected), sight in zip(step.sees.items(), sights, strict=True):
        if sight.which != expected:
            raise NotSeen(f"{cast[part].name}: {LISTS[sight.which]} ≠ {LISTS[expected]}")
        most = (sight.arrived - sight.at) * 1000 if sight.at is not None else None
        latencies[part] = Latency(most, (sight.arrived - answered) * 1000)
        if expected is not None and not await cast[part].finds(after, expected):
            raise NotSeen(f"{cast[part].name}: HTTP 列表里没有 not in the list over HTTP: {LISTS[expected]}")
    return after, latencies


async def _photo(actor: Person, step: Step) -> list[UUID]:
    if step.key not in ("report", "resolve"):
        return []
    picture = await asyncio.to_thread(pictures.drain, blocked=step.key == "report")
    return [(await patiently(lambda: actor.client.upload_photo(picture))).id]


async def _command(cast: Cast, step: Step, ticket: Ticket | None, photos: list[UUID]) -> tuple[Ticket, float]:
    """Gives the step's command; the ticket after it, and when the answer came (seconds since 1970)."""
    tickets = cast[step.who].client.tickets
    if ticket is None:
        after = await tickets.create(
            area=cast.place.area.id, category=CATEGORY, text=TEXT, place_text=cast.place.rest, photos=photos
        )
        return after, time.time()
    at, seen = ticket.id, ticket.version
    firm = await _firm(cast, at) if step.key == "dispatch" else None
    match step.key:
        case "acknowledge":
            after = await tickets.acknowledge(at, note="已收到，马上安排。", version=seen)
        case "dispatch":
            after = await tickets.dispatch(at, organisation=firm, note="请尽快疏通。", version=seen)
        case "assign":
            after = await tickets.dispatch(at, account=cast["worker"].me.id, version=seen)
        case "start":
            after = await tickets.start(at, version=seen)
        case "resolve":
            after = await tickets.resolve(at, "已疏通，排水正常。", photos=photos, version=seen)
        case "confirm":
            after = await tickets.confirm(at, satisfaction=5, text="买个菜回来就通了！", version=seen)
    return after, time.time()


async def _firm(cast: Cast, ticket: UUID) -> UUID:
    """The property firm that the hub suggests to the clerk."""
    handlers = (await cast["clerk"].client.tickets.get(ticket)).handlers
    firms = [handler.id for handler in handlers if handler.suggested and handler.kind == "property"]
    if not firms:
        raise NotSeen("没有可派的物业 no property firm is suggested")
    return firms[0]


async def _look_back(cast: Cast, ticket: Ticket) -> None:
    """Closed, told in full to the resident with both photos, and in nobody's list of things to do."""
    detail = await cast["resident"].client.tickets.get(ticket.id)
    told = [entry.kind for entry in detail.timeline]
    if detail.ticket.state != "closed" or told != [step.kind for step in STEPS]:
        raise NotSeen(f"{detail.ticket.state}: {' '.join(told)}")
    if detail.ticket.place != PLACE or (len(detail.photos), len(detail.evidence)) != (1, 1):
        raise NotSeen(f"{detail.ticket.place}: {len(detail.photos)} + {len(detail.evidence)} 张照片 photos")
    for part in ("clerk", "dispatcher", "worker"):
        if await cast[part].finds(ticket, "mine"):
            raise NotSeen(f"{cast[part].name}: 还在待我办 still in the list of things to do")


def _line(number: int, step: Step, cast: Cast, latencies: Mapping[str, Latency]) -> str:
    last = figures.slowest(latencies.values())
    seen = " · ".join(f"{cast[part].name} {LISTS[which]}" for part, which in step.sees.items())
    named = padded(f"{number} {step.zh} {step.key}", 20) + padded(cast[step.who].name, 8)
    return f"  ✓ {named}{milliseconds(last.at_most)} {milliseconds(last.at_least)}   {seen}"
