"""Somebody else asks how it went; what she says is what counts."""

from typing import Any
from uuid import UUID

import pytest

from hub.accounts.types import Principal
from hub.errors import DomainError
from hub.tickets.callbacks import actions
from hub.tickets.callbacks.types import CallBack, ToCallList
from hub.tickets.types import Ticket
from tests.hub.tickets.closing.tale import Tale
from tests.support import ask


async def call(tale: Tale, by: Principal, **given: Any) -> Ticket:
    values = {"reached": True, "resolved": True} | given
    return await actions.call_back(tale.db, by, ask(by), tale.id, CallBack(**values))


async def listed(tale: Tale, by: Principal, area: UUID | None = None, **given: Any) -> ToCallList:
    values: dict[str, Any] = {"after": None, "limit": 50} | given
    return await actions.waiting(tale.db, by, area or tale.place.community, **values)


@pytest.fixture
async def caller(tale: Tale) -> Principal:
    return await tale.people.staff("street_clerk", tale.place.street, "李志强")


async def test_it_is_done(tale: Tale, caller: Principal) -> None:
    await tale.done()
    after = await call(tale, caller, satisfaction=4, text="修好了，谢谢")
    assert (after.state, after.satisfaction) == ("closed", 4)
    own = await tale.kinds(f"own/{tale.an.account}")
    assert own[-1] == "closed"
    assert "called_back" not in own  # among staff
    steps = {step.kind: step for step in await tale.steps()}
    assert (steps["called_back"].text, steps["called_back"].audience) == ("修好了，谢谢", "internal")


async def test_a_rating_by_phone_is_on_her_own_page_too(tale: Tale, caller: Principal) -> None:
    await tale.done()
    await tale.confirm()
    after = await call(tale, caller, satisfaction=3)
    assert (after.state, after.satisfaction) == ("closed", 3)
    assert (await tale.kinds(f"own/{tale.an.account}"))[-1] == "rated"


async def test_it_is_not_done(tale: Tale, caller: Principal) -> None:
    await tale.done()
    await tale.confirm(satisfaction=5)
    after = await call(tale, caller, resolved=False, satisfaction=1, text="还是堵")
    assert (after.state, after.holder.id, after.satisfaction) == ("reopened", tale.place.community, 1)
    last = (await tale.steps(f"own/{tale.an.account}"))[-1]
    assert (last.kind, last.text) == ("reopened", "还是堵")


async def test_no_answer_is_not_rated_and_three_times_are_enough(tale: Tale, caller: Principal) -> None:
    await tale.done()
    for _ in range(3):
        after = await call(tale, caller, reached=False, resolved=None)
        assert (after.state, after.satisfaction) == ("resolved", None)
    with pytest.raises(DomainError) as caught:
        await call(tale, caller, reached=False, resolved=None)
    assert caught.value.code == "call_back.tried_out"
    calls = await actions.of_ticket(tale.db, caller, tale.id)
    assert [(one.reached, one.resolved, one.by.name) for one in calls] == [(False, None, "李志强")] * 3


async def test_who_handled_it_does_not_call(tale: Tale, caller: Principal) -> None:
    await tale.done()
    with pytest.raises(DomainError) as caught:
        await call(tale, tale.clerk)
    assert (caught.value.code, caught.value.status) == ("call_back.own_work", 403)
    colleague = await tale.people.clerk(name="何建国")
    assert (await call(tale, colleague)).state == "closed"


async def test_one_answer_for_each_time_it_was_done(tale: Tale, caller: Principal) -> None:
    await tale.done()
    await call(tale, caller)
    with pytest.raises(DomainError) as caught:
        await call(tale, caller)
    assert caught.value.code == "call_back.done"
    await tale.reopen()
    assert await tale.owner.fetchval("SELECT call_back FROM ticket_outcomes") == "unresolved"
    await tale.done()
    await call(tale, caller)
    assert await tale.owner.fetchval("SELECT call_back FROM ticket_outcomes") == "resolved"


@pytest.mark.parametrize(
    "given",
    [
        {"reached": True, "resolved": None},
        {"reached": False, "resolved": True},
        {"reached": False, "resolved": None, "satisfaction": 5},
    ],
)
async def test_outcomes_that_are_none(tale: Tale, caller: Principal, given: dict[str, Any]) -> None:
    await tale.done()
    with pytest.raises(DomainError) as caught:
        await call(tale, caller, **given)
    assert caught.value.code == "call_back.outcome"


async def test_who_may_not(tale: Tale, caller: Principal) -> None:
    with pytest.raises(DomainError) as caught:
        await call(tale, caller)  # nothing is done yet
    assert caught.value.code == "ticket.wrong_state"
    await tale.done()
    far = await tale.people.clerk(tale.place.other_community)
    grid = await tale.people.staff("grid_officer", tale.place.grid, "王芳")
    for who, status in ((tale.an, 403), (tale.dispatcher, 403), (grid, 403), (far, 404)):
        with pytest.raises(DomainError) as caught:
            await call(tale, who)
        assert caught.value.status == status
    for who, status in ((tale.an, 403), (tale.dispatcher, 403), (far, 404)):
        with pytest.raises(DomainError) as caught:
            await actions.of_ticket(tale.db, who, tale.id)
        assert caught.value.status == status
    official = await tale.people.staff("official_viewer", tale.place.district, "周海")
    for who in (tale.an, tale.dispatcher, grid, far, official):
        with pytest.raises(DomainError) as caught:
            await listed(tale, who)
        assert caught.value.status == 404


async def test_the_list(tale: Tale, caller: Principal) -> None:
    await tale.owner.execute(
        """INSERT INTO rate_definitions VALUES ($1, 1, 'contacted', 'dispatched', 'call_backs', 3, 0, '试', $2)""",
        tale.place.district, caller.account,
    )  # fmt: skip
    quiet = tale.ticket.number
    await tale.done()
    bad = await tale.report()
    await tale.done()
    await tale.confirm(satisfaction=2)
    phone = await tale.report()
    await tale.owner.execute("UPDATE tickets SET origin = 'phone' WHERE id = $1", phone.id)
    await tale.done()
    for column in ("practice", "staff_only", "excluded"):
        await tale.report()
        await tale.owner.execute(
            f"UPDATE tickets SET origin = 'phone', {column} = true WHERE id = $1",
            tale.id,
        )
        await tale.acknowledge()
        await tale.resolve(tale.clerk)
    found = await listed(tale, caller)
    assert [(one.ticket.number, one.why) for one in found.tickets] == [
        (bad.number, "dissatisfied"), (phone.number, "caller"),
    ]  # fmt: skip
    first = await listed(tale, caller, limit=1)
    assert first.next is not None
    assert (await listed(tale, caller, after=first.next)).tickets == found.tickets[1:]
    assert (await listed(tale, tale.clerk)).tickets == []  # her own work
    # with everybody sampled the quiet one is there too
    await tale.owner.execute("UPDATE rate_definitions SET sample_percent = 100")
    assert (await listed(tale, caller)).tickets[0].ticket.number == quiet
    # no answer: again in two hours; an answer: never
    tale.ticket = phone
    await call(tale, caller, reached=False, resolved=None)
    assert phone.number not in [one.ticket.number for one in (await listed(tale, caller)).tickets]
    await tale.forward(hours=3)
    again = {one.ticket.number: one.tries for one in (await listed(tale, caller)).tickets}
    assert again[phone.number] == 1
    await call(tale, caller)
    assert phone.number not in [one.ticket.number for one in (await listed(tale, caller)).tickets]
    await tale.forward(days=31)
    assert (await listed(tale, caller)).tickets == []
