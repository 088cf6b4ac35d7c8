"""A clerk's hour in real browsers: 200 open tickets, 30 new ones, two clerks on the same tickets. No edit is lost.

Sixty minutes of the hub's clock. Both clerks work with the keyboard; they meet on the same tickets (claims, replies at
the same moment, one of them looking at an old version), one reloads in the middle of a reply and goes on at another
computer, the other's line is cut for some minutes while she writes. At the end every text that was sent is in its
timeline exactly once, what was not sent is still a draft, and what both consoles show is what a fresh fetch gives.

They meet and are late less often than people with `HOUR=whole`, who also reply every other minute.
"""

import asyncio
import os
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from playwright.async_api import Locator, Page, WebSocketRoute, expect
from shequtong import Client

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import DESKTOP, Enter, Person
from tests.support import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

OPEN, NEW, MINUTES = 200, 30, 60
# In these 何 has no line.
CUT = range(31, 35)
# Minutes from one reply of each to the next, from one meeting, from one who is late.
REPLY, MEET, LATE = (2, 5, 10) if os.environ.get("HOUR") == "whole" else (6, 10, 20)
ABOUT = {
    "drain_blocked": "门口下水道堵了",
    "public_lighting": "楼道灯不亮",
    "rubbish_removal": "垃圾满了没人收",
    "bad_parking": "消防栓前停着车",
    "noise_or_fumes": "半夜还在放音响",
}
RESIDENTS = ("an", "luo", "hu", "deng")
STALE, TOO_FAST = "这一件刚被别人更新过", "操作太频繁了"
# A list from its first row to its last; only the rows around what one sees are on the page.
SHOWN = """async () => {
  const box = document.querySelector('.queue-box'), shown = {}
  const frame = () => new Promise(requestAnimationFrame)
  for (box.scrollTop = 0; ; box.scrollTop += box.clientHeight) {
    await frame().then(frame)
    for (const row of box.querySelectorAll('[data-row]')) shown[row.dataset.row] = Number(row.dataset.version)
    if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) return shown
  }
}"""


class Wire:
    """The live connection of a page, in our hands: it can be held back or cut."""

    def __init__(self) -> None:
        self.cut = False
        self.held: list[tuple[WebSocketRoute, str | bytes]] | None = None
        self._open: list[WebSocketRoute] = []

    async def connect(self, route: WebSocketRoute) -> None:
        if self.cut:
            await route.close()
            return
        self._open.append(route)

        def arrived(message: str | bytes) -> None:
            if self.held is None:
                route.send(message)
            else:
                self.held.append((route, message))

        route.connect_to_server().on_message(arrived)

    async def break_off(self) -> None:
        self.cut = True
        for route in self._open:
            await route.close()
        self._open.clear()

    def release(self) -> None:
        for route, message in self.held or []:
            route.send(message)
        self.held = None


@dataclass
class Clerk:
    """A clerk at a console. `sent`: what she was told is done, each text with its ticket; `stale`: how often she was
    told that a colleague had been faster."""

    key: str
    person: Person
    wire: Wire
    sent: list[tuple[UUID, str]]
    stale: int = 0

    @property
    def page(self) -> Page:
        return self.person.page

    @property
    def words(self) -> Locator:
        return self.page.locator(".action-form textarea")

    async def look(self, ticket: UUID) -> None:
        """Opens a ticket, as by a link."""
        await self.page.evaluate("id => { location.hash = `#/unit/${id}` }", str(ticket))
        await expect(self.page.locator(f".detail[data-ticket='{ticket}'] [data-act=note]")).to_be_visible()

    async def press(self, key: str) -> None:
        """A key of the console; the focus may be in a field that was written in."""
        await self.page.evaluate("document.activeElement?.blur()")
        await self.page.keyboard.press(key)

    async def begin(self, ticket: UUID, words: str) -> None:
        """Begins a reply and leaves it."""
        await self.look(ticket)
        await self.press("n")
        await self.words.fill(words)

    async def send(self, ticket: UUID) -> None:
        """Sends what is in the form. Told that a colleague was faster, or that an hour within minutes is too fast,
        she looks and sends again. The words are never touched."""
        words = await self.words.input_value()

        async def gone() -> bool:
            await self.words.press("Control+Enter")
            await self.page.wait_for_function(
                "() => !document.querySelector('.action-form')"
                " || document.querySelector('.action-form > .alert')"
            )
            if await self.page.locator(".action-form").count() == 0:
                return True
            told = await self.page.locator(".action-form > .alert").inner_text()
            assert STALE in told or TOO_FAST in told
            assert await self.words.input_value() == words
            self.stale += STALE in told
            return False

        await until(gone, timeout=90, step=0.2)
        self.sent.append((ticket, words))

    async def reply(self, ticket: UUID, words: str) -> None:
        await self.begin(ticket, words)
        await self.send(ticket)

    async def step(self, ticket: UUID, key: str, state: str) -> None:
        """A step of one press."""
        await self.look(ticket)
        await self.press(key)
        await expect(self.page.locator(".detail > header .state-tag")).to_have_text(state)

    async def live(self) -> None:
        await expect(self.page.locator(".live-state")).to_have_attribute("data-state", "live", timeout=30_000)

    async def shown(self, which: str) -> dict[str, int]:
        """The tickets of a list with their versions, as they stand on the page."""
        await self.page.evaluate("list => { location.hash = `#/${list}` }", which)
        await self.page.locator(f"[data-list={which}][aria-current]").wait_for()
        shown: dict[str, int] = await self.page.evaluate(SHOWN)
        return shown


class Hub:
    """The truth as a clerk may fetch it, beside her browser."""

    def __init__(self, url: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self.http = httpx.AsyncClient(base_url=url, headers=headers, trust_env=False)

    async def get(self, path: str, **asked: str | int) -> Any:
        return (await self.http.get(path, params=asked)).raise_for_status().json()

    async def list_of(self, which: str) -> dict[str, int]:
        """The versions of a list's tickets."""
        found: dict[str, int] = {}
        more: dict[str, str] = {}
        while True:
            page = await self.get("/api/tickets", list=which, limit=200, **more)
            found |= {one["id"]: one["version"] for one in page["tickets"]}
            if page["next"] is None:
                return found
            more = {"after": page["next"]}

    async def said(self, ticket: UUID) -> list[str]:
        return [step.get("text", "") for step in (await self.get(f"/api/tickets/{ticket}"))["timeline"]]

    async def drafts(self) -> dict[str, str]:
        return {one["about"]: one["text"] for one in (await self.get("/api/desk/drafts"))["drafts"]}

    async def keeps(self, ticket: UUID, words: str) -> None:
        """Waits until the draft about a ticket is these words."""

        async def kept() -> bool:
            return (await self.drafts()).get(str(ticket)) == words

        await until(kept, timeout=20, step=0.1)


class Residents:
    """Who reports, about different things of one estate."""

    def __init__(self, clients: list[Client]) -> None:
        self.clients = clients
        self.tickets: list[UUID] = []

    async def report(self) -> None:
        n = len(self.tickets)
        client = self.clients[n % len(self.clients)]
        estate = (await client.search_areas("宝鼎金沙小区", limit=1))[0]
        category, words = list(ABOUT.items())[n % len(ABOUT)]
        made = await client.tickets.create(area=estate.id, category=category, text=f"{words}（第 {n} 件）")
        self.tickets.append(made.id)


@asynccontextmanager
async def signed_in(url: str, key: str) -> AsyncIterator[Client]:
    async with Client(url) as client:
        await client.sign_in_demo(key)
        yield client


async def sit_down(enter: Enter, key: str, sent: list[tuple[UUID, str]]) -> Clerk:
    clerk = Clerk(key, await enter(key, "/console/", DESKTOP), Wire(), sent)
    await clerk.page.route_web_socket(re.compile("/live"), clerk.wire.connect)
    await clerk.page.reload()
    await clerk.live()
    return clerk


async def as_fetched(clerk: Clerk, hub: Hub) -> None:
    """What the console shows, list by list, becomes what a fresh fetch gives."""
    await clerk.live()
    for which in ("mine", "unit"):

        async def same(which: str = which) -> bool:
            fetched = await hub.list_of(which)
            return len(fetched) > 0 and await clerk.shown(which) == fetched

        await until(same, timeout=30, step=0.3)


class Story:
    """The script of the hour. Minutes of one clerk's draft: begun, left, reloaded, gone on with elsewhere, sent."""

    def __init__(
        self, enter: Enter, residents: Residents, chen: Clerk, he: Clerk, hubs: dict[str, Hub]
    ) -> None:
        self.enter, self.residents, self.chen, self.he, self.hubs = enter, residents, chen, he, hubs
        self.kept, self.cut, self.crossed, self.left = residents.tickets[150:154]
        self.elsewhere: Clerk | None = None

    async def own_work(self, minute: int) -> None:
        """Each at her own computer, at the same time."""
        chen, he, tickets = self.chen, self.he, self.residents.tickets

        async def chens() -> None:
            if minute % (REPLY + 1) == 0:
                await chen.step(tickets[minute], "a", "已签收")
            if minute % REPLY == 0:
                await chen.reply(tickets[minute], f"陈 第 {minute} 分钟：请物业去看。")

        async def hes() -> None:
            if minute % REPLY == 0 and not he.wire.cut:
                await he.reply(tickets[minute + 60], f"何 第 {minute} 分钟：已联系网格员。")

        await asyncio.gather(chens(), hes())

    async def meet(self, minute: int) -> None:
        """Both write to one ticket and press at the same moment."""
        both = self.residents.tickets[120 + minute // MEET]
        words = f"撞上 {minute}：我来处理。"
        await asyncio.gather(self.chen.begin(both, f"陈 {words}"), self.he.begin(both, f"何 {words}"))
        await asyncio.gather(self.chen.send(both), self.he.send(both))

    async def be_late(self, minute: int) -> None:
        """何 has not heard of what 陈 did when she presses: she is told, her words stay, she sends again."""
        late, before = self.residents.tickets[140 + minute // LATE], self.he.stale
        await self.he.begin(late, f"何 慢一步 {minute}：下午上门。")
        self.he.wire.held = []
        await self.chen.reply(late, f"陈 快一步 {minute}：已上门。")
        await self.he.send(late)
        self.he.wire.release()
        assert self.he.stale == before + 1

    async def happen(self, minute: int) -> None:
        chen, he, hubs = self.chen, self.he, self.hubs
        first = "王师傅您好，您反映的事"
        match minute:
            case 10:  # a reply that is begun, and left for other work
                await chen.begin(self.kept, first)
            case 12:
                await he.reply(self.kept, "何：这一件物业已经派人。")
            case 15:  # the page is loaded anew: the words are there, and what the colleague did meanwhile
                await hubs["clerk"].keeps(self.kept, first)
                await chen.page.reload()
                await chen.look(self.kept)
                await expect(chen.words).to_have_value(first)
                await expect(chen.page.locator(".news")).to_contain_text("这一件物业已经派人")
                await chen.person.picture("console-draft-news")
            case 20:  # another computer has it too, and writes on
                self.elsewhere = await sit_down(self.enter, "clerk", chen.sent)
                await self.elsewhere.look(self.kept)
                await expect(self.elsewhere.words).to_have_value(first)
                await self.elsewhere.words.fill(f"{first}已有安排。")
                await hubs["clerk"].keeps(self.kept, f"{first}已有安排。")
            case 22:
                await chen.look(self.kept)
                await expect(chen.words).to_have_value(f"{first}已有安排。")
            case 24:
                await self.write_twice()
            case 30:  # 何's line is cut while she writes
                await he.begin(self.cut, "何：断网之前写的，")
                await he.page.context.set_offline(True)
                await he.wire.break_off()
                await he.words.fill("何：断网之前写的，断网之后接着写。")
                await expect(he.page.locator("[data-draft=waiting]")).to_be_visible()
                await expect(he.page.locator(".live-state")).to_have_attribute("data-state", "offline")
                await he.person.picture("console-draft-offline")
            case 34:
                he.wire.cut = False
                await he.page.context.set_offline(False)
                await he.live()
                await hubs["secretary"].keeps(self.cut, "何：断网之前写的，断网之后接着写。")
                await he.look(self.cut)
                await he.send(self.cut)
            case 40:  # two different steps at the same moment
                await he.look(self.crossed)
                await he.press("d")
                await he.page.locator(".choice", has_text="示例物业甲").click()
                await he.words.fill("何：请物业甲处理。")
                await chen.look(self.crossed)
                await asyncio.gather(chen.press("a"), he.send(self.crossed))
            case 50:
                await chen.look(self.kept)
                await chen.send(self.kept)
            case 55:  # what is not sent stays
                await he.begin(self.left, "何：还没写完")

    async def write_twice(self) -> None:
        """Both computers of one clerk write the same draft: both texts are there, she takes both."""
        assert self.elsewhere is not None
        await self.chen.look(self.kept)
        await self.chen.words.fill("这边写的")
        await self.elsewhere.words.fill("那边写的")
        choice = ".draft-choice"
        either = [self.chen, self.elsewhere]
        waiting = [asyncio.ensure_future(one.page.locator(choice).wait_for()) for one in either]
        done, rest = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in rest:
            task.cancel()
        loser = either[waiting.index(done.pop())]
        await loser.person.picture("console-draft-choice")
        await loser.page.locator("[data-choose=both]").click()
        for words in ("这边写的", "那边写的"):
            await expect(loser.words).to_have_value(re.compile(words))
        await self.hubs["clerk"].keeps(self.kept, await loser.words.input_value())


async def test_an_hour_of_two_clerks_loses_no_edit(enter: Enter, demo_hub: DemoHub) -> None:
    owner = await asyncpg.connect(demo_hub.owner_url())
    async with AsyncExitStack() as stack:
        people = {
            key: await stack.enter_async_context(signed_in(demo_hub.url, key))
            for key in (*RESIDENTS, "clerk", "secretary")
        }
        hubs = {key: Hub(demo_hub.url, people[key].token or "") for key in ("clerk", "secretary")}
        residents = Residents([people[key] for key in RESIDENTS])
        for _ in range(OPEN):
            await residents.report()
        sent: list[tuple[UUID, str]] = []
        chen, he = await sit_down(enter, "clerk", sent), await sit_down(enter, "secretary", sent)
        story = Story(enter, residents, chen, he, hubs)
        for minute in range(MINUTES):
            await owner.execute("UPDATE app_clock SET ahead = ahead + interval '1 minute'")
            if minute % (MINUTES // NEW) == 0:
                await residents.report()
            await story.own_work(minute)
            if minute % MEET == 3 and not he.wire.cut:
                await story.meet(minute)
            if minute % LATE == 7:
                await story.be_late(minute)
            await story.happen(minute)

        assert len(residents.tickets) == OPEN + NEW
        await hubs["secretary"].keeps(story.left, "何：还没写完")
        for clerk in (chen, he):
            await as_fetched(clerk, hubs[clerk.key])
        # No edit is lost, none is there twice; what was sent is no draft any more.
        for ticket in {ticket for ticket, _ in sent}:
            said = Counter(await hubs["clerk"].said(ticket))
            assert [(text, said[text]) for where, text in sent if where == ticket and said[text] != 1] == []
        assert await hubs["clerk"].drafts() == {}
        assert list(await hubs["secretary"].drafts()) == [str(story.left)]
        replies, meetings, late = (
            range(*when) for when in ((0, MINUTES, REPLY), (3, MINUTES, MEET), (7, MINUTES, LATE))
        )
        without_line = sum(minute in replies for minute in CUT) + 2 * sum(
            minute in meetings for minute in CUT
        )
        assert len(sent) == 2 * (len(replies) + len(meetings) + len(late)) - without_line + 4
        print(f"{len(sent)} sent; told of a faster colleague {chen.stale} and {he.stale} times")
    await owner.close()
