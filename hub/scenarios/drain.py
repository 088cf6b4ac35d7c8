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
from collections.abc import Awaitable, Callable
from uuid import UUID

from shequtong import Client
from shequtong.types import AreaMatch, Ticket

from hub.scenarios import pictures, playing
from hub.scenarios.playing import OVER_IT, Before, Step, Story, acts_for, sits_over, staff
from hub.scenarios.stage import WITHIN, NotSeen, by_phone, patiently

PHONE, NAME = "19900000001", "安女士"
ESTATE, DOOR = "宝鼎金沙小区", "12栋3单元1-6门口"
PLACE = "金沙社区 宝鼎金沙小区 12栋3单元1-6"
CATEGORY, TEXT = "drain_blocked", "门口下水道堵塞，脏水漫到楼道，麻烦快来疏通。"
STEPS = (
    Step("report", "报事", "resident", {"clerk": "mine", **OVER_IT, "resident": "own"}, "created"),
    Step("acknowledge", "签收", "clerk", {"resident": "own", "clerk": "mine", **OVER_IT}, "acknowledged"),
    Step(
        "dispatch", "派单", "clerk",
        {"dispatcher": "mine", "clerk": "unit", "resident": "own", **OVER_IT}, "dispatched",
    ),
    Step(
        "assign", "派工", "dispatcher",
        {"worker": "mine", "dispatcher": "unit", "clerk": "unit", "resident": "own"}, "dispatched",
    ),
    Step(
        "start", "开工", "worker",
        {"resident": "own", "worker": "mine", "dispatcher": "unit", "clerk": "unit"}, "started",
    ),
    Step(
        "resolve", "办结", "worker",
        {"resident": "own", "clerk": "unit", "worker": "unit", **OVER_IT}, "resolved",
    ),
    Step(
        "confirm", "确认", "resident",
        {"clerk": None, "street": None, "district": None, "dispatcher": None, "worker": None, "resident": "own"},
        "confirmed",
    ),
)  # fmt: skip


async def play(base_url: str, runs: int = 1, *, before: Before | None = None) -> int:
    """Plays the story; see `playing.play`."""
    return await playing.play(Drain(), base_url, runs, before=before)


class Drain(Story):
    name, title, steps = "drain", "下水道堵塞 a blocked drain", STEPS
    place: AreaMatch

    async def gather(self, client: Callable[[], Awaitable[Client]]) -> str:
        resident = await by_phone(await client(), PHONE, NAME, WITHIN)
        estate = (await resident.client.search_areas(ESTATE, level="estate", limit=1))[0]
        self.place = await resident.client.resolve_area(estate.id, DOOR)
        area = self.place.area
        firms = [firm.id for firm in await resident.client.organisations(area.id, kind="property")]
        self.people = {
            "resident": resident,
            "clerk": await staff(await client(), "community_clerk", sits_over(area.path)),
            "street": await staff(await client(), "street_clerk", sits_over(area.path)),
            "district": await staff(await client(), "district_coord", sits_over(area.path)),
            "dispatcher": await staff(await client(), "property_dispatcher", acts_for(*firms)),
            "worker": await staff(await client(), "property_worker", acts_for(*firms)),
        }
        return f"{resident.name} · {PLACE}"

    async def command(self, step: Step) -> Ticket:
        tickets = self[step.who].client.tickets
        photos = await self._photo(step)
        if self.ticket is None:
            return await tickets.create(
                area=self.place.area.id,
                category=CATEGORY,
                text=TEXT,
                place_text=self.place.rest,
                photos=photos,
            )
        at, seen = self.ticket.id, self.ticket.version
        match step.key:
            case "acknowledge":
                return await tickets.acknowledge(at, note="已收到，马上安排。", version=seen)
            case "dispatch":
                firm = await self._firm()
                return await tickets.dispatch(at, organisation=firm, note="请尽快疏通。", version=seen)
            case "assign":
                return await tickets.dispatch(at, account=self["worker"].me.id, version=seen)
            case "start":
                return await tickets.start(at, version=seen)
            case "resolve":
                return await tickets.resolve(at, "已疏通，排水正常。", photos=photos, version=seen)
            case _:
                return await tickets.confirm(at, satisfaction=5, text="买个菜回来就通了！", version=seen)

    async def look_back(self) -> None:
        """Closed, told in full to the resident with both photos, and in nobody's list of things to do."""
        detail = await self["resident"].client.tickets.get(self.at)
        # The service asks her whether it is good; she may be faster.
        told = [entry.kind for entry in detail.timeline if entry.kind != "asked"]
        if detail.ticket.state != "closed" or told != [step.kind for step in STEPS]:
            raise NotSeen(f"{detail.ticket.state}: {' '.join(told)}")
        if detail.ticket.place != PLACE or (len(detail.photos), len(detail.evidence)) != (1, 1):
            raise NotSeen(
                f"{detail.ticket.place}: {len(detail.photos)} + {len(detail.evidence)} 张照片 photos"
            )
        await self.nothing_left(detail.ticket, "clerk", "dispatcher", "worker")

    async def _photo(self, step: Step) -> list[UUID]:
        if step.key not in ("report", "resolve"):
            return []
        picture = await asyncio.to_thread(pictures.drain, blocked=step.key == "report")
        return [(await patiently(lambda: self[step.who].client.upload_photo(picture))).id]

    async def _firm(self) -> UUID:
        """The property firm that the hub suggests to the clerk."""
        handlers = (await self["clerk"].client.tickets.get(self.at)).handlers
        firms = [handler.id for handler in handlers if handler.suggested and handler.kind == "property"]
        if not firms:
            raise NotSeen("没有可派的物业 no property firm is suggested")
        return firms[0]
