"""The lists over HTTP: order, filters, cursor, counts; nobody's without a session."""

from tests.conftest import RunningHub
from tests.hub.tickets.test_routes import key, report
from tests.support import People


async def test_pages_and_counts(hub: RunningHub, people: People) -> None:
    async with (
        await hub.client(await people.resident()) as phone,
        await hub.client(await people.clerk()) as desk,
    ):
        numbers = [
            (await phone.post("/api/tickets", json=report(people), headers=key())).json()["number"]
            for _ in range(3)
        ]
        first = await desk.get("/api/tickets", params={"list": "mine", "limit": 2})
        assert [one["number"] for one in first.json()["tickets"]] == numbers[:2]
        second = await desk.get("/api/tickets", params={"list": "mine", "after": first.json()["next"]})
        assert [one["number"] for one in second.json()["tickets"]] == numbers[2:]
        assert second.json()["next"] is None
        newest = await desk.get("/api/tickets", params={"list": "mine", "sort": "new", "overdue": "false"})
        assert [one["number"] for one in newest.json()["tickets"]] == numbers[::-1]
        mine = await desk.get("/api/tickets", params={"list": "unit", "assignee": "me"})
        assert mine.json()["tickets"] == []
        counts = await desk.get("/api/tickets/counts")
        assert counts.json()["mine"] == {
            "all": 3, "overdue": 0, "unassigned": 3, "urgent": 0, "waiting": 0, "hung": 0, "to_call": 0,
        }  # fmt: skip
        assert counts.json()["watching"]["all"] == 0
        assert counts.headers["live-epoch"]


async def test_bad_questions(hub: RunningHub, people: People) -> None:
    async with await hub.client(await people.clerk()) as desk, await hub.client() as stranger:
        for asked, code in (
            ({"sort": "oldest"}, "input.invalid"), ({"after": "5"}, "cursor.invalid"),
            ({"overdue": "x"}, "input.invalid"), ({"number": str(2**70)}, "input.invalid"),
            ({"state": "lost"}, "input.invalid"),
        ):  # fmt: skip
            answer = await desk.get("/api/tickets", params={"list": "mine", **asked})
            assert (answer.status_code, answer.json()["code"]) == (400, code), asked
        assert (await stranger.get("/api/tickets/counts")).status_code == 401
