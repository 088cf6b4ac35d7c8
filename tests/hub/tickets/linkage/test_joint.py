"""The joint meeting's list: what is stuck and why, on and off by hand, and what the meeting says."""

from datetime import timedelta

from hub.tickets.linkage import joint
from hub.tickets.linkage.actions import linkage
from hub.tickets.linkage.types import OpenTask
from hub.tickets.types import NextOwner
from tests.hub.tickets.linkage.conftest import Cast, refused


async def test_what_goes_well_is_not_on_it(cast: Cast) -> None:
    await cast.acknowledge()
    await cast.open_task()
    await cast.reject(cast.clerk, organisation=cast.place.department)
    assert await cast.stuck(cast.street) == {}


async def test_who_is_late_to_report_in(cast: Cast) -> None:
    await cast.call(cast.place.department)
    await cast.forward(hours=25)
    assert await cast.stuck(cast.street) == {cast.ticket.number: ["calls_overdue"]}
    assert await cast.stuck(cast.district) == {cast.ticket.number: ["calls_overdue"]}
    assert await cast.stuck(cast.district, cast.place.other_street) == {}
    await cast.report_in(cast.department)
    assert await cast.stuck(cast.street) == {}


async def test_two_refusals_until_it_is_decided(cast: Cast) -> None:
    await cast.dispatch()
    await cast.reject(cast.firm, organisation=cast.place.department)
    assert await cast.stuck(cast.street) == {}
    await cast.reject(cast.department, organisation=cast.place.property_org)
    assert await cast.stuck(cast.street) == {cast.ticket.number: ["refused"]}
    await cast.dispatch(cast.place.department, by=cast.street)
    assert await cast.stuck(cast.street) == {}


async def test_three_days_past_the_promise_and_live(cast: Cast) -> None:
    await cast.acknowledge()
    late = (await cast.now()).resolve_by - cast.ticket.created_at
    await cast.forward(seconds=(late + timedelta(days=2, hours=23)).total_seconds())
    assert await cast.stuck(cast.street) == {}
    assert "put_on" not in await cast.steps(f"staff/{cast.place.street}/tickets")
    await cast.forward(hours=2)
    assert await cast.stuck(cast.street) == {cast.ticket.number: ["overdue"]}
    assert "put_on" in await cast.steps(f"staff/{cast.place.street}/tickets")
    await cast.resolve(cast.clerk)
    assert await cast.stuck(cast.street) == {}


async def test_what_hangs_and_what_many_units_have_parts_of(cast: Cast) -> None:
    await cast.call(cast.place.department)
    await cast.open_task()
    assert (await cast.stuck(cast.street))[cast.ticket.number] == ["many_units"]
    await cast.owner.execute(
        "UPDATE tickets SET hung_until = app_now() + interval '1 month' WHERE id = $1", cast.ticket.id
    )
    assert (await cast.stuck(cast.street))[cast.ticket.number] == ["hung", "many_units"]


async def test_on_and_off_by_hand(cast: Cast) -> None:
    number = cast.ticket.number
    await cast.put_on(cast.street)
    assert await cast.stuck(cast.district) == {number: ["by_hand"]}
    await cast.take_off(cast.district)
    assert await cast.stuck(cast.district) == {}
    told = await cast.told(f"staff/{cast.place.street}/tickets")
    steps = [(data["step"]["kind"], data["step"]["text"], data["step"]["by"]["unit"]) for data in told[1:]]  # type: ignore[index]
    assert steps == [("put_on", "几家说不拢", "清香坪街道"), ("taken_off", "已有安排", "西区")]
    assert await cast.steps(f"own/{cast.an.account}") == ["created"]


async def test_taken_off_it_comes_back_for_a_new_reason_only(cast: Cast) -> None:
    number = cast.ticket.number
    await cast.call(cast.place.department)
    await cast.forward(hours=25)
    await cast.take_off(cast.street)
    await cast.note(cast.clerk)
    assert await cast.stuck(cast.street) == {}
    await cast.owner.execute("UPDATE tickets SET hung_until = app_now() + interval '1 month'")
    assert await cast.stuck(cast.street) == {number: ["calls_overdue", "hung"]}
    await cast.take_off(cast.street)
    assert await cast.stuck(cast.street) == {}
    await cast.call(cast.place.property_org)  # another is late: that is new
    await cast.forward(hours=25)
    assert number in await cast.stuck(cast.street)


async def test_what_the_meeting_says_is_done_at_once(cast: Cast) -> None:
    await cast.put_on(cast.street)
    by = cast.ticket.created_at + timedelta(days=7)
    department = NextOwner(organisation=cast.place.department)
    after = await cast.settle(
        cast.district, holder=department,
        tasks=[
            OpenTask(text="看分类桶摆哪里", to=NextOwner(organisation=cast.place.property_org), resolve_by=by),
            OpenTask(text="告诉居民怎样分类", to=NextOwner(area=cast.place.community)),
        ],
    )  # fmt: skip
    assert (after.holder.id, after.open_children, after.decided) == (cast.place.department, 2, True)
    await refused("ticket.decided", cast.reject(cast.department, area=cast.place.community))
    shown = await linkage(cast.db, cast.clerk, cast.ticket.id)
    assert [(one.holder.name, one.text) for one in shown.children] == [
        ("示例物业甲", "看分类桶摆哪里"), ("金沙社区", "告诉居民怎样分类"),
    ]  # fmt: skip
    assert shown.children[0].resolve_by == by
    steps = await cast.steps(f"staff/{cast.place.street}/tickets")
    assert steps[-4:] == ["settled", "subtask_opened", "subtask_opened", "dispatched"]


async def test_what_the_meeting_says_is_done_whole_or_not_at_all(cast: Cast) -> None:
    good = OpenTask(text="看一看", to=NextOwner(organisation=cast.place.department))
    bad = OpenTask(text="看一看", to=NextOwner(organisation=cast.place.other_property_org))
    await refused("ticket.not_serving", cast.settle(cast.district, tasks=[good, bad]))
    assert (await cast.now()).version == 1
    assert await cast.owner.fetchval("SELECT count(*) FROM tickets") == 1
    assert await cast.owner.fetchval("SELECT count(*) FROM ticket_joint") == 0


async def test_who_may_not(cast: Cast) -> None:
    for doing in (cast.put_on, cast.take_off, cast.settle):
        await refused("ticket.not_allowed", doing(cast.clerk))  # type: ignore[operator]
        await refused("ticket.not_allowed", doing(cast.an))  # type: ignore[operator]
        await refused("not_found", doing(cast.sibling))  # type: ignore[operator]
    for who in (cast.clerk, cast.department, cast.an):
        await refused("not_found", cast.stuck(who))
        await refused("not_found", cast.stuck(who, cast.place.street))
    await refused("not_found", cast.stuck(cast.street, cast.place.other_street))
    await refused("not_found", cast.stuck(cast.street, cast.place.district))
    await refused("not_found", cast.stuck(cast.street, cast.place.community))
    await cast.escalate(cast.clerk)
    await cast.escalate(cast.street)
    # The district decides now: the street may not say whose it is, and nothing of its word is kept.
    holder = NextOwner(organisation=cast.place.department)
    await refused("ticket.not_allowed", cast.settle(cast.street, holder=holder))
    assert await cast.owner.fetchval("SELECT count(*) FROM ticket_joint") == 0


async def test_pages(cast: Cast) -> None:
    numbers = []
    for _ in range(5):
        cast.ticket = await cast.report()
        await cast.put_on(cast.street)
        numbers.append(cast.ticket.number)
    seen, after = [], None
    while True:
        page = await joint.page(cast.db, cast.street, cast.place.street, after, 2)
        seen += [item.ticket.number for item in page.items]
        after = page.next
        if after is None:
            break
    assert seen == sorted(numbers, reverse=True)
    await refused("cursor.invalid", joint.page(cast.db, cast.street, None, "x", 2))
