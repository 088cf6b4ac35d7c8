"""Sub-tasks: tickets of their own, and the ticket they belong to waits for them."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from hub.accounts.types import Principal
from hub.tickets import actions
from hub.tickets.callbacks.actions import call_back
from hub.tickets.callbacks.types import CallBack
from hub.tickets.linkage.actions import linkage
from hub.tickets.types import Confirm, NextOwner
from tests.hub.tickets.linkage.conftest import Cast, refused
from tests.support import ask


async def test_a_part_goes_to_another_unit_and_comes_back_done(cast: Cast) -> None:
    await cast.acknowledge()
    due = cast.ticket.created_at + timedelta(days=3)
    child = await cast.open_task(
        to=NextOwner(organisation=cast.place.department), resolve_by=due, staff_only=False
    )
    task = await cast.now(child)
    assert (task.origin, task.parent, task.state) == ("task", cast.ticket.id, "dispatched")
    assert (task.holder.id, task.resolve_by, task.reporter) == (cast.place.department, due, None)
    counted = (
        "SELECT resolve_seconds = extract(epoch FROM resolve_by - clock_from) FROM tickets WHERE id = $1"
    )
    assert await cast.owner.fetchval(counted, task.id)  # computed again, it stays
    assert task.filed_by is not None
    assert (await cast.now()).open_children == 1
    assert await cast.listed(cast.department, "mine") == [task.number]
    done = await cast.resolve(cast.department, child)
    assert done.state == "closed"  # nobody is there to confirm it
    assert done.resolved_at is not None
    assert (await cast.now()).open_children == 0
    assert await cast.steps(f"staff/{cast.place.street}/tickets") == [
        "created", "acknowledged", "subtask_opened", "subtask_done",
    ]  # fmt: skip
    assert (await cast.resolve(cast.clerk)).state == "resolved"


async def test_without_more_words_it_is_for_the_desk_and_among_staff(cast: Cast) -> None:
    child = await cast.open_task()
    task = await cast.now(child)
    assert (task.holder.id, task.category, task.area, task.staff_only) == (
        cast.place.community, "drain_blocked", cast.place.dwelling, True,
    )  # fmt: skip
    assert await cast.steps(f"own/{cast.an.account}") == ["created"]
    assert await cast.steps(f"own/{cast.an.account}", child) == []
    assert await cast.listed(cast.an, "own") == [cast.ticket.number]


async def test_what_has_an_open_part_is_not_done(cast: Cast) -> None:
    await cast.acknowledge()
    child = await cast.open_task()
    await refused("ticket.children_open", cast.resolve(cast.clerk))
    await cast.acknowledge_task(child)
    await cast.resolve(cast.clerk, child)
    await cast.resolve(cast.clerk)
    await refused("ticket.wrong_state", cast.open_task())
    await actions.confirm(cast.db, cast.an, ask(cast.an), cast.ticket.id, Confirm())


async def test_the_table_holds_it_too(cast: Cast) -> None:
    await cast.open_task()
    with pytest.raises(asyncpg.CheckViolationError):
        await cast.owner.execute(
            "UPDATE tickets SET state = 'closed', closed_at = app_now() WHERE id = $1", cast.ticket.id
        )


async def test_many_that_finish_at_once_are_all_counted(cast: Cast) -> None:
    await cast.acknowledge()
    to = NextOwner(organisation=cast.place.department)
    children = [await cast.open_task(to=to) for _ in range(12)]
    assert (await cast.now()).open_children == 12
    finished = [cast.resolve(cast.department, child) for child in children[:11]]
    opened = [cast.open_task(to=to) for _ in range(3)]
    await asyncio.gather(*finished, *opened)
    after = await cast.now()
    assert after.open_children == 4
    steps = await cast.steps(f"staff/ticket/{cast.ticket.id}")
    assert steps.count("subtask_done") == 11
    assert after.version == len(steps)


async def test_no_more_than_can_be_looked_after(cast: Cast) -> None:
    await cast.owner.execute("UPDATE tickets SET open_children = 20")
    await refused("ticket.tasks_many", cast.open_task())


async def test_the_holder_opens_them_too_and_the_others_may_not(cast: Cast) -> None:
    await cast.acknowledge()
    await cast.dispatch()
    await cast.open_task(cast.firm, to=NextOwner(organisation=cast.place.department))
    await refused("not_found", cast.open_task(cast.sibling))
    await refused("ticket.not_allowed", cast.open_task(cast.an))
    await cast.call(cast.place.department)
    await refused("ticket.not_allowed", cast.open_task(cast.department))
    await refused("ticket.task_time", cast.open_task(resolve_by=cast.ticket.created_at))
    await refused("ticket.category_unknown", cast.open_task(category="none"))


async def test_units_see_of_each_other_the_names_only(cast: Cast) -> None:
    await cast.dispatch()
    child = await cast.open_task(to=NextOwner(organisation=cast.place.department), text="只给执法局看的话")

    async def shown(who: Principal) -> str:
        return (await linkage(cast.db, who, cast.ticket.id)).children[0].text

    assert await shown(cast.clerk) == "只给执法局看的话"
    assert await shown(cast.firm) == ""
    own = await linkage(cast.db, cast.department, child)
    assert own.parent is not None
    assert (own.parent.id, own.parent.text) == (cast.ticket.id, "")
    assert "安女士" not in str(await cast.told(f"org/{cast.place.department}/tickets", child))


async def test_a_part_of_a_complaint_never_goes_to_whom_it_is_about(cast: Cast) -> None:
    await cast.owner.execute("UPDATE tickets SET complaint_about = $1", cast.place.property_org)
    to = NextOwner(organisation=cast.place.property_org)
    await refused("ticket.complained_about", cast.open_task(to=to))
    child = await cast.open_task()
    assert (await cast.now(child)).complaint_about == cast.place.property_org


async def test_a_part_that_is_not_done_goes_back_with_a_reason_and_is_timed_again(cast: Cast) -> None:
    await cast.acknowledge()
    due = cast.ticket.created_at + timedelta(days=1)
    to = NextOwner(organisation=cast.place.department)
    child = await cast.open_task(to=to, resolve_by=due, staff_only=False)
    await refused("ticket.wrong_state", cast.send_back(child))  # it is not said to be done
    await cast.resolve(cast.department, child)
    await cast.forward(hours=30)
    after = await cast.send_back(child, reason="只摆了一组，还差两组")
    assert (after.id, after.open_children) == (cast.ticket.id, 1)
    await refused("ticket.children_open", cast.resolve(cast.clerk))
    task = await cast.now(child)
    assert (task.state, task.holder.id, task.closed_at, task.accepted_at) == (
        "dispatched", cast.place.department, None, None,
    )  # fmt: skip
    now = await cast.owner.fetchval("SELECT app_now()")
    assert task.resolve_by > now  # by its category from now; the day it was given has passed
    told = (await cast.told(f"org/{cast.place.department}/tickets", child))[-1]["step"]
    assert (told["kind"], told["text"]) == ("sent_back", "只摆了一组，还差两组")  # type: ignore[index]
    hers = (await cast.told(f"own/{cast.an.account}"))[-1]["step"]
    assert (hers["kind"], hers["text"]) == ("subtask_returned", "")  # type: ignore[index]
    accept = (
        "SELECT count(*) FROM ticket_turns WHERE ticket = $1 AND ended_at IS NULL AND accepted_at IS NULL"
    )
    assert await cast.owner.fetchval(accept, child) == 1  # a new turn
    await cast.resolve(cast.department, child)
    assert (await cast.now()).open_children == 0
    assert (await cast.resolve(cast.clerk)).state == "resolved"
    await refused("ticket.wrong_state", cast.send_back(child))  # the whole is done: she would reopen it


async def test_a_desks_part_goes_back_to_the_desk(cast: Cast) -> None:
    await cast.acknowledge()
    child = await cast.open_task()
    await cast.acknowledge_task(child)
    await cast.resolve(cast.clerk, child)
    await cast.send_back(child, by=cast.street)
    task = await cast.now(child)
    assert (task.state, task.holder.id) == ("reopened", cast.place.community)
    assert task.number in await cast.listed(cast.clerk, "mine")


async def test_who_may_send_a_part_back(cast: Cast) -> None:
    await cast.acknowledge()
    await cast.dispatch()
    child = await cast.open_task(cast.firm, to=NextOwner(organisation=cast.place.department))
    await cast.resolve(cast.department, child)
    for who, code in (
        (cast.sibling, "not_found"), (cast.department, "not_found"), (cast.an, "ticket.not_allowed"),
    ):  # fmt: skip
        await refused(code, cast.send_back(child, by=who))
    await refused("not_found", cast.send_back(cast.ticket.id))  # it is no part of anything
    await refused("ticket.stale", cast.send_back(child, version=1))

    async def offered(who: Principal) -> bool:
        return (await linkage(cast.db, who, cast.ticket.id)).children[0].may_send_back

    assert await offered(cast.firm)
    assert await offered(cast.clerk)
    await cast.send_back(child, by=cast.firm)  # who holds the ticket, though it sees nothing else of the part
    assert not await offered(cast.firm)


async def test_nobody_is_called_back_about_a_part(cast: Cast) -> None:
    await cast.acknowledge()
    child = await cast.open_task(to=NextOwner(organisation=cast.place.department))
    await cast.resolve(cast.department, child)
    given = CallBack(reached=True, resolved=False)
    await refused("ticket.wrong_state", call_back(cast.db, cast.street, ask(cast.street), child, given))
