"""The web SDK against the real hub: whatever is cut, replaced, revoked or put to sleep, a page gets each event once and
in order, or fetches its state again; and then goes on."""

import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

import hub.app
from hub.accounts import sessions
from hub.accounts.types import Principal
from hub.events.append import append, nudge
from hub.events.epoch import new_epoch
from hub.live import Limits, LiveConfig, fanout, recovery
from tests.conftest import RunningHub, running_hub
from tests.contract.live.page import Page, bundle, node
from tests.support import People, until

Open = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle(tmp_path_factory.mktemp("page"))


@pytest.fixture
async def page_of(driver: Path, hub: RunningHub) -> AsyncIterator[Open]:
    """Opens pages of an account, connected."""
    async with AsyncExitStack() as stack:

        async def open_page(principal: Principal, *, by_ticket: bool = False) -> Page:
            page = await stack.enter_async_context(node(driver))
            await page.do(
                "connect", url=hub.base_url, log=str(hub.hub.district), byTicket=by_ticket,
                **{"as": await hub.token(principal)},
            )  # fmt: skip
            return page

        yield open_page


class Log:
    """Events of no room, on the desk's topic."""

    def __init__(self, hub: RunningHub, people: People) -> None:
        self.hub = hub
        self.area = people.place.community
        self.topic = f"staff/{self.area}/tickets"

    async def write(self, count: int = 1, hub: RunningHub | None = None) -> None:
        """That many events, which every process of the hub has seen when this returns."""
        self.hub = hub or self.hub
        one = self.hub.hub
        async with one.db.transaction() as tx:
            for _ in range(count):
                await append(
                    tx, district=one.district, type="test.noted", subject=uuid4(), area=self.area,
                    data=Noted(), topics=[self.topic],
                )  # fmt: skip
        before = one.tail.ring.head
        await nudge(one.redis, one.district)
        await until(lambda: one.tail.ring.head >= before + count)

    @property
    def head(self) -> int:
        return self.hub.hub.tail.ring.head

    def cut(self) -> None:
        """Every line, without a close frame."""
        for socket in list(self.hub.hub.live._sockets):
            socket.transport.abort()


class Noted(msgspec.Struct):
    noted: bool = True


@pytest.fixture
def log(hub: RunningHub, people: People) -> Log:
    return Log(hub, people)


def seqs(page: Page, name: str = "desk") -> list[int]:
    return [each["seq"] for each in page.all("event", name) if each["type"] == "test.noted"]


def reasons(page: Page, name: str = "desk") -> list[str]:
    return [each["reason"] for each in page.all("load", name)]


async def following(page: Page, log: Log, path: str | None = "/api/tickets?list=unit", **more: Any) -> None:
    await page.do("follow", name="desk", topics=[log.topic], path=path, **more)
    await page.until_state("live")


async def test_events_come_once_and_in_order_through_cuts(page_of: Open, people: People, log: Log) -> None:
    page = await page_of(await people.clerk())
    await following(page, log)
    start = log.head
    for round_ in range(1, 6):
        await log.write(3)
        log.cut()
        await log.write(3)
        await page.until(lambda _: len(seqs(page)) >= round_ * 6)  # noqa: B023
    await page.until_state("live", 6)
    assert seqs(page) == list(range(start + 1, log.head + 1))
    assert reasons(page) == ["first"]


async def test_what_a_page_shows_is_what_a_fetch_gives_whatever_is_cut(
    page_of: Open, people: People, hub: RunningHub, log: Log
) -> None:
    clerk, resident = await people.clerk(), await people.resident()
    page = await page_of(clerk)
    await following(page, log)
    async with await hub.client(clerk) as desk, await hub.client(resident) as phone:
        for number in range(4):
            ticket = await report(phone, people, f"第 {number} 件")
            if number % 2:
                log.cut()
            answer = await desk.post(
                f"/api/tickets/{ticket}/acknowledge", json={}, headers={"Idempotency-Key": f"a{number}"}
            )
            assert answer.status_code < 300, answer.text
        fresh = (await desk.get("/api/tickets?list=unit")).json()["tickets"]
    await page.until(lambda _: len(page.all("event", "desk")) >= 8)
    shown = (await page.look("desk"))["shown"]
    assert sorted(shown, key=by_id) == sorted(fresh, key=by_id)
    assert {each["state"] for each in shown} == {"acknowledged"}


def by_id(one: dict[str, Any]) -> str:
    return str(one["id"])


async def report(phone: Any, people: People, text: str) -> str:
    answer = await phone.post(
        "/api/tickets",
        json={"area": str(people.place.unit), "category": "drain_blocked", "text": text, "photos": []},
        headers={"Idempotency-Key": text.encode().hex()},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_restart_of_the_hub_costs_no_event_and_no_fetch(
    driver: Path, people: People, settings: Any, relay: None, redis_client: Any
) -> None:
    clerk = await people.clerk()
    async with AsyncExitStack() as pages:
        page = await pages.enter_async_context(node(driver))
        async with running_hub(settings) as hub:
            token = await hub.token(clerk)
            await page.do("connect", url=hub.base_url, log=str(hub.hub.district), **{"as": token})
            log = Log(hub, people)
            await following(page, log)
            start = log.head
            await log.write(2)
        await page.until_state("offline")
        async with running_hub(settings) as hub:
            await log.write(2, hub)
            await page.until(lambda _: len(seqs(page)) >= 4)
            assert seqs(page) == list(range(start + 1, log.head + 1))
            assert reasons(page) == ["first"]


async def test_a_replaced_log_is_fetched_again(
    page_of: Open, people: People, hub: RunningHub, log: Log, owner: Any
) -> None:
    page = await page_of(await people.clerk())
    await following(page, log)
    await page.do("follow", name="board", topics=[f"board/{log.area}"], path=f"/api/boards/{log.area}")
    await page.until_state("live", 2)
    await log.write()
    before = (await page.look("desk"))["cursor"]
    await new_epoch(owner, hub.hub.district)
    await page.until(lambda _: reasons(page)[-1:] == ["epoch"] and reasons(page, "board")[-1:] == ["epoch"])
    await until(lambda: hub.hub.tail.ring.epoch != before["epoch"])
    await log.write(2)
    await page.until(lambda _: len(seqs(page)) >= 3)
    after = (await page.look("desk"))["cursor"]
    assert after == {"epoch": hub.hub.tail.ring.epoch, "seq": log.head}
    assert after["epoch"] != before["epoch"]


async def test_a_log_that_ends_before_the_cursor_takes_the_cursor_down(
    page_of: Open, people: People, hub: RunningHub, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fanout, "AHEAD", 0.2)
    page = await page_of(await people.clerk())
    ahead = {"epoch": hub.hub.tail.ring.epoch, "seq": log.head + 1000}
    await following(page, log, since=ahead)
    assert reasons(page) == ["epoch"]
    await log.write(3)
    await page.until(lambda _: len(seqs(page)) >= 3)
    assert (await page.look("desk"))["cursor"]["seq"] == log.head


async def test_who_missed_too_much_fetches_again_and_goes_on(
    page_of: Open, people: People, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "MOST", 5)
    page = await page_of(await people.clerk())
    await following(page, log)
    await page.do("sleep")
    log.cut()
    await page.until_state("offline")
    await log.write(12)
    await page.do("wake", by="visibilitychange")
    await page.until_state("live", 2)
    assert reasons(page) == ["first", "lagged"]
    missed = log.head
    await log.write(2)
    await page.until(lambda _: seqs(page)[-1:] == [log.head])
    assert seqs(page) == [missed + 1, missed + 2]


async def test_boards_are_kept_apart_from_the_cursor(
    page_of: Open, people: People, hub: RunningHub, log: Log
) -> None:
    page = await page_of(await people.clerk())
    board = f"board/{log.area}"
    await page.do("follow", name="desk", topics=[board, log.topic], path="/api/tickets?list=unit")
    await page.until_state("live")
    # The hub's own first boards are out, at a lower number; it makes no more while no ticket changes.
    await until(lambda: not hub.hub.boards._counts.dirty)
    await log.write(3)
    await page.until(lambda _: len(seqs(page)) == 3)
    cursor = (await page.look("desk"))["cursor"]
    for behind, open_ in ((2, 1), (1, 2), (1, 3), (2, 4)):
        data = {"area": str(log.area), "version": cursor["seq"] - behind, "open_total": open_}
        frame = {
            "op": "event", "seq": data["version"], "type": "board.counts", "subject": str(log.area),
            "area": None, "at": "2026-03-01T00:00:00Z", "data": data,
        }  # fmt: skip
        hub.hub.live.publish_retained(board, int(data["version"]), msgspec.json.encode(frame))
        await log.write()
    await page.until(lambda _: len(seqs(page)) == 7)
    counts = [
        each["data"]["open_total"] for each in page.all("event", "desk") if "open_total" in each["data"]
    ]
    assert [each for each in counts if each] == [1, 2, 3]  # the last was older than the one before
    assert (await page.look("desk"))["cursor"]["seq"] == log.head
    async with await hub.client(await people.resident()) as phone:
        await report(phone, people, "下水道堵塞")
    await page.until(lambda _: page.all("event", "desk")[-1]["data"].get("open", {}).get("reported") == 1)


async def test_a_session_that_ends_stops_the_page_and_a_new_one_goes_on(
    page_of: Open, people: People, hub: RunningHub, log: Log
) -> None:
    clerk = await people.clerk()
    page = await page_of(clerk)
    await following(page, log)
    await log.write()
    async with hub.hub.db.transaction() as tx:
        await sessions.end_all(tx, clerk.account)
    hub.hub.live.recheck(clerk.account)
    await page.until_state("offline")
    assert page.all("state")[-1]["final"] == "revoked"
    lines = len(page.all("connecting"))
    await page.do("wake", by="online")
    await log.write(2)
    await page.do("signIn", **{"as": "nobody's"})
    await page.until_state("offline", 2)
    assert page.all("state")[-1]["final"] == "not_authenticated"
    assert len(page.all("connecting")) == lines + 1, "it came back by itself"
    await page.do("signIn", **{"as": await hub.token(clerk)})
    await page.until(lambda _: len(seqs(page)) == 3)
    assert seqs(page) == list(range(log.head - 2, log.head + 1))
    assert reasons(page) == ["first"]


async def test_rights_that_end_are_told_and_the_rest_goes_on(
    page_of: Open, people: People, hub: RunningHub, log: Log, owner: Any
) -> None:
    clerk = await people.clerk()
    await people.owner.execute(
        "INSERT INTO grants (district, account, role, area) VALUES ($1, $2, 'community_clerk', $3)",
        people.place.district, clerk.account, people.place.sibling_community,
    )  # fmt: skip
    page = await page_of(clerk)
    sibling = f"staff/{people.place.sibling_community}/tickets"
    await page.do("follow", name="other", topics=[sibling], path=None)
    await following(page, log)
    await owner.execute("DELETE FROM grants WHERE area = $1", people.place.sibling_community)
    hub.hub.live.recheck(clerk.account)
    await page.until(lambda _: page.all("refused"))
    assert (page.all("refused")[0]["code"], page.all("refused")[0]["topics"]) == (
        "topic.withdrawn",
        [sibling],
    )
    await log.write()
    await page.until(lambda _: seqs(page) == [log.head])
    assert (await page.look("desk"))["cursor"]["seq"] == log.head
    assert page.all("state")[-1]["kind"] == "live"


@pytest.mark.parametrize("by", ["visibilitychange", "online"])
async def test_a_page_that_comes_back_resumes_though_its_timers_stand_still(
    page_of: Open, people: People, log: Log, by: str
) -> None:
    page = await page_of(await people.clerk())
    await following(page, log)
    start = log.head
    await page.do("sleep")
    log.cut()
    await page.until_state("offline")
    await log.write(4)
    lines = len(page.all("connecting"))
    assert seqs(page) == []
    await page.do("wake", by=by)
    await page.until_state("live", 2)
    assert len(page.all("connecting")) == lines + 1
    assert seqs(page) == list(range(start + 1, log.head + 1))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub whose heart beats often; named before `hub`."""
    monkeypatch.setattr(
        hub.app, "LiveConfig", functools.partial(LiveConfig, limits=Limits(heartbeat=0.4, silent=100))
    )


@pytest.mark.usefixtures("quick")
class TestAQuickHeart:
    async def test_a_line_on_which_nothing_comes_is_left(
        self, page_of: Open, people: People, log: Log
    ) -> None:
        page = await page_of(await people.clerk())
        await following(page, log)
        start = log.head
        for socket in log.hub.hub.live._sockets:  # it is sent, and never comes
            socket.write = lambda data: None
            audience = socket.audience
            assert audience is not None
            audience._writes = [socket.write] * len(audience._writes)
        await log.write(3)
        await page.until(lambda _: len(seqs(page)) == 3)
        assert seqs(page) == list(range(start + 1, log.head + 1))
        assert "offline" in [each["kind"] for each in page.all("state")]

    async def test_who_is_on_a_ticket_is_seen_and_leaves_with_the_line(
        self, page_of: Open, people: People, hub: RunningHub
    ) -> None:
        first, second = await people.clerk(name="陈晓梅"), await people.clerk(name="示例人员")
        async with await hub.client(await people.resident()) as phone:
            topic = f"staff/ticket/{await report(phone, people, '路灯坏了')}"
        pages = [await page_of(each) for each in (first, second)]
        for page in pages:
            await page.do("follow", name="ticket", topics=[topic], path=None)
            await page.until_state("live")
        await pages[0].do("presence", topic=topic, state="editing")
        await pages[1].until(lambda _: who(pages[1]) == [(str(first.account), "editing")])
        await pages[1].do("presence", topic=topic, state="viewing")
        both = [(str(first.account), "editing"), (str(second.account), "viewing")]
        await pages[0].until(lambda _: who(pages[0]) == both)
        Log(hub, people).cut()
        await pages[0].until_state("offline")
        assert [] in [each["who"] for each in pages[0].all("presence")[2:]]
        await pages[0].until(lambda _: who(pages[0]) == both)
        await pages[0].do("unfollow", name="ticket")
        await pages[1].until(lambda _: who(pages[1]) == both[1:])


def who(page: Page) -> list[tuple[str, str]]:
    told = page.all("presence")
    return [(each["account"], each["state"]) for each in told[-1]["who"]] if told else []


async def test_a_ticket_opens_every_line_anew(page_of: Open, people: People, log: Log) -> None:
    resident = await people.resident()
    page = await page_of(resident, by_ticket=True)
    await page.do("follow", name="own", topics=[f"own/{resident.account}"], path=None)
    for times in (1, 2):
        await page.until_state("live", times)
        log.cut()
    await page.until_state("live", 3)
    async with await log.hub.client(resident) as phone:
        ticket = await report(phone, people, "门口积水")
    await page.until(lambda _: page.all("event", "own"))
    assert UUID(page.all("event", "own")[0]["subject"]) == UUID(ticket)
