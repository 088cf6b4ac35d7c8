"""A board in a real hub: pushed live, equal to a recount by SQL, shown to whom it may be shown."""

import contextlib
import json
import random
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import websockets

from hub.boards.types import Board, Connected
from tests.conftest import RunningHub
from tests.support import People, until


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def recounted(people: People, area: UUID) -> dict[str, int]:
    rows = await people.owner.fetch(
        """SELECT state, count(*) AS n FROM tickets
            WHERE path @> ARRAY[$1::uuid] AND state <> 'closed' AND parent IS NULL GROUP BY 1""",
        area,
    )
    return {row["state"]: row["n"] for row in rows}


async def test_parts_and_merged_ones_are_not_counted_twice(hub: RunningHub, people: People) -> None:
    place = people.place
    an, clerk = await people.resident(), await people.clerk()
    async with await hub.client(an) as phone, await hub.client(clerk) as console:
        ids = []
        for _ in range(3):
            body = {"area": str(place.dwelling), "category": "drain_blocked", "text": "堵了"}
            ids.append((await phone.post("/api/tickets", json=body, headers=key())).json()["id"])
        for to in (None, {"organisation": str(place.department)}):
            body = {"text": "一部分", "to": to} if to else {"text": "一部分"}
            done = await console.post(f"/api/tickets/{ids[0]}/tasks", json=body, headers=key())
            assert done.status_code == 200
        merged = await console.post(f"/api/tickets/{ids[2]}/merge", json={"into": ids[1]}, headers=key())
        assert merged.status_code == 200
    boards = hub.hub.boards

    def live() -> bool:
        board = boards.board(place.community)
        return (board.tasks, board.open_total) == (2, 2)

    await until(live)
    counted = boards.board(place.community)
    assert counted.open == await recounted(people, place.community)
    assert (counted.today.reported, counted.today.confirmed) == (3, 0)
    assert sum(counted.categories.values()) == 2
    await boards.load()
    again = boards.board(place.community)
    assert (again.open, again.categories, again.today, again.tasks) == (
        counted.open, counted.categories, counted.today, counted.tasks,
    )  # fmt: skip


async def test_pushed_boards_equal_a_recount(hub: RunningHub, people: People) -> None:
    place = people.place
    an, clerk = await people.resident(), await people.clerk()
    official = await people.staff("official_viewer", place.district)
    async with (
        await hub.client(an) as phone,
        await hub.client(clerk) as console,
        await hub.client(official) as wall,
        hub.listen(official, f"board/{place.district}") as live,
    ):
        ids = []
        for area in (place.dwelling, place.dwelling, place.other_community):
            body = {"area": str(area), "category": "drain_blocked", "text": "堵了"}
            ids.append((await phone.post("/api/tickets", json=body, headers=key())).json()["id"])
        await console.post(f"/api/tickets/{ids[0]}/acknowledge", json={}, headers=key())
        seen: list[int] = []
        while True:
            message = json.loads(await live.recv())
            if message["op"] != "event":
                continue
            assert message["type"] == "board.counts"
            assert message["subject"] == str(place.district)
            seen.append(message["seq"])
            if message["data"]["open"] == {"reported": 2, "acknowledged": 1}:
                break
        assert seen == sorted(set(seen))
        assert message["data"]["open"] == await recounted(people, place.district)
        assert message["data"]["today"] == {"reported": 3, "acknowledged": 1, "resolved": 0, "confirmed": 0}
        assert message["data"]["version"] == message["seq"]
        for area in (place.district, place.street, place.community, place.other_community):
            board = (await wall.get(f"/api/boards/{area}")).json()
            assert board["open"] == await recounted(people, area)
            assert board["open_total"] == sum(board["open"].values())


async def test_a_hub_started_later_counts_the_same(hub: RunningHub, people: People) -> None:
    async with await hub.client(await people.resident()) as phone:
        for _ in range(3):
            body = {"area": str(people.place.dwelling), "category": "gas_smell", "text": "有味"}
            await phone.post("/api/tickets", json=body, headers=key())
    boards = hub.hub.boards
    await until(lambda: boards.board(people.place.community).open_total == 3)
    before = boards.board(people.place.community)
    await boards.load()
    after = boards.board(people.place.community)
    assert (after.open, after.categories, after.today) == (before.open, before.categories, before.today)
    assert Counter(after.categories) == {"gas_smell": 3}


async def test_who_may_see_which_board(hub: RunningHub, people: People) -> None:
    place = people.place
    expected = [
        (await people.clerk(), {place.community}),
        (await people.staff("street_clerk", place.street), {place.community, place.street}),
        (await people.staff("official_viewer", place.other_street), {place.other_community}),
        (await people.resident(), set()),
    ]
    areas = [
        place.district,
        place.street,
        place.community,
        place.other_community,
        place.far_community,
        uuid4(),
    ]
    for principal, seen in expected:
        async with await hub.client(principal) as client:
            for area in areas:
                answer = await client.get(f"/api/boards/{area}")
                assert answer.status_code == (200 if area in seen else 404), (principal.grants, area)


async def test_topics_follow_the_same_rule(hub: RunningHub, people: People) -> None:
    place = people.place
    clerk = await people.clerk()
    async with hub.listen(clerk) as live:
        for number, (topic, allowed) in enumerate(
            [
                (f"board/{place.community}", True),
                (f"board/{place.street}", False),
                (f"staff/{place.community}/tickets", True),
                (f"staff/{place.building}/tickets", True),
                (f"staff/{place.sibling_community}/tickets", False),
                (f"org/{place.property_org}/tickets", False),
                (f"own/{clerk.account}", True),
                (f"own/{uuid4()}", False),
                (f"access/{clerk.account}", False),
                ("jobs/photo_look", False),
                ("staff/not-an-id/tickets", False),
                ("nonsense", False),
            ],
            start=1,
        ):
            await live.send(json.dumps({"op": "subscribe", "id": number, "topics": [topic]}))
            answer = json.loads(await live.recv())
            while answer.get("id") != number:
                answer = json.loads(await live.recv())
            assert (answer["op"] == "subscribed") == allowed, topic


async def test_random_commands_leave_what_a_first_reading_finds(hub: RunningHub, people: People) -> None:
    place, chance = people.place, random.Random(7)
    # Nine in the morning, so that five hours later is the same day.
    await people.owner.execute(
        "UPDATE app_clock SET ahead = (date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai')"
        " + interval '1 day 9 hours') AT TIME ZONE 'Asia/Shanghai' - now()"
    )
    an, clerk = await people.resident(), await people.clerk()
    boards = hub.hub.boards
    async with await hub.client(an) as phone, await hub.client(clerk) as console:
        known: list[str] = []
        for _ in range(40):
            step = chance.choice(["report", "report", "acknowledge", "start", "resolve", "confirm"])
            if step == "report" or not known:
                body = {
                    "area": str(place.dwelling),
                    "category": chance.choice(["drain_blocked", "gas_smell"]),
                    "text": "坏",
                }
                known.append((await phone.post("/api/tickets", json=body, headers=key())).json()["id"])
                continue
            who = phone if step == "confirm" else console
            body = {"text": "修好了"} if step == "resolve" else {}
            answer = await who.post(f"/api/tickets/{chance.choice(known)}/{step}", json=body, headers=key())
            assert answer.status_code < 500, answer.text
    # Half of what is open is past its time, by the clock alone, and it is still the same day.
    await people.owner.execute("UPDATE app_clock SET ahead = ahead + interval '5 hours'")
    head = await people.owner.fetchval("SELECT max(seq) FROM events")
    await until(lambda: hub.hub.tail.ring.head >= head)
    await boards.look()
    areas = (place.district, place.street, place.community, place.other_community)
    counted = [boards.board(area) for area in areas]
    await boards.load()
    again = [boards.board(area) for area in areas]
    late = await people.owner.fetchval(
        "SELECT count(*) FROM tickets WHERE resolve_by < app_now() AND state NOT IN ('resolved', 'closed')"
        " AND waiting_since IS NULL AND hung_until IS NULL"
    )
    for before, after in zip(counted, again, strict=True):
        assert standing(before) == standing(after)
    assert counted[0].overdue == late > 0
    assert counted[0].today.acknowledged > 0
    assert [part.open for part in counted[1].parts if part.area == place.community] == [counted[2].open_total]
    assert sum(heat.open for heat in counted[0].heat) == counted[0].open_total > 0


def standing(board: Board) -> dict[str, object]:
    """Without what another moment makes different by itself."""
    found = msgspec.structs.asdict(board)
    for name in ("at", "rates", "connected", "version"):
        del found[name]
    return found


async def test_rates_and_who_is_connected_come_on_a_slow_beat(hub: RunningHub, people: People) -> None:
    place, boards = people.place, hub.hub.boards
    an, clerk = await people.resident(), await people.clerk()
    async with await hub.client(an) as phone, await hub.client(clerk) as console:
        body = {"area": str(place.dwelling), "category": "drain_blocked", "text": "堵了"}
        ticket = (await phone.post("/api/tickets", json=body, headers=key())).json()["id"]
        await console.post(f"/api/tickets/{ticket}/acknowledge", json={}, headers=key())
        day = datetime.now(ZoneInfo("Asia/Shanghai")).date()
        query = {"area": str(place.community), "from": str(day - timedelta(days=27)), "to": str(day)}
        counted = (await console.get("/api/rates", params=query)).json()["total"]
    await boards.load()
    rates = boards.board(place.community).rates
    assert rates is not None
    assert (rates.response.ok, rates.response.of) == (counted["response"]["ok"], counted["response"]["of"])
    assert (rates.first, rates.last) == (day - timedelta(days=27), day)
    headers = [{"Authorization": f"Bearer {await hub.token(one)}"} for one in (an, clerk, clerk)]
    async with contextlib.AsyncExitStack() as stack:
        for header in headers:
            live = await stack.enter_async_context(
                websockets.connect(
                    hub.live_url, subprotocols=["shequtong.live.v1"], additional_headers=header
                )
            )
            await live.recv()
        await boards.look()
        await until(lambda: (boards.present.turn(), boards.board(place.community).connected.consoles)[1] == 1)
        assert boards.board(place.district).connected == Connected(consoles=1, phones=1)
        # Nobody knows yet where she lives.
        assert boards.board(place.street).connected == Connected(consoles=1, phones=0)
        assert boards.board(place.other_community).connected == Connected()
