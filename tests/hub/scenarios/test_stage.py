"""The people of a story against the real hub."""

from contextlib import AsyncExitStack

import pytest
from shequtong import Client, TooMany

from hub.scenarios.stage import NotSeen, Person, by_button, by_phone, patiently
from tests.conftest import RunningHub
from tests.support import People, until


async def person(hub: RunningHub, principal: object, stack: AsyncExitStack) -> Person:
    token = await hub.token(principal)  # type: ignore[arg-type]
    client = await stack.enter_async_context(Client(hub.base_url, token=token))
    return Person(client, await client.me())


async def test_a_change_is_seen_with_its_list_and_its_times(hub: RunningHub, people: People) -> None:
    async with AsyncExitStack() as stack:
        an = await person(hub, await people.resident(), stack)
        clerk = await person(hub, await people.clerk(), stack)
        await clerk.watch(clerk.scope.topics(), stack)
        made = await an.client.tickets.create(
            area=people.place.dwelling, category="drain_blocked", text="堵了"
        )
        sight = await clerk.sees(made, 10)
        assert (sight.ticket.id, sight.which) == (made.id, "mine")
        assert sight.at is not None
        assert 0 < sight.arrived - sight.at < 60
        assert an.which(made) == "own"
        assert await clerk.finds(made, "mine")
        assert not await clerk.finds(made, "watching")


async def test_what_does_not_come_is_said_with_the_name(hub: RunningHub, people: People) -> None:
    async with AsyncExitStack() as stack:
        an = await person(hub, await people.resident(), stack)
        made = await an.client.tickets.create(
            area=people.place.dwelling, category="drain_blocked", text="堵了"
        )
        with pytest.raises(NotSeen, match="安女士"):
            await an.sees(made, 0.05)


async def test_who_stops_hearing_says_why(hub: RunningHub, people: People) -> None:
    async with AsyncExitStack() as stack:
        an = await person(hub, await people.resident(), stack)
        await an.watch([f"own/{an.me.id}"], stack)
        made = await an.client.tickets.create(
            area=people.place.dwelling, category="drain_blocked", text="堵了"
        )
        await an.sees(made, 10)
        await an.client.sign_out()
        made.version += 1
        with pytest.raises(NotSeen, match="stopped hearing"):
            await an.sees(made, 10)


async def test_after_a_reset_the_lists_are_fetched(hub: RunningHub, people: People) -> None:
    async with AsyncExitStack() as stack:
        an = await person(hub, await people.resident(), stack)
        clerk = await person(hub, await people.clerk(), stack)
        made = await an.client.tickets.create(
            area=people.place.dwelling, category="drain_blocked", text="堵了"
        )
        head = await until(
            lambda: people.owner.fetchval("SELECT max(seq) FROM events HAVING every(seq IS NOT NULL)")
        )
        await until(lambda: hub.hub.tail.ring.head >= head)
        await clerk.watch(clerk.scope.topics(), stack)
        # The log is restored: another epoch, so what came before cannot be replayed.
        await people.owner.execute("UPDATE logs SET log = uuidv7()")
        sight = await clerk.sees(made, 20)
        assert (sight.which, sight.at) == ("mine", None)


async def test_a_resident_signs_in_by_phone_and_by_button_when_codes_are_used_up(
    hub: RunningHub, people: People
) -> None:
    principal = await people.resident("安女士")
    await people.owner.execute("UPDATE accounts SET demo_key = 'an' WHERE id = $1", principal.account)
    async with Client(hub.base_url) as client:
        first = await by_phone(client, "19900005678", "安女士", 10)
        assert first.me.id != principal.account
        for _ in range(4):
            await client.request_code("19900005678")
        assert (await by_phone(client, "19900005678", "安女士", 10)).me.id == principal.account


async def test_nobody_fits(hub: RunningHub, people: People) -> None:
    async with Client(hub.base_url) as client:
        with pytest.raises(NotSeen, match="nobody"):
            await by_button(client, lambda offered: True, lambda me: True)


async def test_patience_with_a_rate_limit(capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter([TooMany("too_many", retry_after=0.001), TooMany("too_many", retry_after=0.001), None])

    async def command() -> str:
        if error := next(answers):
            raise error
        return "done"

    assert await patiently(command) == "done"
    assert capsys.readouterr().out.count("waiting") == 2
