"""Call-backs through the real hub."""

from uuid import uuid4

from tests.conftest import RunningHub
from tests.hub.tickets.closing.tale import Tale


async def test_listed_called_shown(hub: RunningHub, tale: Tale) -> None:
    street = await tale.people.staff("street_clerk", tale.place.street, "李志强")
    await tale.owner.execute("UPDATE tickets SET origin = 'phone'")
    await tale.done()
    at = f"/api/tickets/{tale.id}"
    async with await hub.client(street) as desk, await hub.client(tale.an) as phone:
        waiting = await desk.get("/api/call-backs", params={"area": str(tale.place.street)})
        assert [(one["ticket"]["id"], one["why"]) for one in waiting.json()["tickets"]] == [
            (str(tale.id), "caller")
        ]
        assert "call_back" in (await desk.get(at)).json()["actions"]
        said = {"reached": True, "resolved": True, "satisfaction": 5}
        headers = {"Idempotency-Key": str(uuid4())}
        called = await desk.post(f"{at}/call-backs", json=said, headers=headers)
        assert (called.status_code, called.json()["state"]) == (200, "closed")
        twice = await desk.post(f"{at}/call-backs", json=said, headers=headers)
        assert twice.json() == called.json()
        shown = (await desk.get(f"{at}/call-backs")).json()["calls"]
        assert [one["satisfaction"] for one in shown] == [5]
        refused = await phone.post(f"{at}/call-backs", json=said, headers={"Idempotency-Key": str(uuid4())})
        assert refused.status_code == 403
