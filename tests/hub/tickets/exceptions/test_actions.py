"""Exceptions: asked for with a reason, granted by another, seen by whom they concern."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from hub.accounts.types import Principal
from hub.errors import DomainError
from hub.tickets.exceptions import actions
from hub.tickets.exceptions.types import Ask, Decide, Kind
from hub.tickets.types import Promise, Ticket
from tests.hub.tickets.closing.tale import Tale
from tests.support import ask


async def wants(tale: Tale, kind: Kind, by: Principal | None = None, **given: Any) -> Ticket:
    who = by or tale.clerk
    values = {"reason": "缺配件，要从成都发货", "more": Promise(3, "d") if kind == "extend" else None} | given
    return await actions.ask(tale.db, who, ask(who), tale.id, Ask(kind=kind, **values))


async def last(tale: Tale) -> UUID:
    found: UUID = await tale.owner.fetchval("SELECT id FROM ticket_requests ORDER BY id DESC LIMIT 1")
    return found


async def decides(
    tale: Tale, by: Principal, approve: bool = True, text: str = "同意", request: UUID | None = None
) -> Ticket:
    given = Decide(approve=approve, text=text)
    return await actions.decide(tale.db, by, ask(by), tale.id, request or await last(tale), given)


@pytest.fixture
async def secretary(tale: Tale) -> Principal:
    return await tale.people.staff("community_secretary", tale.place.community, "何建国")


@pytest.fixture
async def street(tale: Tale) -> Principal:
    return await tale.people.staff("street_clerk", tale.place.street, "李志强")


async def test_more_time_moves_the_promise_and_she_learns_when_and_why(
    tale: Tale, secretary: Principal
) -> None:
    await tale.acknowledge()
    assert (await wants(tale, "extend")).asked_for == "extend"
    assert "requested" not in await tale.kinds(f"own/{tale.an.account}")
    after = await decides(tale, secretary)
    assert after.resolve_by - tale.ticket.resolve_by == timedelta(days=3)
    assert (after.extensions, after.asked_for) == (1, None)
    told = (await tale.steps(f"own/{tale.an.account}"))[-1]
    assert (told.kind, told.due, told.text, told.by.name) == (
        "extended", after.resolve_by, "缺配件，要从成都发货", "",
    )  # fmt: skip


async def test_an_overdue_promise_moves_from_now(tale: Tale, secretary: Principal) -> None:
    await tale.acknowledge()
    await tale.forward(days=2)
    await wants(tale, "extend", more=Promise(5, "h"))
    now = await tale.owner.fetchval("SELECT app_now()")
    after = await decides(tale, secretary)
    assert timedelta(0) <= after.resolve_by - now - timedelta(hours=5) < timedelta(minutes=1)


async def test_what_hangs_has_no_deadline_and_comes_back_after_a_month(
    tale: Tale, secretary: Principal
) -> None:
    await tale.acknowledge()
    await tale.dispatch()
    await wants(tale, "hang", tale.dispatcher)
    hung = await decides(tale, secretary)
    assert hung.hung_until is not None
    assert hung.next_by is None
    told = (await tale.steps(f"own/{tale.an.account}"))[-1]
    assert (told.kind, told.due) == ("hung", hung.hung_until)
    await tale.forward(days=27)
    assert (await tale.now()).hung_until is not None
    await tale.forward(days=5)
    back = await tale.now()
    assert (back.hung_until, back.holder.id, back.assignee) == (None, tale.place.community, None)
    # the time it hung is given back
    assert back.resolve_by - hung.resolve_by > timedelta(days=28)
    assert "reviewed" in await tale.kinds(f"own/{tale.an.account}")


async def test_work_takes_up_what_hung(tale: Tale, secretary: Principal) -> None:
    await tale.acknowledge()
    await wants(tale, "hang")
    await decides(tale, secretary)
    await tale.forward(days=10)
    after = await tale.dispatch()
    assert after.hung_until is None
    assert after.resolve_by - tale.ticket.resolve_by >= timedelta(days=10)
    await tale.forward(days=40)
    assert "reviewed" not in await tale.kinds()


async def test_excluding_is_between_units(tale: Tale, street: Principal) -> None:
    await tale.done()
    await tale.confirm()
    await wants(tale, "exclude", tale.dispatcher)
    assert (await decides(tale, street)).excluded
    assert not {"requested", "excluded"} & set(await tale.kinds(f"own/{tale.an.account}"))


async def test_a_refusal_says_why_and_changes_nothing(tale: Tale, secretary: Principal) -> None:
    await tale.acknowledge()
    await wants(tale, "extend")
    with pytest.raises(DomainError) as caught:
        await decides(tale, secretary, approve=False, text=" ")
    assert caught.value.code == "ticket.text_empty"
    after = await decides(tale, secretary, approve=False, text="配件街道有，今天去拿")
    assert (after.asked_for, after.extensions, after.resolve_by) == (None, 0, tale.ticket.resolve_by)
    assert (await tale.steps())[-1].text == "配件街道有，今天去拿"
    assert (await wants(tale, "hang")).asked_for == "hang"  # one may ask again


async def test_nobody_decides_what_they_asked_for(tale: Tale, secretary: Principal) -> None:
    await tale.acknowledge()
    await wants(tale, "extend", secretary)
    with pytest.raises(DomainError) as caught:
        await decides(tale, secretary)
    assert (caught.value.code, caught.value.status) == ("request.own", 403)
    with pytest.raises(asyncpg.CheckViolationError):  # nor could a mistake of ours
        await tale.owner.execute("UPDATE ticket_requests SET decided_by = asked_by")


async def test_who_may_ask_and_who_may_decide(tale: Tale, secretary: Principal, street: Principal) -> None:
    stranger = await tale.people.resident("路人")
    far = await tale.people.staff("community_secretary", tale.place.other_community, "别处")
    for who, status in ((tale.an, 403), (street, 403), (tale.dispatcher, 404), (stranger, 404), (far, 404)):
        with pytest.raises(DomainError) as caught:
            await wants(tale, "extend", who)
        assert caught.value.status == status
    await wants(tale, "extend")
    for who, status in (
        (tale.an, 403),
        (tale.clerk, 403),
        (tale.dispatcher, 404),
        (stranger, 404),
        (far, 404),
    ):
        with pytest.raises(DomainError) as caught:
            await decides(tale, who)
        assert caught.value.status == status
    assert (await decides(tale, street)).extensions == 1


async def test_what_a_street_holds_is_not_decided_below_it(
    tale: Tale, secretary: Principal, street: Principal
) -> None:
    await tale.owner.execute("UPDATE tickets SET holder = $1", tale.place.street)
    await wants(tale, "extend", street)
    with pytest.raises(DomainError) as caught:
        await decides(tale, secretary)
    assert caught.value.code == "ticket.not_allowed"
    assert (await actions.waiting(tale.db, secretary, None, 50)).requests == []
    district = await tale.people.staff("district_coord", tale.place.district, "赵敏")
    assert (await decides(tale, district)).extensions == 1


async def test_two_who_decide_at_once(tale: Tale, secretary: Principal, street: Principal) -> None:
    await tale.acknowledge()
    for turn in range(4):
        await wants(tale, "extend")
        one = await last(tale)
        outcomes = await asyncio.gather(
            decides(tale, secretary, request=one),
            decides(tale, street, approve=bool(turn % 2), text="再看", request=one),
            return_exceptions=True,
        )
        lost = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        assert [type(error) for error in lost] == [DomainError]
        assert isinstance(lost[0], DomainError)
        assert lost[0].code in ("ticket.wrong_state", "request.decided")
    granted = await tale.owner.fetchval("SELECT count(*) FROM ticket_requests WHERE state = 'approved'")
    assert (await tale.now()).extensions == granted
    assert await tale.owner.fetchval("SELECT count(*) FROM ticket_requests WHERE state = 'open'") == 0


async def test_one_request_at_a_time_and_an_old_one_is_over(tale: Tale, secretary: Principal) -> None:
    await tale.acknowledge()
    await wants(tale, "extend")
    with pytest.raises(DomainError) as caught:
        await wants(tale, "hang")
    assert caught.value.code == "ticket.wrong_state"
    old = await last(tale)
    await decides(tale, secretary)
    await wants(tale, "extend")
    with pytest.raises(DomainError) as caught:
        await actions.decide(tale.db, secretary, ask(secretary), tale.id, old, Decide(approve=True))
    assert caught.value.code == "request.decided"


async def test_what_is_done_needs_no_time(tale: Tale, secretary: Principal) -> None:
    await tale.acknowledge()
    await wants(tale, "extend")
    assert (await tale.resolve(tale.clerk)).asked_for is None
    assert await tale.owner.fetchval("SELECT state FROM ticket_requests") == "withdrawn"
    with pytest.raises(DomainError) as caught:
        await wants(tale, "hang")
    assert caught.value.code == "ticket.wrong_state"


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("extend", None),
        ("hang", Promise(1, "d")),
        ("exclude", Promise(1, "h")),
        ("extend", Promise(0, "d")),
        ("extend", Promise(91, "d")),
        ("extend", Promise(-1, "h")),
    ],
)
async def test_times_that_make_no_sense(tale: Tale, kind: Kind, more: Promise | None) -> None:
    with pytest.raises(DomainError) as caught:
        await wants(tale, kind, more=more)
    assert caught.value.code == "request.time"


async def test_what_waits_is_listed_for_those_who_decide(
    tale: Tale, secretary: Principal, street: Principal
) -> None:
    first = tale.id
    await wants(tale, "extend")
    await tale.report()
    await wants(tale, "hang", secretary)
    far = await tale.people.staff("street_clerk", tale.place.other_street, "别处")
    listed = {
        who.name: [one.kind for one in (await actions.waiting(tale.db, who, None, 50)).requests]
        for who in (secretary, street, tale.clerk, tale.an, far)
    }
    assert listed == {
        "何建国": ["extend"],
        "李志强": ["extend", "hang"],
        "陈晓梅": [],
        "安女士": [],
        "别处": [],
    }
    page = await actions.waiting(tale.db, street, None, 1)
    assert page.requests[0].ticket == first
    assert page.next is not None
    rest = await actions.waiting(tale.db, street, UUID(page.next), 1)
    assert ([one.kind for one in rest.requests], rest.next) == (["hang"], None)


async def test_a_ticket_shows_what_was_asked_to_units_only(tale: Tale, secretary: Principal) -> None:
    await wants(tale, "extend")
    await decides(tale, secretary)
    found = await actions.of_ticket(tale.db, tale.clerk, tale.id)
    assert [(one.kind, one.state, one.asked_unit) for one in found] == [("extend", "approved", "金沙社区")]
    assert found[0].decided_by is not None
    stranger = await tale.people.resident("路人")
    for who, status in ((tale.an, 403), (stranger, 404), (tale.dispatcher, 404)):
        with pytest.raises(DomainError) as caught:
            await actions.of_ticket(tale.db, who, tale.id)
        assert caught.value.status == status
