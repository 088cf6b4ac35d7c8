"""Filing on behalf over HTTP."""

from uuid import UUID

from tests.conftest import RunningHub
from tests.hub.tickets.test_routes import key, report
from tests.support import People, until


async def test_a_call_is_written_down_and_the_caller_is_told(hub: RunningHub, people: People) -> None:
    async with await hub.client(await people.clerk()) as desk:
        given = report(people, origin="phone", caller={"name": "罗先生", "phone": "13987650001"})
        answer = await desk.post("/api/tickets/on-behalf", json=given, headers=key())
        assert answer.status_code == 201, answer.text
        ticket = answer.json()
        assert (ticket["origin"], ticket["filed_by"]["name"]) == ("phone", "陈晓梅")
        assert "13987650001" not in answer.text
        caller = await desk.get(f"/api/tickets/{ticket['id']}/caller")
        assert caller.json() == {"name": "罗先生", "phone": "139****0001", "account": False}
        count = "SELECT count(*) FROM messages WHERE template = 'caller.created'"
        await until(lambda: people.owner.fetchval(count))


async def test_bad_and_forbidden(hub: RunningHub, people: People) -> None:
    among = report(people)
    call = report(people, origin="phone")
    async with (
        await hub.client(await people.clerk()) as desk,
        await hub.client(await people.resident()) as phone,
        await hub.client() as stranger,
    ):
        for bad in ({"origin": "app"}, {"origin": "staff"}, {"caller": {"phone": "1" * 50}}, {"caller": 5}):
            answer = await desk.post("/api/tickets/on-behalf", json=call | bad, headers=key())
            assert (answer.status_code, answer.json()["code"]) == (400, "input.invalid")
        made = await desk.post("/api/tickets/among-staff", json=among, headers=key())
        assert (made.status_code, made.json()["staff_only"]) == (201, True)
        assert (await phone.get(f"/api/tickets/{made.json()['id']}")).status_code == 404
        assert (await stranger.get(f"/api/tickets/{UUID(int=1)}/caller")).status_code == 401
        for path, body in (("on-behalf", call), ("among-staff", among)):
            refused = await phone.post(f"/api/tickets/{path}", json=body, headers=key())
            assert (refused.status_code, refused.json()["code"]) == (403, "ticket.not_allowed")
            assert (await stranger.post(f"/api/tickets/{path}", json=body, headers=key())).status_code == 401
