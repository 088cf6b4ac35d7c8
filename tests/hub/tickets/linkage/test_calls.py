"""Units are called together, report in, decline, are late, finish; nobody learns what is not theirs."""

from datetime import timedelta

import pytest

from hub.db import Database
from hub.errors import DomainError
from hub.settings import Settings
from hub.tickets import actions, policy
from hub.tickets.linkage.actions import linkage
from hub.tickets.types import NextOwner
from tests.hub.tickets.linkage.conftest import Cast


async def test_units_are_called_and_report_in(cast: Cast) -> None:
    await cast.acknowledge()
    called = await cast.call(cast.place.department, cast.place.property_org, desks=[cast.place.street])
    assert called.state == "acknowledged"
    assert called.open_calls == 3
    assert {(one.name, one.state) for one in called.partners} == {
        ("区综合行政执法局", "called"), ("示例物业甲", "called"), ("清香坪街道", "called"),
    }  # fmt: skip
    assert called.holder.id == cast.place.community
    there = await cast.report_in(cast.department, words="半小时到", person="罗军")
    assert there.open_calls == 2
    assert there.reporter is None  # the organisation does not learn who reported
    done = await cast.finish_part(cast.department)
    assert {one.name: one.state for one in done.partners}["区综合行政执法局"] == "done"
    shown = await linkage(cast.db, cast.clerk, cast.ticket.id)
    first = next(one for one in shown.calls if one.unit.id == cast.place.department)
    assert (first.state, first.person, first.answer, first.called_by) == (
        "done",
        "罗军",
        "做完了",
        "金沙社区",
    )
    assert first.answered_at is not None


async def test_who_is_called_sees_it_in_the_list_of_things_to_do(cast: Cast, settings: Settings) -> None:
    number = cast.ticket.number
    assert await cast.listed(cast.department, "unit") == []
    with pytest.raises(DomainError, match="Not found"):
        await actions.detail(cast.db, cast.department, cast.ticket.id, settings)
    await cast.call(cast.place.department, desks=[cast.place.sibling_community])
    for who in (cast.department, cast.sibling):
        assert await cast.listed(who, "mine") == [number]
        assert await cast.listed(who, "unit") == [number]
    assert await cast.listed(cast.sibling, "watching") == []
    detail = await actions.detail(cast.db, cast.department, cast.ticket.id, settings)
    assert detail.ticket.reporter is None
    assert [step.kind for step in detail.timeline] == ["called"]
    assert {"report_in", "turn_down", "note"} <= set(detail.actions)
    assert not {"resolve", "dispatch", "acknowledge", "reject", "call"} & set(detail.actions)
    await cast.report_in(cast.department)
    await cast.finish_part(cast.department)
    assert await cast.listed(cast.department, "mine") == []
    assert await cast.listed(cast.department, "unit") == [number]


async def test_the_organisations_hear_and_never_of_the_reporter(
    cast: Cast, owner: object, db: Database
) -> None:
    await cast.call(cast.place.department)
    await cast.report_in(cast.department, words="来了", person="罗军")
    await cast.note(cast.department, "现场看过")
    topic = f"org/{cast.place.department}/tickets"
    assert await cast.steps(topic) == ["called", "reported_in", "noted"]
    assert "安女士" not in str(await cast.told(topic))
    async with db.connection() as connection:
        assert await policy.may_subscribe(connection, cast.department, topic.split("/"))
        assert not await policy.may_subscribe(
            connection, cast.department, f"staff/ticket/{cast.ticket.id}".split("/")
        )
    # The resident learns that it was called, not what units write to each other or whose note it is.
    own = await cast.told(f"own/{cast.an.account}")
    assert [data["step"]["kind"] for data in own] == ["created", "called", "reported_in"]  # type: ignore[index]
    assert "罗军" not in str(own)
    noted = (await cast.told(topic))[-1]
    assert noted["step"]["by"] == {"name": "罗军", "unit": "区综合行政执法局"}  # type: ignore[index]
    assert noted["step"]["audience"] == "internal"  # type: ignore[index]


async def test_who_is_late_is_named_once(cast: Cast) -> None:
    called = await cast.call(cast.place.department)
    assert called.partners[0].state == "called"
    await cast.forward(hours=23)
    assert "call_overdue" not in await cast.steps(f"staff/{cast.place.street}/tickets")
    await cast.call(cast.place.property_org, report_by=called.updated_at + timedelta(hours=25))
    await cast.forward(hours=1, minutes=1)
    told = await cast.told(f"staff/{cast.place.street}/tickets")
    late = [data["step"]["units"] for data in told if data["step"]["kind"] == "call_overdue"]  # type: ignore[index]
    assert [[unit["name"] for unit in units] for units in late] == [["区综合行政执法局"]]
    await cast.forward(hours=3)
    assert (await cast.steps(f"staff/{cast.place.street}/tickets")).count("call_overdue") == 2
    assert [one.overdue for one in (await linkage(cast.db, cast.clerk, cast.ticket.id)).calls] == [True, True]
    await cast.report_in(cast.department)
    await cast.forward(days=3)
    assert (await cast.steps(f"staff/{cast.place.street}/tickets")).count("call_overdue") == 2


async def test_what_is_urgent_has_half_an_hour(cast: Cast) -> None:
    await cast.owner.execute("UPDATE tickets SET urgent = true")
    await cast.call(cast.place.department)
    await cast.forward(minutes=31)
    assert "call_overdue" in await cast.steps(f"staff/{cast.place.community}/tickets")


async def test_who_answered_in_time_is_never_late(cast: Cast) -> None:
    await cast.call(cast.place.department)
    await cast.report_in(cast.department)
    await cast.forward(days=2)
    assert "call_overdue" not in await cast.steps(f"staff/{cast.place.community}/tickets")
    assert await cast.owner.fetchval("SELECT count(*) FROM ticket_timers WHERE kind = 'linkage.call'") == 0


async def test_declining_names_another_and_ends_the_view(cast: Cast) -> None:
    await cast.call(cast.place.department)
    after = await cast.turn_down(cast.department, NextOwner(organisation=cast.place.property_org))
    assert after.open_calls == 0
    assert after.partners == ()
    # The list is left live: the event goes to the topics before and after.
    assert await cast.steps(f"org/{cast.place.department}/tickets") == ["called", "turned_down"]
    assert await cast.listed(cast.department, "unit") == []
    one = (await linkage(cast.db, cast.clerk, cast.ticket.id)).calls[0]
    assert (one.state, one.answer) == ("declined", "不归我们")
    assert one.instead is not None
    assert one.instead.name == "示例物业甲"
    with pytest.raises(DomainError) as refused:
        await cast.note(cast.department)
    assert refused.value.code == "not_found"
    again = await cast.call(cast.place.department)
    assert [part.state for part in again.partners] == ["called"]


async def test_what_is_resolved_needs_nobody_any_more(cast: Cast) -> None:
    await cast.acknowledge()
    await cast.call(cast.place.department, cast.place.property_org)
    await cast.report_in(cast.firm)
    after = await cast.resolve(cast.clerk)
    assert after.open_calls == 0
    assert {one.name: one.state for one in after.partners} == {
        "区综合行政执法局": "ended",
        "示例物业甲": "arrived",
    }
    assert await cast.listed(cast.firm, "mine") == []
    await cast.forward(days=2)
    assert "call_overdue" not in await cast.steps(f"staff/{cast.place.community}/tickets")


async def test_who_may_not(cast: Cast) -> None:
    async def refused(code: str, doing: object) -> None:
        with pytest.raises(DomainError) as caught:
            await doing  # type: ignore[misc]
        assert caught.value.code == code

    place = cast.place
    await refused("not_found", cast.call(place.department, by=cast.sibling))
    await refused("not_found", cast.call(place.department, by=cast.department))
    await refused("ticket.not_allowed", cast.call(place.department, by=cast.an))
    await refused("ticket.call_self", cast.call(desks=[place.community]))
    await refused("ticket.call_self", cast.call(desks=[place.street], by=cast.street))
    await refused("ticket.not_serving", cast.call(place.other_property_org))
    await refused("area.level", cast.call(desks=[place.grid]))
    await refused("area.unknown", cast.call(desks=[place.far_community]))
    await refused("ticket.call_time", cast.call(place.department, report_by=cast.ticket.created_at))
    await refused("ticket.call_twice", cast.call(place.department, place.department))
    await cast.call(place.department)
    await refused("ticket.call_twice", cast.call(place.department))
    await refused("ticket.not_allowed", cast.report_in(cast.an))
    await refused("ticket.not_allowed", cast.report_in(cast.clerk))
    await refused("ticket.not_allowed", cast.finish_part(cast.department))  # it has not reported in
    await refused(
        "ticket.next_same", cast.turn_down(cast.department, NextOwner(organisation=place.department))
    )
    await refused("ticket.not_allowed", cast.resolve(cast.department))
    await refused("ticket.not_allowed", linkage(cast.db, cast.an, cast.ticket.id))
    await refused("not_found", linkage(cast.db, cast.sibling, cast.ticket.id))


async def test_what_it_complains_about_is_never_called(cast: Cast) -> None:
    await cast.owner.execute("UPDATE tickets SET complaint_about = $1", cast.place.property_org)
    with pytest.raises(DomainError) as caught:
        await cast.call(cast.place.property_org)
    assert caught.value.code == "ticket.complained_about"
