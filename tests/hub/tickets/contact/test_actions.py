"""The reporter is reached without a number being handed out; every call and look is written down."""

import json
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import msgspec
import pytest

from hub.accounts.actions import create_resident
from hub.accounts.contacts import contact_of
from hub.accounts.types import Principal
from hub.audit import verify
from hub.db import Database
from hub.errors import DomainError
from hub.notify.dispatcher import Dispatcher
from hub.notify.types import Outgoing
from hub.sealing import Sealer
from hub.settings import Settings
from hub.tickets import actions
from hub.tickets.callers import actions as callers
from hub.tickets.callers.types import CallerGiven, FileAmongStaff, FileFor
from hub.tickets.contact import actions as contact
from hub.tickets.contact.types import Look, Phone, Seen, Spoke
from hub.tickets.types import Create, Dispatch, Ticket
from tests.conftest import RunningHub
from tests.support import People, ask

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
PHONE = "13987650001"


class Line:
    """A reporter with a phone, and what was sent."""

    def __init__(self, db: Database, owner: Owner, people: People, sealer: Sealer) -> None:
        self.db, self.owner, self.people, self.place, self.sealer = db, owner, people, people.place, sealer

    async def begin(self) -> "Line":
        async with self.db.transaction() as tx:
            account = await create_resident(
                tx, self.sealer, district=self.place.district, phone=PHONE, name="安女士"
            )
        someone = await self.people.resident()
        self.an = msgspec.structs.replace(someone, account=account)
        self.clerk = await self.people.clerk()
        self.grid = await self.people.staff("grid_officer", self.place.grid, "王芳")
        self.firm = await self.people.dispatcher()
        self.worker = await self.people.worker()
        self.ticket = await self.report()
        return self

    async def report(self, **given: Any) -> Ticket:
        report = {"area": self.place.estate, "category": "drain_blocked", "text": "堵了"} | given
        return await actions.create(self.db, self.an, ask(self.an), Create(**report))

    async def call(self, who: Principal, ticket: UUID | None = None) -> Ticket:
        return await contact.phone(self.db, self.sealer, who, ask(who), ticket or self.ticket.id, Phone())

    async def look(self, who: Principal, ticket: UUID | None = None) -> Seen:
        return await contact.look(self.db, self.sealer, who, ticket or self.ticket.id, Look("call_back"))

    async def refused(self, doing: Any) -> str:
        with pytest.raises(DomainError) as caught:
            await doing
        return caught.value.code

    async def written(self) -> list[tuple[str, UUID, dict[str, str]]]:
        rows = await self.owner.fetch(
            "SELECT action, actor, detail FROM audit WHERE action LIKE 'ticket.%' ORDER BY number"
        )
        return [(row["action"], row["actor"], msgspec.json.decode(row["detail"])) for row in rows]


class Phones:
    """An adapter that keeps what it is given."""

    def __init__(self) -> None:
        self.given: list[Outgoing] = []

    async def deliver(self, message: Outgoing) -> None:
        self.given.append(message)

    async def close(self) -> None: ...


@pytest.fixture
async def line(db: Database, owner: Owner, people: People, settings: Settings) -> Line:
    return await Line(db, owner, people, Sealer(settings.keys())).begin()


async def delivered(line: Line) -> list[Outgoing]:
    phones = Phones()
    await Dispatcher(line.db, line.sealer, phones, contact_of).round()
    return phones.given


async def test_the_adapter_connects_the_two_and_nobody_else_learns_the_number(line: Line) -> None:
    ticket = await line.call(line.clerk)
    assert ticket.version == 2
    [call] = await delivered(line)
    assert (call.channel, call.account, call.connect) == ("voice", line.clerk.account, PHONE)
    assert PHONE not in call.text
    assert PHONE not in str(call.params)
    assert await line.written() == [("ticket.phoned", line.clerk.account, {"ticket": str(line.ticket.id)})]
    everything = await line.owner.fetch(
        """SELECT text FROM events UNION ALL SELECT detail FROM audit UNION ALL SELECT m::text FROM messages m
           UNION ALL SELECT convert_from(answer, 'UTF8') FROM idempotency"""
    )
    assert not any(PHONE in row["text"] for row in everything)


async def test_a_worker_is_connected_and_never_sees_the_number(line: Line) -> None:
    given = Dispatch(organisation=line.place.property_org)
    await actions.dispatch(line.db, line.clerk, ask(line.clerk), line.ticket.id, given)
    await actions.dispatch(
        line.db, line.firm, ask(line.firm), line.ticket.id, Dispatch(account=line.worker.account)
    )
    seen = await line.call(line.worker)
    assert seen.reporter is None
    [call] = await delivered(line)
    assert call.connect == PHONE
    for who in (line.worker, line.firm, line.grid, line.an):
        assert await line.refused(line.look(who)) == "ticket.not_allowed"
    assert await line.refused(line.call(line.grid)) == "ticket.not_allowed"
    stranger = await line.people.clerk(line.place.other_community)
    assert await line.refused(line.look(stranger)) == "not_found"
    assert await line.refused(line.call(stranger)) == "not_found"


async def test_on_a_complaint_only_the_desk_is_connected(line: Line) -> None:
    ticket = await line.report(about=line.place.property_org)
    handler = await line.people.staff(
        "dept_handler", line.place.district, "罗军", organisation=line.place.department
    )
    given = Dispatch(organisation=line.place.department)
    await actions.dispatch(line.db, line.clerk, ask(line.clerk), ticket.id, given)
    assert await line.refused(line.call(handler, ticket.id)) == "ticket.not_allowed"
    assert await line.refused(line.call(line.firm, ticket.id)) == "not_found"
    assert await line.refused(line.look(line.firm, ticket.id)) == "not_found"
    assert (await line.call(line.clerk, ticket.id)).reporter is None
    assert await line.look(line.clerk, ticket.id) == Seen("安女士", PHONE)


async def test_every_look_of_a_desk_is_written_down(line: Line) -> None:
    for _ in range(2):
        assert await line.look(line.clerk) == Seen("安女士", PHONE)
    entry = ("ticket.phone_seen", line.clerk.account, {"ticket": str(line.ticket.id), "reason": "call_back"})
    assert await line.written() == [entry, entry]
    async with line.owner.transaction():
        assert (await verify(line.owner, line.place.district)).broken is None


async def test_a_caller_without_an_account_is_reached_too(line: Line) -> None:
    report = FileFor(
        area=line.place.estate, category="drain_blocked", text="楼上漏水", origin="phone",
        caller=CallerGiven(name="罗先生", phone="13987650002"),
    )  # fmt: skip
    ticket = await callers.on_behalf(line.db, line.sealer, line.clerk, ask(line.clerk), report)
    await line.call(line.clerk, ticket.id)
    assert [one.connect for one in await delivered(line) if one.connect] == ["13987650002"]
    assert await line.look(line.clerk, ticket.id) == Seen("罗先生", "13987650002")
    held = await line.owner.fetchval("SELECT count(*) FROM messages WHERE connect_phone IS NOT NULL")
    assert held == 0  # blanked when it has left


async def test_without_a_phone_nobody_is_called(line: Line) -> None:
    report = FileFor(area=line.place.estate, category="drain_blocked", text="漏水", origin="visit")
    ticket = await callers.on_behalf(line.db, line.sealer, line.clerk, ask(line.clerk), report)
    assert await line.refused(line.call(line.clerk, ticket.id)) == "ticket.no_phone"
    assert await line.look(line.clerk, ticket.id) == Seen("", "")


async def test_who_cannot_type_asks_to_be_called_and_staff_see_whether_somebody_has(
    line: Line, settings: Settings
) -> None:
    ticket = await line.report(text=" \n", call_me=True)
    assert (ticket.call_me, ticket.phoned_at, ticket.text) == (True, None, "下水道堵塞")
    called = await line.call(line.clerk, ticket.id)
    assert called.call_me
    assert called.phoned_at == called.updated_at
    # The call is a step among staff: she is told neither by an event nor by a fetch.
    assert (await actions.detail(line.db, line.an, ticket.id, settings)).ticket.phoned_at is None
    told = await line.owner.fetch("SELECT topics, text FROM events WHERE subject = $1 ORDER BY id", ticket.id)
    staff = [
        json.loads(row["text"])["ticket"] for row in told if f"staff/ticket/{ticket.id}" in row["topics"]
    ]
    own = [json.loads(row["text"])["ticket"] for row in told if f"own/{line.an.account}" in row["topics"]]
    assert [("phoned_at" in one, one["call_me"]) for one in staff] == [(False, True), (True, True)]
    assert [one["call_me"] for one in own] == [True]


async def test_who_was_called_with_another_phone_waits_no_more(line: Line, settings: Settings) -> None:
    ticket = await line.report(call_me=True)

    async def spoke(who: Principal, given: Spoke = Spoke(note="说了明天上午来")) -> Ticket:  # noqa: B008
        return await contact.spoke(line.db, who, ask(who), ticket.id, given)

    async def offered(who: Principal) -> bool:
        return "spoke" in (await actions.detail(line.db, who, ticket.id, settings)).actions

    assert await line.refused(spoke(line.grid)) == "ticket.not_allowed"
    assert await line.refused(spoke(line.an)) == "ticket.not_allowed"
    assert await line.refused(spoke(line.firm)) == "not_found"
    assert (await offered(line.clerk), await offered(line.an)) == (True, False)
    after = await spoke(line.clerk)
    assert after.phoned_at == after.updated_at
    assert not await offered(line.clerk)
    assert await line.refused(spoke(line.clerk)) == "ticket.wrong_state"
    whole = await actions.detail(line.db, line.clerk, ticket.id, settings)
    assert [(one.kind, one.text) for one in whole.timeline][1:] == [("phoned", "说了明天上午来")]
    assert [one.kind for one in (await actions.detail(line.db, line.an, ticket.id, settings)).timeline] == [
        "created"
    ]
    assert await line.written() == [
        ("ticket.phoned", line.clerk.account, {"ticket": str(ticket.id), "self": True})
    ]
    # Who did not ask to be called is not in anybody's way.
    assert await line.refused(
        contact.spoke(line.db, line.clerk, ask(line.clerk), line.ticket.id, Spoke())
    ) == ("ticket.wrong_state")


async def test_of_a_complaint_only_the_desk_says_that_it_called(line: Line) -> None:
    ticket = await line.report(about=line.place.property_org, call_me=True)
    handler = await line.people.staff(
        "dept_handler", line.place.district, "罗军", organisation=line.place.department
    )
    given = Dispatch(organisation=line.place.department)
    await actions.dispatch(line.db, line.clerk, ask(line.clerk), ticket.id, given)
    assert (
        await line.refused(contact.spoke(line.db, handler, ask(handler), ticket.id, Spoke()))
        == "ticket.not_allowed"
    )
    await contact.spoke(line.db, line.clerk, ask(line.clerk), ticket.id, Spoke())


async def test_whom_nobody_can_call_asks_in_vain_and_words_are_needed_without_the_wish(line: Line) -> None:
    assert await line.refused(line.report(text="")) == "ticket.text_empty"
    among = FileAmongStaff(area=line.place.estate, category="drain_blocked", text="巡查发现", call_me=True)
    assert (
        await line.refused(callers.among_staff(line.db, line.clerk, ask(line.clerk), among))
        == "ticket.no_phone"
    )


async def test_over_http(hub: RunningHub, people: People) -> None:
    an, clerk = await people.resident(), await people.clerk()
    ticket = await actions.create(
        hub.hub.db, an, ask(an), Create(area=people.place.estate, category="drain_blocked", text="堵了")
    )
    async with await hub.client(clerk) as client:
        path = f"/api/tickets/{ticket.id}"
        looked = await client.post(f"{path}/phone", json={"reason": "visit"})
        assert (looked.status_code, looked.json()) == (200, {"name": "安女士", "phone": ""})
        assert (await client.post(f"{path}/phone", json={"reason": "so"})).status_code == 400
        called = await client.post(f"{path}/call", json={}, headers={"Idempotency-Key": "1"})
        assert (called.status_code, called.json()["code"]) == (409, "ticket.no_phone")
