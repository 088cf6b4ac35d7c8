"""Filed on behalf: how it came, for whom, what the caller hears, and who may see what."""

from typing import Any

import asyncpg
import msgspec
import pytest

from hub.accounts.actions import create_resident
from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.sealing import Sealer
from hub.settings import Settings
from hub.tickets import actions
from hub.tickets.callers import actions as callers
from hub.tickets.callers.types import Caller, CallerGiven, FileAmongStaff, FileFor
from hub.tickets.lists import actions as lists
from hub.tickets.lists.types import Filter
from hub.tickets.timers import Context, Watch
from hub.tickets.types import Acknowledge, Dispatch, Note, Ticket
from hub.tickets.watch import HANDLERS
from tests.support import People, ask

PHONE = "13987650001"


class Counter:
    """A clerk at the phone."""

    def __init__(
        self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, sealer: Sealer
    ) -> None:
        self.db, self.owner, self.people, self.place, self.sealer = db, owner, people, people.place, sealer
        self.watch = Watch(db, people.place.district, Context(sealer), HANDLERS)

    async def begin(self) -> "Counter":
        self.clerk = await self.people.clerk()
        return self

    async def file(self, by: Principal | None = None, **changes: Any) -> Ticket:
        who = by or self.clerk
        given: dict[str, Any] = {
            "area": self.place.dwelling, "category": "drain_blocked", "text": "楼上漏水，老人不会用手机",
            "origin": "phone",
            "caller": CallerGiven(name="罗先生", phone=PHONE),
        }  # fmt: skip
        return await callers.on_behalf(self.db, self.sealer, who, ask(who), FileFor(**(given | changes)))

    async def among_staff(self, by: Principal | None = None) -> Ticket:
        who = by or self.clerk
        report = FileAmongStaff(area=self.place.estate, category="drain_blocked", text="巡查发现井盖松动")
        return await callers.among_staff(self.db, who, ask(who), report)

    async def sent(self) -> list[dict[str, Any]]:
        """What is in the outbox after the timers rang."""
        await self.watch.look()
        assert not self.watch.failed
        return [
            {
                "template": row["template"], "account": row["account"],
                "phone": row["phone"] and self.sealer.unseal(row["phone"], column="messages.phone", row=row["id"]),
                "params": msgspec.json.decode(
                    self.sealer.unseal(row["params"], column="messages.params", row=row["id"])
                ),
            }
            for row in await self.owner.fetch("SELECT * FROM messages ORDER BY id")
        ]  # fmt: skip


@pytest.fixture
async def counter(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
) -> Counter:
    return await Counter(db, owner, people, Sealer(settings.keys())).begin()


async def test_a_caller_is_kept_sealed_and_shown_masked(counter: Counter) -> None:
    ticket = await counter.file()
    assert (ticket.origin, ticket.reporter, ticket.staff_only) == ("phone", None, False)
    assert ticket.filed_by is not None
    assert ticket.filed_by.name == "陈晓梅"
    seen = await callers.caller(counter.db, counter.sealer, counter.clerk, ticket.id)
    assert seen == Caller("罗先生", "139****0001", False)
    everything = await counter.owner.fetch(
        """SELECT text FROM events UNION ALL SELECT t::text FROM ticket_callers t
           UNION ALL SELECT convert_from(answer, 'UTF8') FROM idempotency"""
    )
    assert not any(PHONE in row["text"] or "罗先生" in row["text"] for row in everything)


async def test_the_residents_phone_makes_them_the_reporter(counter: Counter) -> None:
    async with counter.db.transaction() as tx:
        an = await create_resident(
            tx, counter.sealer, district=counter.place.district, phone=PHONE, name="安女士"
        )
    ticket = await counter.file(caller=CallerGiven(phone="+86 139-8765-0001"))
    assert ticket.reporter is not None
    assert ticket.reporter.id == an
    own = await counter.owner.fetchval("SELECT text FROM events WHERE topics @> ARRAY[$1]", f"own/{an}")
    assert msgspec.json.decode(own)["ticket"].get("filed_by") is None  # not who wrote it down
    [message] = await counter.sent()
    assert (message["template"], message["account"], message["phone"]) == ("caller.created", an, None)
    seen = await callers.caller(counter.db, counter.sealer, counter.clerk, ticket.id)
    assert seen.account


async def test_a_closed_account_or_another_district_is_nobody(counter: Counter) -> None:
    async with counter.db.transaction() as tx:
        gone = await create_resident(tx, counter.sealer, district=counter.place.district, phone=PHONE)
        await create_resident(tx, counter.sealer, district=counter.place.far_district, phone="13987650002")
    await counter.owner.execute("UPDATE accounts SET disabled_at = now() WHERE id = $1", gone)
    assert (await counter.file()).reporter is None
    assert (await counter.file(caller=CallerGiven(phone="13987650002"))).reporter is None


async def test_the_caller_hears_what_residents_see_once(counter: Counter) -> None:
    ticket = await counter.file()
    [created] = await counter.sent()
    assert (created["template"], created["phone"]) == ("caller.created", PHONE)
    assert created["params"]["place"] == "金沙社区 宝鼎金沙小区 12栋3单元1-6"
    clerk = counter.clerk
    await actions.acknowledge(counter.db, clerk, ask(clerk), ticket.id, Acknowledge())
    await actions.note(counter.db, clerk, ask(clerk), ticket.id, Note(text="内部：先别说"))
    told = Note(text="师傅下午到", audience="resident")
    await actions.note(counter.db, clerk, ask(clerk), ticket.id, told)
    to = Dispatch(organisation=counter.place.property_org, note="此户常投诉")
    await actions.dispatch(counter.db, clerk, ask(clerk), ticket.id, to)
    sent = await counter.sent()
    assert [one["template"] for one in sent] == [
        "caller.created", "caller.acknowledged", "caller.noted", "caller.step",
    ]  # fmt: skip
    assert sent[2]["params"]["text"] == "师傅下午到"
    assert sent[1]["params"]["unit"] == "金沙社区"
    assert await counter.sent() == sent  # looked again: nobody is told twice


async def test_without_a_phone_nobody_is_told(counter: Counter) -> None:
    ticket = await counter.file(origin="visit", caller=CallerGiven(name="王大爷"))
    assert await counter.sent() == []
    seen = await callers.caller(counter.db, counter.sealer, counter.clerk, ticket.id)
    assert seen == Caller("王大爷", "", False)
    async with counter.db.transaction() as tx:
        known = await callers.known(tx, counter.sealer, counter.place.district, ticket.id)
    assert known == callers.Known("王大爷", "")


async def test_among_staff_no_resident_ever_hears(counter: Counter) -> None:
    ticket = await counter.among_staff()
    assert (ticket.origin, ticket.staff_only, ticket.reporter) == ("staff", True, None)
    clerk = counter.clerk
    await actions.note(counter.db, clerk, ask(clerk), ticket.id, Note(text="给居民看？", audience="resident"))
    topics = await counter.owner.fetch("SELECT unnest(topics) AS topic FROM events")
    assert topics
    assert not any(row["topic"].startswith(("own/", "public/")) for row in topics)
    assert await counter.sent() == []
    mine = await lists.page(counter.db, clerk, "mine", Filter())
    assert [one.id for one in mine.tickets] == [ticket.id]


@pytest.mark.parametrize("who", ["resident", "sibling clerk", "firm", "official"])
async def test_only_staff_of_the_place_file(counter: Counter, who: str) -> None:
    principal = await somebody(counter, who)
    for file in (counter.file, counter.among_staff):
        with pytest.raises(DomainError) as caught:
            await file(principal)
        assert caught.value.code == "ticket.not_allowed"
    assert await counter.owner.fetchval("SELECT count(*) FROM tickets") == 0
    assert await counter.owner.fetchval("SELECT count(*) FROM ticket_callers") == 0


async def test_a_grid_officer_and_the_street_file_too(counter: Counter) -> None:
    grid = await counter.people.staff("grid_officer", counter.place.grid, "王芳")
    street = await counter.people.staff("street_clerk", counter.place.street, "李志强")
    for who, unit in ((grid, "第一网格"), (street, "清香坪街道")):
        ticket = await counter.file(who, origin="hotline")
        text = await counter.owner.fetchval("SELECT text FROM events WHERE subject = $1", ticket.id)
        assert msgspec.json.decode(text)["step"]["by"] == {"name": who.name, "unit": unit}


async def somebody(counter: Counter, who: str) -> Principal:
    match who:
        case "resident":
            return await counter.people.resident()
        case "sibling clerk":
            return await counter.people.clerk(counter.place.sibling_community)
        case "firm":
            return await counter.people.dispatcher()
    return await counter.people.staff("official_viewer", counter.place.district)


@pytest.mark.parametrize(
    ("who", "code"),
    [("resident", "not_found"), ("sibling clerk", "not_found"), ("firm", "ticket.not_allowed")],
)
async def test_who_may_not_see_the_caller(counter: Counter, who: str, code: str) -> None:
    ticket = await counter.file()
    clerk = counter.clerk
    to = Dispatch(organisation=counter.place.property_org)
    await actions.dispatch(counter.db, clerk, ask(clerk), ticket.id, to)
    with pytest.raises(DomainError) as caught:
        await callers.caller(counter.db, counter.sealer, await somebody(counter, who), ticket.id)
    assert caught.value.code == code


async def test_a_ticket_that_nobody_called_about_has_no_caller(counter: Counter) -> None:
    ticket = await counter.among_staff()
    with pytest.raises(DomainError) as caught:
        await callers.caller(counter.db, counter.sealer, counter.clerk, ticket.id)
    assert caught.value.code == "not_found"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"caller": CallerGiven(phone="12345")}, "phone.invalid"), ({"category": "none"}, "ticket.category_unknown"),
        ({"caller": CallerGiven(name="罗\u202e")}, "input.invalid"), ({"text": " "}, "ticket.text_empty"),
    ],
)  # fmt: skip
async def test_bad_reports_leave_nothing(counter: Counter, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as caught:
        await counter.file(**changes)
    assert caught.value.code == code
    assert await counter.owner.fetchval("SELECT count(*) FROM ticket_callers") == 0


async def test_a_repeated_report_is_one_ticket(counter: Counter) -> None:
    asked = ask(counter.clerk)
    report = FileFor(
        area=counter.place.dwelling, category="drain_blocked", text="漏水", origin="phone",
        caller=CallerGiven(phone=PHONE),
    )  # fmt: skip
    first = await callers.on_behalf(counter.db, counter.sealer, counter.clerk, asked, report)
    assert await callers.on_behalf(counter.db, counter.sealer, counter.clerk, asked, report) == first
    assert await counter.owner.fetchval("SELECT count(*) FROM tickets") == 1
