"""The ticket commands and lists against the real hub."""

import pytest
from shequtong import Conflict, Event, NotFound
from shequtong.types import TicketChanged

from hub.scenarios.pictures import drain
from tests.clients.python.conftest import SignedIn
from tests.support import People


async def test_a_life_from_report_to_reopening(signed_in: SignedIn, people: People) -> None:
    an, clerk = await signed_in(await people.resident()), await signed_in(await people.clerk())
    dispatcher = await signed_in(await people.dispatcher())
    worker_principal = await people.worker()
    worker = await signed_in(worker_principal)
    place = people.place

    shot = await an.upload_photo(drain(blocked=True))
    made = await an.tickets.create(
        area=place.dwelling,
        category="drain_blocked",
        text="门口下水道堵塞",
        place_text="门口",
        photos=[shot.id],
        position={"lat": 26.58, "lon": 101.6},
    )
    assert (made.state, made.version, made.photo_count, made.path) == ("reported", 1, 1, place.path)
    at = made.id
    assert (await clerk.tickets.acknowledge(at, note="收到", version=1)).state == "acknowledged"
    with pytest.raises(Conflict) as stale:
        await clerk.tickets.acknowledge(at, version=1)
    assert stale.value.code == "ticket.stale"
    handlers = (await clerk.tickets.get(at)).handlers
    assert [handler.id for handler in handlers if handler.suggested] == [place.property_org]
    sent = await clerk.tickets.dispatch(at, organisation=place.property_org)
    assert sent.holder is not None
    assert sent.holder.id == place.property_org
    given = await dispatcher.tickets.dispatch(at, account=worker_principal.account)
    assert given.assignee is not None
    assert given.reporter is None
    assert (await worker.tickets.start(at)).state == "working"
    await worker.tickets.note(at, "要用高压水", audience="internal")
    evidence = await worker.upload_photo(drain(blocked=True))
    assert (await worker.tickets.resolve(at, "通了", photos=[evidence.id])).state == "resolved"
    assert (await an.tickets.confirm(at, satisfaction=5, text="谢谢")).state == "closed"
    assert (await an.tickets.reopen(at, "又堵了")).state == "reopened"

    detail = await an.tickets.get(at)
    told = [
        "created",
        "acknowledged",
        "dispatched",
        "dispatched",
        "started",
        "resolved",
        "confirmed",
        "reopened",
    ]
    # The service may have asked her by itself meanwhile.
    assert [step.kind for step in detail.timeline if step.kind != "asked"] == told
    assert (len(detail.photos), len(detail.evidence)) == (1, 1)
    assert detail.as_of is not None
    assert "noted" in [step.kind for step in (await clerk.tickets.get(at)).timeline]


async def test_a_refusal_names_the_next_owner(signed_in: SignedIn, people: People) -> None:
    an, clerk = await signed_in(await people.resident()), await signed_in(await people.clerk())
    made = await an.tickets.create(area=people.place.dwelling, category="drain_blocked", text="堵了")
    moved = await clerk.tickets.reject(made.id, "属于街道", area=people.place.street)
    assert moved.holder is not None
    assert (moved.state, moved.holder.id, moved.refusals) == ("reported", people.place.street, 1)
    moved = await (await signed_in(await people.staff("street_clerk", people.place.street))).tickets.reject(
        made.id, "物业的管道", organisation=people.place.property_org
    )
    assert moved.holder is not None
    # The second refusal is not followed: the level above decides.
    assert (moved.holder.id, moved.refusals, moved.decided) == (people.place.street, 2, False)


async def test_lists_are_paged_and_filtered(signed_in: SignedIn, people: People) -> None:
    an, clerk = await signed_in(await people.resident()), await signed_in(await people.clerk())
    made = [
        await an.tickets.create(area=people.place.dwelling, category=category, text=text)
        for category, text in (("drain_blocked", "一"), ("gas_smell", "二"), ("drain_blocked", "三"))
    ]
    first = await clerk.tickets.list("mine", sort="new", limit=2)
    second = await clerk.tickets.list("mine", sort="new", limit=2, after=first.next)
    assert [ticket.id for ticket in first.tickets + second.tickets] == [
        ticket.id for ticket in reversed(made)
    ]
    assert second.next is None

    async def found(which: str, **filters: object) -> list[str]:
        return [ticket.text for ticket in (await clerk.tickets.list(which, **filters)).tickets]  # type: ignore[arg-type]

    assert await found("mine", category="gas_smell") == ["二"]
    assert await found("mine", number=made[0].number) == ["一"]
    assert await found("mine", q="三") == ["三"]
    assert await found("mine", state="acknowledged") == []
    assert await found("unit", area=people.place.building) == ["二", "一", "三"]  # the next deadline first
    assert await found("watching") == []
    assert [ticket.text for ticket in (await an.tickets.list("own")).tickets] == ["三", "二", "一"]


async def test_events_continue_a_fetched_list(signed_in: SignedIn, people: People) -> None:
    an, clerk = await signed_in(await people.resident()), await signed_in(await people.clerk())
    before = await an.tickets.create(area=people.place.dwelling, category="drain_blocked", text="先")
    page = await clerk.tickets.list("mine")
    after = await an.tickets.create(area=people.place.dwelling, category="drain_blocked", text="后")
    known = {ticket.id: ticket.version for ticket in page.tickets}
    async with clerk.live(people.place.district) as live:
        subscription = await live.subscribe([f"staff/{people.place.community}/tickets"], since=page.as_of)
        while len(known) < 2:
            event = await anext(subscription)
            assert isinstance(event, Event)
            ticket = event.read(TicketChanged).ticket
            known[ticket.id] = max(ticket.version, known.get(ticket.id, 0))
    assert known == {before.id: 1, after.id: 1}


async def test_somebody_else_s_ticket_is_not_there(signed_in: SignedIn, people: People) -> None:
    an, other = await signed_in(await people.resident()), await signed_in(await people.resident("罗先生"))
    made = await an.tickets.create(area=people.place.dwelling, category="drain_blocked", text="堵了")
    with pytest.raises(NotFound):
        await other.tickets.get(made.id)


async def test_linkage_and_following(signed_in: SignedIn, people: People) -> None:
    an, neighbour = await signed_in(await people.resident()), await signed_in(await people.resident("邓先生"))
    clerk = await signed_in(await people.clerk())
    street = await signed_in(await people.staff("street_clerk", people.place.street, "李志强"))
    place = people.place
    handler = await people.staff("dept_handler", place.district, "罗军", organisation=place.department)
    department = await signed_in(handler)
    made = await an.tickets.create(area=place.estate, category="drain_blocked", text="堵了")
    assert (await neighbour.tickets.follow(made.id)).following
    assert [one.id for one in (await neighbour.tickets.following()).tickets] == [made.id]
    called = await clerk.tickets.call(
        made.id, "请来看看", organisations=[place.department], areas=[place.street]
    )
    assert (called.open_calls, len(called.partners)) == (2, 2)
    there = await department.tickets.report_in(made.id, words="来了", person="罗军")
    assert (there.open_calls, there.reporter) == (1, None)
    await clerk.tickets.open_task(made.id, "看一看", organisation=place.department)
    linkage = await clerk.tickets.linkage(made.id)
    assert [call.state for call in linkage.calls] in (["arrived", "called"], ["called", "arrived"])
    assert linkage.children[0].holder.id == place.department
    await department.tickets.finish_part(made.id)
    up = await clerk.tickets.escalate(made.id, "请街道牵头")
    assert up.holder is not None
    assert up.holder.id == place.street
    assert (await street.tickets.hand_down(made.id, "社区能办")).decided
