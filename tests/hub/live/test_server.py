"""The socket of one process from outside: a client over TCP."""

from tests.hub.live.conftest import Hub


async def test_an_event_reaches_its_subscriber(hub: Hub) -> None:
    async with hub.peer() as peer:
        assert [m["op"] for m in await peer.subscribe("staff/a/tickets")] == ["subscribed", "recovered"]
        seq = hub.log.append("staff/a/tickets")
        message = await peer.get()
        assert (message["op"], message["seq"]) == ("event", seq)
