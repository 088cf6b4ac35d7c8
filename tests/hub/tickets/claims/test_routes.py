"""Claims over HTTP, and a forgotten one kept by a console that has the ticket open."""

from uuid import UUID

import pytest

from tests.conftest import RunningHub
from tests.hub.tickets.test_routes import key, report
from tests.support import People


async def test_claim_hand_back_take_over(hub: RunningHub, people: People) -> None:
    chen, he = await people.clerk(), await people.clerk(name="何建国")
    async with (
        await hub.client(await people.resident()) as phone,
        await hub.client(chen) as one,
        await hub.client(he) as other,
    ):
        ticket = (await phone.post("/api/tickets", json=report(people), headers=key())).json()["id"]
        path = f"/api/tickets/{ticket}"
        claimed = await one.post(f"{path}/claim", json={}, headers=key())
        assert (claimed.status_code, claimed.json()["assignee"]["name"]) == (200, "陈晓梅")
        late = await other.post(f"{path}/claim", json={}, headers=key())
        assert (late.status_code, late.json()["code"]) == (409, "ticket.claimed")
        assert "陈晓梅" in late.json()["detail"]
        taken = await other.post(f"{path}/take-over", json={"reason": "急"}, headers=key())
        assert taken.json()["assignee"]["name"] == "何建国"
        back = await other.post(f"{path}/hand-back", json={}, headers=key())
        assert back.json()["assignee"] is None
        assert (await other.post(f"{path}/take-over", json={}, headers=key())).status_code == 400
        own = await phone.post(f"{path}/claim", json={}, headers=key())
        assert (own.status_code, own.json()["code"]) == (403, "ticket.not_allowed")


@pytest.mark.parametrize("path", ["claim", "hand-back", "take-over"])
async def test_without_a_session(hub: RunningHub, path: str) -> None:
    async with await hub.client() as stranger:
        answer = await stranger.post(
            f"/api/tickets/{UUID(int=1)}/{path}", json={"reason": "x"}, headers=key()
        )
    assert answer.status_code == 401


async def test_the_watch_asks_who_is_there(hub: RunningHub, people: People) -> None:
    ticket, clerk = UUID(int=7), await people.clerk()
    present = hub.hub.watch.context.present
    assert not present(ticket, clerk.account)
    hub.hub.live.presence.announce("reader", clerk.account, clerk.name, f"staff/ticket/{ticket}", "viewing")
    assert present(ticket, clerk.account)
    hub.hub.live.presence.announce("reader", clerk.account, clerk.name, f"staff/ticket/{ticket}", "away")
    assert not present(ticket, clerk.account)
    hub.hub.live.presence.leave("reader")
