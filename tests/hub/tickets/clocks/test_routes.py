"""Question and answer through the real hub."""

from uuid import uuid4

from tests.conftest import RunningHub
from tests.hub.tickets.closing.tale import Tale


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def test_asked_and_answered(hub: RunningHub, tale: Tale) -> None:
    at = f"/api/tickets/{tale.id}"
    async with await hub.client(tale.clerk) as clerk, await hub.client(tale.an) as phone:
        refused = await phone.post(f"{at}/question", json={"text": "?"}, headers=key())
        assert (refused.status_code, refused.json()["code"]) == (403, "ticket.not_allowed")
        asked = await clerk.post(f"{at}/question", json={"text": "是几楼？"}, headers=key())
        assert asked.status_code == 200
        assert asked.json()["waiting_since"]
        shown = (await phone.get(at)).json()
        assert shown["timeline"][-1]["text"] == "是几楼？"
        assert "answer" in shown["actions"]
        told = await phone.post(f"{at}/answer", json={"text": "三楼"}, headers=key())
        assert "waiting_since" not in told.json()
        again = await phone.post(f"{at}/answer", json={"text": "三楼"}, headers=key())
        assert (again.status_code, again.json()["code"]) == (409, "ticket.wrong_state")
