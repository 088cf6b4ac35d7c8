"""A day read again from the log: it ends as the live board stands, and begins with what was open at midnight."""

from tests.conftest import RunningHub
from tests.hub.boards.test_actions import key
from tests.support import People, until


async def test_the_day_again(hub: RunningHub, people: People) -> None:
    place, boards = people.place, hub.hub.boards
    an, clerk = await people.resident(), await people.clerk()
    other = await people.staff("official_viewer", place.other_street)
    async with (
        await hub.client(an) as phone, await hub.client(clerk) as console, await hub.client(other) as away,
    ):  # fmt: skip

        async def report() -> str:
            body = {"area": str(place.dwelling), "category": "drain_blocked", "text": "堵了"}
            made: str = (await phone.post("/api/tickets", json=body, headers=key())).json()["id"]
            return made

        async def tomorrow() -> None:
            """Sessions are over by then."""
            await people.owner.execute("UPDATE app_clock SET ahead = ahead + interval '1 day'")
            for client, who in ((phone, an), (console, clerk), (away, other)):
                client.headers["Authorization"] = f"Bearer {await hub.token(who)}"

        async def numbered() -> bool:
            waits: bool = await people.owner.fetchval("SELECT EXISTS (SELECT FROM events WHERE seq IS NULL)")
            return not waits

        first, second = await report(), await report()
        await console.post(f"/api/tickets/{first}/acknowledge", json={}, headers=key())
        await tomorrow()
        await console.post(f"/api/tickets/{second}/acknowledge", json={}, headers=key())
        third = await report()
        await console.post(f"/api/tickets/{third}/acknowledge", json={}, headers=key())
        await until(numbered)
        head = await people.owner.fetchval("SELECT max(seq) FROM events")
        await until(lambda: hub.hub.tail.ring.head >= head)
        await boards.look()
        path = f"/api/boards/{place.community}/day"
        answer = await console.get(path)
        assert answer.status_code == 200, answer.text
        day = answer.json()
        live = (await console.get(f"/api/boards/{place.community}")).json()
        moments = day["moments"]
        # Yesterday's two, one of them waiting still, and nothing of today.
        assert moments[0]["open"] == {"acknowledged": 1, "reported": 1}
        assert moments[0]["today"]["reported"] == 0
        # The day being over, its last moment is what the board showed when all had happened.
        await tomorrow()
        over = (await console.get(path, params={"on": day["day"]})).json()
        assert len(over["moments"]) == 288
        last = over["moments"][-1]
        for name in ("open", "categories", "today", "sla", "arrivals", "open_total", "hot"):
            assert last[name] == live[name], name
        assert [one["open"] for one in last["heat"]] == [one["open"] for one in live["heat"]] == [3]
        assert (await away.get(path)).status_code == 404
        assert (await phone.get(path)).status_code == 404
        for wrong in ("2020-01-01", "2999-01-01"):
            assert (await console.get(path, params={"on": wrong})).status_code == 400
