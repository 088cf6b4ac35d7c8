"""The answers through the real hub."""

from uuid import uuid4

from tests.conftest import RunningHub
from tests.hub.tickets.closing.tale import Tale


async def test_her_answers_over_http(hub: RunningHub, tale: Tale) -> None:
    await tale.done()
    await tale.owner.execute(
        "UPDATE tickets SET state = 'closed', closed_at = app_now(), asked_again_at = app_now()"
    )
    async with await hub.client(tale.an) as phone, await hub.client(tale.clerk) as console:

        def key() -> dict[str, str]:
            return {"Idempotency-Key": str(uuid4())}

        detail = (await phone.get(f"/api/tickets/{tale.id}")).json()
        assert {"rate", "still_good", "recur", "reopen"} <= set(detail["actions"])
        rated = await phone.post(f"/api/tickets/{tale.id}/rate", json={"satisfaction": 4}, headers=key())
        assert (rated.status_code, rated.json()["satisfaction"]) == (200, 4)
        for wrong in (0, 6, None):
            answer = await phone.post(
                f"/api/tickets/{tale.id}/rate", json={"satisfaction": wrong}, headers=key()
            )
            assert answer.status_code == 400
        refused = await console.post(f"/api/tickets/{tale.id}/still-good", json={"good": True}, headers=key())
        assert refused.status_code == 403
        good = await phone.post(f"/api/tickets/{tale.id}/still-good", json={"good": True}, headers=key())
        assert (good.status_code, good.json().get("asked_again_at")) == (200, None)
