"""Exceptions through the real hub."""

from uuid import uuid4

from tests.conftest import RunningHub
from tests.hub.tickets.closing.tale import Tale


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def test_asked_listed_granted(hub: RunningHub, tale: Tale) -> None:
    secretary = await tale.people.staff("community_secretary", tale.place.community, "何建国")
    at = f"/api/tickets/{tale.id}"
    wanted = {"kind": "extend", "reason": "缺配件", "more": {"amount": 2, "unit": "d"}}
    async with await hub.client(tale.clerk) as clerk, await hub.client(secretary) as above:
        asked = await clerk.post(f"{at}/requests", json=wanted, headers=key())
        assert (asked.status_code, asked.json()["asked_for"]) == (200, "extend")
        assert "extend" in (await above.get(at)).json()["actions"]
        assert "extend" not in (await clerk.get(at)).json()["actions"]
        waiting = (await above.get("/api/requests")).json()["requests"]
        assert [(one["reason"], one["more"]) for one in waiting] == [("缺配件", {"amount": 2, "unit": "d"})]
        decision = f"{at}/requests/{waiting[0]['id']}/decision"
        refused = await clerk.post(decision, json={"approve": True}, headers=key())
        assert refused.status_code == 403
        granted = await above.post(decision, json={"approve": True}, headers=key())
        assert (granted.status_code, granted.json()["extensions"]) == (200, 1)
        shown = (await clerk.get(f"{at}/requests")).json()["requests"]
        assert shown[0]["state"] == "approved"
        assert (await above.get("/api/requests")).json() == {"requests": [], "next": None}
        nowhere = f"{at}/requests/{uuid4()}/decision"
        assert (await above.post(nowhere, json={"approve": True}, headers=key())).status_code == 404
