"""防汛: a flood alert reaches every phone that is on, and everybody else by message; then the all-clear.

| step | who | what |
|---|---|---|
| raise | community | what happens and what to do: on both phones at once |
| known | 安女士 | her phone says that the alarm stands on it; she presses 我已知晓 |
| messages | the service | who is not reached after 20 s gets a message; who is reached gets none |
| coverage | community | by building: reached, sent, acknowledged; 安女士's door is no longer on the list |
| clear | community | the all-clear is on both phones, and goes by message to who had got one |

秦女士's phone is on but says nothing: what reaches her counts only when the phone itself says so. Played against a
service whose clock is not ours, the story waits for the 20 seconds.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from shequtong import Client, Event
from shequtong.notices import NoticeShown
from shequtong.types import Ticket

from hub.scenarios.playing import Step, Story, sits_over, staff
from hub.scenarios.stage import WITHIN, NotSeen, Person, by_phone

AWAKE = ("19900000001", "安女士")
SILENT = ("19900000005", "秦女士")
ESTATE, DOOR = "宝鼎金沙小区", "12栋3单元1-6"
WORDS = {
    "zh": {"title": "暴雨红色预警", "summary": "一楼和地下车库的人请马上上到 2 楼以上，不要下车库取车。"},
    "en": {"title": "Red alert: flood", "summary": "Leave ground floors and garages now; go upstairs."},
}
ENDED = "雨停了，水已退，可以回家。"
MESSAGES_WITHIN = 60.0
"""Seconds: 20 of patience, a look a second, and the dispatcher's way."""
STEPS = (
    Step("raise", "发出警报", "clerk", {}),
    Step("known", "我已知晓", "awake", {}),
    Step("messages", "没显示的发短信", "", {}),
    Step("coverage", "按楼栋统计", "clerk", {}),
    Step("clear", "解除", "clerk", {}),
)


class Flood(Story):
    """`notice`: the alert."""

    name, title, steps, width = "flood", "防汛警报 a flood alert", STEPS, 26
    closing = ""
    community: UUID
    notice: UUID

    async def gather(self, client: Callable[[], Awaitable[Client]]) -> str:
        awake = await by_phone(await client(), *AWAKE, WITHIN)
        silent = await by_phone(await client(), *SILENT, WITHIN)
        estate = (await awake.client.search_areas(ESTATE, level="estate", limit=1))[0]
        clerk = await staff(await client(), "community_clerk", sits_over(estate.path))
        self.community = next(grant.area.id for grant in clerk.me.grants if grant.area.id in estate.path)
        self.people = {"awake": awake, "silent": silent, "clerk": clerk}
        self._topics = {part: (await self[part].client.notices.mine()).topics for part in ("awake", "silent")}
        return f"{awake.name}、{silent.name} · {ESTATE}"

    def topics(self, person: Person) -> Sequence[str]:
        for part, topics in self._topics.items():
            if person is self[part]:
                return [*person.topics(), *topics]
        return person.topics()

    async def command(self, step: Step) -> Ticket | None:
        desk = self["clerk"].client.notices
        match step.key:
            case "raise":
                self.notice = (await desk.write("alert", [self.community], WORDS)).head.id
                sent = time.time()
                await desk.submit(self.notice)
                await self._on_both("published", sent)
            case "known":
                mine = self["awake"].client.notices
                await mine.reached(self.notice)
                await mine.read(self.notice, 1)
                unread = [one for one in (await mine.mine()).notices if one.notice.id == self.notice]
                if not unread or unread[0].receipt is None or unread[0].receipt.read_at is None:
                    raise NotSeen("没有回执 no receipt")
            case "messages":
                await self._messages("紧急通知")
            case "coverage":
                await self._coverage()
            case "clear":
                sent = time.time()
                await desk.clear(self.notice, ENDED)
                await self._on_both("cleared", sent)
                await self._messages("已解除")
        return None

    async def look_back(self) -> None:
        """Over: the alarm asks nobody any more, and stands in the list as cleared."""
        for part in ("awake", "silent"):
            found = [one.notice for one in (await self[part].client.notices.mine()).notices]
            state = next((one.state for one in found if one.id == self.notice), None)
            if state != "cleared":
                raise NotSeen(f"{self[part].name}: {state}")

    async def _on_both(self, step: str, since: float) -> None:
        def is_it(event: Event) -> bool:
            shown = event.read(NoticeShown)
            return shown.step == step and shown.notice.id == self.notice

        await asyncio.gather(*(self[part].gets("notice.shown", is_it, WITHIN) for part in self._topics))
        self.said = f"两部手机都看到 on both phones after {(time.time() - since) * 1000:.0f} ms"

    async def _messages(self, words: str) -> None:
        """To who was silent, and to nobody who was awake."""
        if self.clock is not None:
            await self.clock.forward(21)
        end = time.monotonic() + MESSAGES_WITHIN
        begun = time.monotonic()
        while True:
            inbox = [one for one in await self["clerk"].client.demo_inbox() if words in one.text]
            names = {one.name for one in inbox if WORDS["zh"]["title"] in one.text}
            if self["awake"].name in names:
                raise NotSeen(f"{self['awake'].name} 不该收到 should have got none")
            if self["silent"].name in names:
                break
            if time.monotonic() > end:
                raise NotSeen(f"{self['silent'].name} 没有收到 got no message: {names}")
            await asyncio.sleep(0.5)
        self.said += (
            f"{' · ' if self.said else ''}短信到 {self['silent'].name}（{time.monotonic() - begun:.0f} s）"
        )

    async def _coverage(self) -> None:
        desk = self["clerk"].client.notices
        sums = (await desk.coverage(self.notice)).total
        if not (sums.reached == sums.read == sums.households_read == 1 and sums.sent >= 1):
            raise NotSeen(f"{sums}")
        building = next(one.building for one in (await desk.coverage(self.notice)).buildings if one.read)
        doors = (await desk.doors(self.notice, area=building)).doors
        if not doors or any(door.place.endswith(DOOR) for door in doors):
            raise NotSeen("还在上门名单上 still on the list of doors")
        households = f"{sums.households_read}/{sums.households}"
        self.said = f"显示 {sums.reached} · 短信 {sums.sent} · 知晓 {sums.read} · 户 {households}"
