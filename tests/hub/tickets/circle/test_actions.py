"""What organisations see of their work: lanes, accepting in time, arriving; how the desks see them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.sealing import Sealer
from hub.settings import Settings
from hub.tickets import actions as tickets
from hub.tickets import store
from hub.tickets.circle import actions
from hub.tickets.circle.types import Accept, Arrive, Lane, LaneList
from hub.tickets.timers import Context, Watch
from hub.tickets.types import (
    Confirm,
    Create,
    Dispatch,
    NextOwner,
    Reject,
    Reopen,
    Resolve,
    Start,
    Ticket,
)  # fmt: skip
from hub.tickets.watch import HANDLERS
from tests.support import People, ask, plant_photo

LANES: tuple[Lane, ...] = ("to_send", "accepted", "working", "refused", "done", "overdue")


class Firm:
    """A property firm with its people, a clerk and a resident who reports."""

    def __init__(self, db: Database, owner: Any, people: People, settings: Settings) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place
        self.watch = Watch(db, self.place.district, Context(Sealer(settings.keys())), HANDLERS)

    async def begin(self) -> "Firm":
        self.an, self.clerk = await self.people.resident(), await self.people.clerk()
        self.dispatcher, self.worker = await self.people.dispatcher(), await self.people.worker()
        return self

    async def report(self) -> Ticket:
        given = Create(area=self.place.dwelling, category="drain_blocked", text="门口下水道堵了")
        return await tickets.create(self.db, self.an, ask(self.an), given)

    async def given(self, organisation: UUID | None = None) -> Ticket:
        """A ticket dispatched to the firm."""
        ticket = await self.report()
        to = Dispatch(organisation=organisation or self.place.property_org)
        return await tickets.dispatch(self.db, self.clerk, ask(self.clerk), ticket.id, to)

    async def accept(self, ticket: Ticket, by: Principal | None = None, **given: Any) -> Ticket:
        who = by or self.dispatcher
        return await actions.accept(self.db, who, ask(who), ticket.id, Accept(**given))

    async def arrive(self, ticket: Ticket, by: Principal | None = None) -> Ticket:
        who = by or self.dispatcher
        given = Arrive(photos=[await self.photo(who)])
        return await actions.arrive(self.db, who, ask(who), ticket.id, given)

    async def assign(self, ticket: Ticket, to: Principal | None = None) -> Ticket:
        given = Dispatch(account=(to or self.worker).account)
        return await tickets.dispatch(self.db, self.dispatcher, ask(self.dispatcher), ticket.id, given)

    async def start(self, ticket: Ticket, by: Principal | None = None) -> Ticket:
        who = by or self.worker
        return await tickets.start(self.db, who, ask(who), ticket.id, Start())

    async def resolve(self, ticket: Ticket, by: Principal | None = None) -> Ticket:
        who = by or self.dispatcher
        given = Resolve(text="已疏通", photos=[await self.photo(who)], before=[await self.photo(who)])
        return await tickets.resolve(self.db, who, ask(who), ticket.id, given)

    async def refuse(self, ticket: Ticket) -> Ticket:
        given = Reject(reason="市政管网", next=NextOwner(organisation=self.place.department))
        return await tickets.reject(self.db, self.dispatcher, ask(self.dispatcher), ticket.id, given)

    async def photo(self, who: Principal) -> UUID:
        return await plant_photo(self.owner, who.district, who.account)

    async def lane(self, name: Lane, who: Principal | None = None, **page: Any) -> LaneList:
        options = {"after": None, "limit": 50} | page
        return await actions.lane(self.db, who or self.dispatcher, self.place.property_org, name, **options)

    async def numbers(self, who: Principal | None = None) -> dict[str, list[int]]:
        found = {name: await self.lane(name, who) for name in LANES}
        shown = {name: [one.ticket.number for one in page.tickets] for name, page in found.items()}
        for page in found.values():
            assert page.counts == {name: len(numbers) for name, numbers in shown.items()}
        return {name: numbers for name, numbers in shown.items() if numbers}

    async def forward(self, **by: float) -> None:
        await self.owner.execute("UPDATE app_clock SET ahead = ahead + $1", timedelta(**by))

    async def steps(self, ticket: Ticket) -> list[str]:
        rows = await self.owner.fetch(
            """SELECT text::jsonb #>> '{step,kind}' AS kind FROM events
                WHERE subject = $1 AND topics @> ARRAY[$2] ORDER BY id""",
            ticket.id, f"staff/ticket/{ticket.id}",
        )  # fmt: skip
        return [row["kind"] for row in rows]


@pytest.fixture
async def firm(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
) -> Firm:
    return await Firm(db, owner, people, settings).begin()


async def refused(attempt: Awaitable[object]) -> str:
    with pytest.raises(DomainError) as caught:
        await attempt
    return caught.value.code


async def test_a_ticket_goes_through_the_lanes(firm: Firm) -> None:
    ticket = await firm.given()
    number = ticket.number
    assert await firm.numbers() == {"to_send": [number]}
    async with firm.db.connection() as connection:
        at = await store.now(connection) + timedelta(hours=1)
    accepted = await firm.accept(ticket, arrive_by=at)
    assert (accepted.state, accepted.accepted_at is not None) == ("dispatched", True)
    assert await firm.numbers() == {"accepted": [number]}
    await firm.assign(ticket)
    await firm.arrive(ticket, firm.worker)
    await firm.start(ticket)
    assert await firm.numbers() == {"working": [number]}
    await firm.resolve(ticket)
    one = (await firm.lane("done")).tickets[0]
    assert (one.confirmed, one.turn.arrive_by, one.overdue) == (False, at, False)
    assert one.turn.arrived_at is not None
    assert one.turn.finished_at is not None
    await tickets.confirm(firm.db, firm.an, ask(firm.an), ticket.id, Confirm(satisfaction=5))
    assert (await firm.lane("done")).tickets[0].confirmed
    assert await firm.numbers() == {"done": [number]}
    kinds = ["created", "dispatched", "accepted", "dispatched", "arrived", "started", "resolved", "confirmed"]
    assert await firm.steps(ticket) == kinds


async def test_the_reporter_is_told_when_somebody_comes(firm: Firm, settings: Settings) -> None:
    ticket = await firm.given()
    async with firm.db.connection() as connection:
        at = await store.now(connection) + timedelta(hours=1)
    await firm.accept(ticket, arrive_by=at)
    await firm.arrive(ticket)
    await firm.resolve(ticket)
    seen = await tickets.detail(firm.db, firm.an, ticket.id, settings)
    told = {step.kind: step for step in seen.timeline}
    assert told["accepted"].due == at
    assert told["accepted"].by.name == ""  # which firm, not which clerk
    assert "arrived" in told
    assert (len(seen.before), len(seen.evidence)) == (2, 1)


async def test_a_refusal_names_the_next_owner_and_shows_nothing_later(firm: Firm) -> None:
    ticket = await firm.given()
    await firm.refuse(ticket)
    handler = await firm.people.staff(
        "dept_handler", firm.place.district, "罗军", organisation=firm.place.department
    )
    await tickets.start(firm.db, handler, ask(handler), ticket.id, Start(note="部门的事"))
    assert await firm.numbers() == {"refused": [ticket.number]}
    one = (await firm.lane("refused")).tickets[0]
    assert one.step is not None
    assert (one.step.text, one.step.next and one.step.next.id) == ("市政管网", firm.place.department)
    assert (one.ticket.state, one.ticket.assignee) == ("reported", None)
    assert one.ticket.reporter is None


async def test_reopened_stays_done_by_us_as_we_saw_it(firm: Firm) -> None:
    ticket = await firm.given()
    await firm.resolve(ticket)
    await tickets.reopen(firm.db, firm.an, ask(firm.an), ticket.id, Reopen(reason="还是堵"))
    one = (await firm.lane("done")).tickets[0]
    assert (one.ticket.state, one.confirmed) == ("reopened", False)
    again = Dispatch(organisation=firm.place.property_org)
    await tickets.dispatch(firm.db, firm.clerk, ask(firm.clerk), ticket.id, again)
    assert await firm.numbers() == {"to_send": [ticket.number], "done": [ticket.number]}


async def test_taken_away_leaves_the_lanes(firm: Firm) -> None:
    ticket = await firm.given()
    other = Dispatch(organisation=firm.place.department)
    await tickets.dispatch(firm.db, firm.clerk, ask(firm.clerk), ticket.id, other)
    assert await firm.numbers() == {}


@pytest.mark.parametrize("how", ["assign", "start", "resolve", "arrive"])
async def test_who_does_it_has_accepted_it(firm: Firm, how: str) -> None:
    ticket = await firm.given()
    does: Callable[..., Awaitable[Ticket]] = getattr(firm, how)
    await (firm.start(ticket, firm.dispatcher) if how == "start" else does(ticket))
    assert "to_send" not in await firm.numbers()
    assert await refused(firm.accept(ticket)) in ("ticket.wrong_state", "ticket.not_allowed")
    assert await firm.owner.fetchval("SELECT count(*) FROM ticket_timers WHERE kind = 'circle.accept'") == 0


async def test_accepting_is_once_and_for_who_holds_it(firm: Firm) -> None:
    ticket = await firm.report()
    assert await refused(firm.accept(ticket)) == "not_found"
    assert await refused(firm.accept(ticket, firm.clerk)) == "ticket.wrong_state"  # a desk acknowledges
    ticket = await firm.given()
    other = await firm.people.dispatcher(firm.place.other_property_org)
    assert await refused(firm.accept(ticket, firm.clerk)) == "ticket.not_allowed"
    assert await refused(firm.accept(ticket, firm.an)) == "ticket.not_allowed"
    assert await refused(firm.accept(ticket, other)) == "not_found"
    assert await refused(firm.accept(ticket, firm.worker)) == "not_found"  # not given to her
    async with firm.db.connection() as connection:
        now = await store.now(connection)
    assert (
        await refused(firm.accept(ticket, arrive_by=now - timedelta(minutes=1))) == "ticket.arrival_invalid"
    )
    assert await refused(firm.accept(ticket, arrive_by=now + timedelta(days=99))) == "ticket.arrival_invalid"
    await firm.accept(ticket)
    assert await refused(firm.accept(ticket)) == "ticket.wrong_state"


async def test_two_accept_at_once(firm: Firm) -> None:
    ticket = await firm.given()
    outcomes = await asyncio.gather(
        firm.accept(ticket), firm.accept(ticket), firm.refuse(ticket), return_exceptions=True
    )
    assert sum(isinstance(one, Ticket) for one in outcomes) in (1, 2)  # accepted, then refused: both stand
    turns = await firm.owner.fetchval("SELECT count(*) FROM ticket_turns WHERE ended_at IS NULL")
    assert turns == 1


async def test_arriving_needs_a_picture_and_the_right(firm: Firm) -> None:
    ticket = await firm.given()
    missing = actions.arrive(firm.db, firm.dispatcher, ask(firm.dispatcher), ticket.id, Arrive())
    assert await refused(missing) == "ticket.evidence_missing"
    assert await refused(firm.arrive(ticket, firm.clerk)) == "ticket.not_allowed"
    assert await refused(firm.arrive(ticket, firm.worker)) == "not_found"
    theirs = Arrive(photos=[await firm.photo(firm.worker)])
    stolen = actions.arrive(firm.db, firm.dispatcher, ask(firm.dispatcher), ticket.id, theirs)
    assert await refused(stolen) == "photo.unknown"


async def test_not_accepted_in_time_the_desk_is_told_once(firm: Firm) -> None:
    ticket = await firm.given()
    await firm.forward(minutes=14)
    await firm.watch.look()
    assert "overdue" not in await firm.numbers()
    await firm.forward(minutes=2)
    await firm.watch.look()
    await firm.watch.look()
    assert await firm.steps(ticket) == ["created", "dispatched", "accept_overdue"]
    assert await firm.numbers() == {"to_send": [ticket.number], "overdue": [ticket.number]}
    own = await firm.owner.fetchval(
        "SELECT count(*) FROM events WHERE subject = $1 AND topics @> ARRAY[$2]", ticket.id, f"own/{firm.an.account}"
    )  # fmt: skip
    assert own == 2  # between the desk and the firm
    await firm.accept(ticket)
    assert await firm.numbers() == {"accepted": [ticket.number]}


async def test_minutes_to_accept_are_those_of_the_organisations_calendar(firm: Firm) -> None:
    place, owner = firm.place, firm.owner
    calendar = await owner.fetchval(
        "INSERT INTO calendars (district, name) VALUES ($1, '物业') RETURNING id", place.district
    )
    # Works again in two hours, for a day.
    await owner.execute(
        """INSERT INTO working_periods
           VALUES ($1, true, app_now() + interval '2 hours', app_now() + interval '1 day', 0)""",
        calendar,
    )
    uses = "INSERT INTO calendar_uses (subject, district, calendar) VALUES ($1, $2, $3)"
    await owner.execute(uses, place.property_org, place.district, calendar)
    await firm.given()
    one = (await firm.lane("to_send")).tickets[0]
    assert one.turn.accept_by - one.turn.given_at == pytest.approx(
        timedelta(hours=2, minutes=15), abs=timedelta(seconds=5)
    )
    await owner.execute("UPDATE ticket_categories SET urgent = true WHERE key = 'drain_blocked'")
    await firm.given()
    urgent = (await firm.lane("to_send")).tickets[0]
    assert urgent.turn.accept_by - urgent.turn.given_at == timedelta(minutes=15)


@pytest.mark.parametrize("how", ["accept", "refuse", "resolve"])
async def test_what_was_taken_up_is_not_told_of(firm: Firm, how: str) -> None:
    ticket = await firm.given()
    await getattr(firm, how)(ticket)
    await firm.owner.execute("DELETE FROM ticket_timers WHERE kind <> 'circle.accept'")
    await firm.forward(minutes=14)  # the department's own turn is not late yet
    await firm.watch.look()
    assert "accept_overdue" not in await firm.steps(ticket)


async def test_pages_follow_each_other(firm: Firm) -> None:
    given = [(await firm.given()).number for _ in range(5)]
    seen: list[int] = []
    after: str | None = None
    while True:
        page = await firm.lane("to_send", limit=2, after=after)
        seen += [one.ticket.number for one in page.tickets]
        assert page.counts["to_send"] == 5
        after = page.next
        if after is None:
            break
    assert seen == given
    for wrong in ("x", "1_2", "99999999999999999999." + "a" * 32, "1." + "z" * 32):
        assert await refused(firm.lane("to_send", after=wrong)) == "cursor.invalid"


async def test_lanes_are_for_the_organisations_people(firm: Firm) -> None:
    ticket = await firm.given()
    await firm.given()
    other = await firm.people.dispatcher(firm.place.other_property_org)
    for stranger in (firm.an, firm.clerk, other):
        assert await refused(firm.lane("to_send", stranger)) == "organisation.unknown"
    assert await firm.numbers(firm.worker) == {}
    await firm.assign(ticket)
    assert await firm.numbers(firm.worker) == {"accepted": [ticket.number]}


async def test_lanes_never_tell_who_reported(firm: Firm) -> None:
    first, second = await firm.given(), await firm.given()
    await firm.refuse(second)
    await firm.resolve(first)
    for name in LANES:
        for one in (await firm.lane(name)).tickets:
            assert (one.ticket.reporter, one.ticket.filed_by) == (None, None)


async def test_a_worker_hears_of_what_was_given_to_her_alone(firm: Firm) -> None:
    from hub.tickets.policy import may_subscribe

    place = firm.place
    async with firm.db.connection() as connection:
        for who, topic, allowed in (
            (firm.worker, f"org/{place.property_org}/tickets", False),
            (firm.dispatcher, f"org/{place.property_org}/tickets", True),
            (firm.worker, f"own/{firm.worker.account}/work", True),
            (firm.dispatcher, f"own/{firm.worker.account}/work", False),
        ):
            assert await may_subscribe(connection, who, topic.split("/")) is allowed, (topic, who.name)
    ticket = await firm.given()
    await firm.assign(ticket)
    await firm.assign(ticket, firm.dispatcher)
    told = await firm.owner.fetch(
        "SELECT text::jsonb AS data FROM events WHERE topics @> ARRAY[$1]", f"own/{firm.worker.account}/work"
    )
    assert len(told) == 2  # given to her, and taken from her
    assert all('"reporter": null' in row["data"] for row in told)


async def test_the_desk_sees_who_is_late(firm: Firm) -> None:
    await firm.given()  # and nobody accepts it
    done = await firm.given()
    await firm.forward(minutes=10)
    await firm.accept(done)
    await firm.forward(minutes=20)
    await firm.resolve(done)
    await firm.given(firm.place.department)
    found = await actions.figures(firm.db, firm.clerk, firm.place.community, 30)
    shown = {one.id: one for one in found.organisations}
    figures = shown[firm.place.property_org]
    assert (figures.open, figures.to_send, figures.accept_overdue, figures.overdue, figures.done) == (
        1,
        1,
        1,
        1,
        1,
    )
    assert figures.accept_minutes == pytest.approx(10, abs=0.5)
    assert figures.finish_minutes == pytest.approx(30, abs=0.5)
    assert shown[firm.place.department].accept_minutes is None
    assert found.organisations[0].id == firm.place.property_org


async def test_figures_are_for_the_desks_of_the_area(firm: Firm) -> None:
    place = firm.place
    street = await firm.people.staff("street_clerk", place.street, "李志强")
    grid = await firm.people.staff("grid_officer", place.grid, "王芳")
    sibling = await firm.people.clerk(place.sibling_community, "何建国")
    far = await firm.people.clerk(place.far_community, "远")
    await actions.figures(firm.db, street, place.community, 30)
    await actions.figures(firm.db, firm.clerk, place.estate, 30)
    for stranger in (grid, sibling, far, firm.dispatcher, firm.an):
        assert await refused(actions.figures(firm.db, stranger, place.community, 30)) == "area.unknown"
    assert await refused(actions.figures(firm.db, firm.clerk, place.street, 30)) == "area.unknown"
    assert await refused(actions.figures(firm.db, firm.clerk, uuid4(), 30)) == "area.unknown"
