"""What complains about an organisation never reaches it, by whatever door: 请不要把我的电话给物业."""

from typing import Any, TypeAlias
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from hub.accounts.events import covered_topics
from hub.accounts.types import Grant, Principal
from hub.db import Database
from hub.errors import DomainError
from hub.routing.types import Rule, ToServing, When
from hub.settings import Settings
from hub.tickets import actions, events, policy
from hub.tickets.changes import Change
from hub.tickets.linkage import calls
from hub.tickets.linkage.types import Call
from hub.tickets.lists import actions as lists
from hub.tickets.steps import service_step
from hub.tickets.types import Create, Dispatch, Holder, NextOwner, Note, Reject, Ticket
from tests.support import District, People, ask

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
WORDS = "电梯三天两头停，去问还挨吼。请不要把我的电话给物业。"


class Complaint:
    """A complaint, who made it, the desk, and people of the firm in every coat they may wear."""

    def __init__(self, db: Database, owner: Owner, people: People, settings: Settings) -> None:
        self.db, self.owner, self.people, self.place, self.settings = (
            db,
            owner,
            people,
            people.place,
            settings,
        )

    async def begin(self) -> "Complaint":
        place = self.place
        await self.owner.execute(
            """INSERT INTO ticket_categories
               SELECT (jsonb_populate_record(c, '{"key": "property_complaint", "about": "property", "position": 9}')).*
                 FROM ticket_categories c WHERE key = 'drain_blocked'"""
        )
        self.luo = await self.people.resident("罗先生")
        self.clerk = await self.people.clerk()
        firm = await self.people.dispatcher()
        self.firm = [firm]
        for role, area in (
            ("community_clerk", place.community), ("grid_officer", place.grid), ("committee", place.estate),
            ("district_coord", place.district), ("dept_handler", place.district),
        ):  # fmt: skip
            other = place.department if role in ("committee", "dept_handler") else None
            path = tuple(place.path[: place.path.index(area) + 1])
            grants = (*firm.grants, Grant(role, area, path, other))  # type: ignore[arg-type]
            self.firm.append(msgspec.structs.replace(firm, grants=grants))
        worker = await self.people.worker()
        self.firm.append(worker)
        self.ticket = await self.report()
        return self

    async def report(self, by: Principal | None = None, **given: Any) -> Ticket:
        who = by or self.luo
        report = {"area": self.place.estate, "category": "property_complaint", "text": WORDS} | given
        return await actions.create(self.db, who, ask(who), Create(**report))

    async def refused(self, doing: Any) -> str:
        with pytest.raises(DomainError) as caught:
            await doing
        return caught.value.code


@pytest.fixture
async def complaint(db: Database, owner: Owner, people: People, settings: Settings) -> Complaint:
    return await Complaint(db, owner, people, settings).begin()


async def test_it_is_about_the_firm_of_the_place_unless_another_is_named(
    complaint: Complaint, district: District
) -> None:
    assert complaint.ticket.complaint_about == district.property_org
    assert (
        await complaint.report(area=district.sibling_community)
    ).complaint_about == district.other_property_org
    assert (await complaint.report(area=district.street)).complaint_about is None  # nobody's firm
    named = await complaint.report(category="drain_blocked", about=district.department)
    assert named.complaint_about == district.department
    assert await complaint.refused(complaint.report(about=uuid4())) == "organisation.unknown"


async def test_it_cannot_be_given_to_the_firm_by_any_step(complaint: Complaint, district: District) -> None:
    clerk, ticket, firm = complaint.clerk, complaint.ticket.id, district.property_org
    db = complaint.db
    assert (
        await complaint.refused(actions.dispatch(db, clerk, ask(clerk), ticket, Dispatch(organisation=firm)))
        == "ticket.complained_about"
    )
    reject = Reject(reason="不归我们", next=NextOwner(organisation=firm))
    assert (
        await complaint.refused(actions.reject(db, clerk, ask(clerk), ticket, reject))
        == "ticket.complained_about"
    )
    given = Call(units=[NextOwner(organisation=firm)], words="来看看")
    assert (
        await complaint.refused(calls.call(db, clerk, ask(clerk), ticket, given)) == "ticket.complained_about"
    )


async def test_not_even_the_service_can_give_it(complaint: Complaint, district: District) -> None:
    holder = Holder("organisation", district.property_org, "")
    async with complaint.db.connection() as connection:
        with pytest.raises(DomainError, match="complain"):
            async with connection.transaction():
                await service_step(
                    connection, district.district, complaint.ticket.id, "dispatched", Change(holder=holder)
                )
    with pytest.raises(asyncpg.CheckViolationError):
        await complaint.owner.execute(
            "UPDATE tickets SET holder_kind = 'organisation', holder = $1", district.property_org
        )


async def test_no_rule_sends_it_there(complaint: Complaint, district: District) -> None:
    rule = Rule(id=uuid4(), name="都给物业", when=When(), to=ToServing("物业"))
    await complaint.owner.execute(
        """INSERT INTO routing_sets (district, area, state, version, rules, changed_by, published_at)
           VALUES ($1, $1, 'published', 1, $2::jsonb, $3, app_now())""",
        district.district, msgspec.json.encode([rule]).decode(), complaint.clerk.account,
    )  # fmt: skip
    assert (await complaint.report()).holder.id == district.community
    assert (await complaint.report(category="drain_blocked")).holder.id == district.property_org


async def test_a_part_of_it_is_a_complaint_too(complaint: Complaint, district: District) -> None:
    part = await complaint.report(category="drain_blocked")
    await complaint.owner.execute(
        "UPDATE tickets SET parent = $2 WHERE id = $1", part.id, complaint.ticket.id
    )
    about = await complaint.owner.fetchval("SELECT complaint_about FROM tickets WHERE id = $1", part.id)
    assert about == district.property_org


async def test_the_firms_people_do_not_learn_that_it_exists(complaint: Complaint) -> None:
    ticket = complaint.ticket
    for who in complaint.firm:
        doing = actions.detail(complaint.db, who, ticket.id, complaint.settings)
        assert await complaint.refused(doing) == "not_found"
        note = actions.note(complaint.db, who, ask(who), ticket.id, Note(text="?"))
        assert await complaint.refused(note) == "not_found"
        for name in ("mine", "unit", "watching"):
            assert (await lists.page(complaint.db, who, name)).tickets == []
        counted = await lists.counts(complaint.db, who)
        assert counted.mine.all + counted.unit.all + counted.watching.all == 0
    # The desk sees it in its list.
    assert [one.id for one in (await lists.page(complaint.db, complaint.clerk, "mine")).tickets] == [
        ticket.id
    ]


async def test_the_firms_people_are_told_by_no_topic(complaint: Complaint, district: District) -> None:
    staff = [events.staff_topic(area) for area in district.path]
    topics = [
        *staff,
        events.ticket_topic(complaint.ticket.id),
        events.organisation_topic(district.property_org),
    ]
    told = {
        topic
        for row in await complaint.owner.fetch(
            "SELECT topics FROM events WHERE subject = $1", complaint.ticket.id
        )
        for topic in row["topics"]
    }
    async with complaint.db.connection() as connection:
        for who in complaint.firm:
            heard = {t for t in topics if await policy.may_subscribe(connection, who, t.split("/"))}
            assert heard.isdisjoint(told), who.grants
        assert await policy.may_subscribe(
            connection, complaint.clerk, events.staff_topic(district.community).split("/")
        )


async def test_who_complained_stands_in_no_payload_of_staff(complaint: Complaint) -> None:
    grid = await complaint.people.staff("grid_officer", complaint.place.grid, "王芳")
    for who in (complaint.clerk, grid):
        detail = await actions.detail(complaint.db, who, complaint.ticket.id, complaint.settings)
        assert detail.ticket.reporter is None
        assert "罗先生" not in msgspec.json.encode(detail).decode()
        listed = [*(await lists.page(complaint.db, who, "watching")).tickets, detail.ticket]
        assert all(one.reporter is None for one in listed)
    rows = await complaint.owner.fetch(
        "SELECT topics, text FROM events WHERE subject = $1", complaint.ticket.id
    )
    for row in rows:
        if list(row["topics"]) != covered_topics(complaint.luo.account):
            assert "罗先生" not in row["text"]
            assert str(complaint.luo.account) not in row["text"]
    # Another ticket names its reporter to staff.
    other = await complaint.report(category="drain_blocked")
    shown = await actions.detail(complaint.db, complaint.clerk, other.id, complaint.settings)
    assert shown.ticket.reporter is not None


async def test_a_worker_who_complains_about_the_own_firm_sees_the_own_complaint(complaint: Complaint) -> None:
    worker = complaint.firm[-1]
    mine = await complaint.report(worker)
    detail = await actions.detail(complaint.db, worker, mine.id, complaint.settings)
    assert "acknowledge" not in detail.actions
    assert [one.id for one in (await lists.page(complaint.db, worker, "own")).tickets] == [mine.id]


async def test_it_is_not_offered_to_the_firm_where_units_are_chosen(
    complaint: Complaint, district: District
) -> None:
    detail = await actions.detail(complaint.db, complaint.clerk, complaint.ticket.id, complaint.settings)
    offered: set[UUID] = {one.id for one in detail.handlers}
    assert district.department in offered
    assert district.property_org not in offered
