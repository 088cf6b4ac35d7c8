"""Queues: the next deadline first, nothing lost between pages, counted as listed, and served by indexes."""

import asyncio
import json
import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.tickets import actions
from hub.tickets.lists import actions as lists
from hub.tickets.lists.store import Asked, q
from hub.tickets.lists.types import Count, Filter, ListName, Sort
from hub.tickets.types import Acknowledge, Create, Ticket
from tests.support import District, People, ask

NONE = Count(0, 0, 0, 0, 0, 0, 0)
PLANT = """
INSERT INTO tickets (district, category, text, area, path, place, desk, holder_kind, holder, reporter, state,
                     closed_at, acknowledge_by, resolve_by, acknowledged_at, assignee)
SELECT a.district, 'drain_blocked', '堵了', a.id, a.path, '某处', d.id, 'desk', d.id, $1,
       s.state, CASE WHEN s.state = 'closed' THEN now() END, now() + n * interval '1 minute',
       now() + n * interval '2 minutes', CASE WHEN s.state <> 'reported' THEN now() END, NULL
  FROM generate_series(1, $2::int) n
  CROSS JOIN LATERAL (SELECT CASE WHEN n % 10 > 0 THEN 'closed' WHEN n % 20 = 0 THEN 'reported' ELSE 'working' END
                        AS state) s
  JOIN areas a ON a.id = ($3::uuid[])[n % cardinality($3::uuid[]) + 1]
  JOIN areas d ON d.id = a.path[3]
"""
"""Tickets on the desks of their communities: nine tenths closed, the rest reported or working."""


class Desk:
    def __init__(self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place

    async def report(self, by: Principal, text: str = "门口下水道堵了") -> Ticket:
        given = Create(area=self.place.dwelling, category="drain_blocked", text=text)
        return await actions.create(self.db, by, ask(by), given)

    async def due(self, ticket: UUID, minutes: float) -> None:
        await self.owner.execute(
            "UPDATE tickets SET acknowledge_by = now() + $2, resolve_by = now() + $2 WHERE id = $1",
            ticket, timedelta(minutes=minutes),
        )  # fmt: skip

    async def put(self, ticket: UUID, column: str, value: object) -> None:
        await self.owner.execute(f"UPDATE tickets SET {column} = $2 WHERE id = $1", ticket, value)

    async def numbers(self, who: Principal, name: ListName, **given: Any) -> list[int]:
        asked = {key: given.pop(key) for key in ("sort", "after", "limit") if key in given}
        return [
            one.number for one in (await lists.page(self.db, who, name, Filter(**given), **asked)).tickets
        ]


@pytest.fixture
def desk(db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> Desk:
    return Desk(db, owner, people)


async def test_the_next_deadline_first_and_what_waits_last(desk: Desk) -> None:
    an, clerk = await desk.people.resident(), await desk.people.clerk()
    late, soon, waits, hangs, later = [await desk.report(an) for _ in range(5)]
    for ticket, minutes in ((late, -5), (soon, 10), (later, 600), (waits, 1), (hangs, 1)):
        await desk.due(ticket.id, minutes)
    now = await desk.owner.fetchval("SELECT now()")
    await desk.put(waits.id, "waiting_since", now)
    await desk.put(hangs.id, "hung_until", now)
    order = [one.number for one in (late, soon, later, waits, hangs)]
    for name in ("mine", "unit"):
        assert await desk.numbers(clerk, name) == order  # type: ignore[arg-type]
        assert await desk.numbers(clerk, name, sort="new") == sorted(order, reverse=True)  # type: ignore[arg-type]
    assert await desk.numbers(an, "own") == sorted(order, reverse=True)
    street = await desk.people.staff("street_clerk", desk.place.street)
    assert await desk.numbers(street, "watching") == sorted(order, reverse=True)
    assert await desk.numbers(street, "watching", sort="next") == order


async def test_closed_ones_are_listed_by_number(desk: Desk) -> None:
    an, clerk = await desk.people.resident(), await desk.people.clerk()
    tickets = [await desk.report(an) for _ in range(3)]
    for ticket in tickets[:2]:
        await desk.owner.execute(
            "UPDATE tickets SET state = 'closed', closed_at = now() WHERE id = $1", ticket.id
        )
    closed = [tickets[1].number, tickets[0].number]
    assert await desk.numbers(clerk, "unit") == [tickets[2].number]
    assert await desk.numbers(clerk, "unit", states=["closed"]) == closed
    assert await desk.numbers(clerk, "unit", states=["closed"], sort="next") == closed
    assert await desk.numbers(clerk, "unit", number=tickets[0].number) == [tickets[0].number]
    assert await desk.numbers(clerk, "mine", states=["closed"]) == []


async def test_filters(desk: Desk) -> None:
    an, clerk = await desk.people.resident(), await desk.people.clerk()
    other = await desk.people.clerk(name="何建国")
    plain, special = await desk.report(an), await desk.report(an, "楼道灯不亮")
    await desk.put(special.id, "urgent", True)
    await desk.due(special.id, -1)
    await desk.put(special.id, "assignee", clerk.account)
    ways: list[dict[str, Any]] = [
        {"urgent": True}, {"overdue": True}, {"assignee": "me"}, {"words": "灯不亮"}, {"number": special.number},
        {"words": str(special.number)}, {"words": f"{special.number // 1000} {special.number % 1000:03}"},
    ]  # fmt: skip
    for way in ways:
        assert await desk.numbers(clerk, "unit", **way) == [special.number], way
    for way in ({"urgent": False}, {"overdue": False}, {"assignee": "none"}):
        assert await desk.numbers(clerk, "unit", **way) == [plain.number], way
    assert await desk.numbers(other, "unit", assignee="me") == []
    for column in ("waiting_since", "hung_until"):
        await desk.put(plain.id, column, await desk.owner.fetchval("SELECT now()"))
    assert await desk.numbers(clerk, "unit", waiting=True, hung=True) == [plain.number]
    assert await desk.numbers(clerk, "unit", waiting=False, hung=False) == [special.number]
    await desk.put(plain.id, "call_me", True)
    await desk.put(special.id, "call_me", True)
    await desk.put(special.id, "phoned_at", await desk.owner.fetchval("SELECT now()"))
    assert await desk.numbers(clerk, "unit", to_call=True) == [plain.number]
    assert await desk.numbers(clerk, "unit", to_call=False) == [special.number]
    assert await desk.numbers(clerk, "unit", words="\0") == [special.number, plain.number]
    assert await desk.numbers(clerk, "unit", category="\0") == []


async def test_counts_are_those_of_the_lists(desk: Desk) -> None:
    an, clerk = await desk.people.resident(), await desk.people.clerk()
    street = await desk.people.staff("street_clerk", desk.place.street)
    first, second, third = [await desk.report(an) for _ in range(3)]
    await desk.due(first.id, -1)
    await desk.put(first.id, "urgent", True)
    await desk.put(second.id, "assignee", (await desk.people.clerk(name="何建国")).account)
    await desk.put(third.id, "waiting_since", await desk.owner.fetchval("SELECT now()"))
    await desk.put(second.id, "call_me", True)
    found = await lists.counts(desk.db, clerk)
    assert found.unit == Count(all=3, overdue=1, unassigned=2, urgent=1, waiting=1, hung=0, to_call=1)
    assert found.mine == Count(all=2, overdue=1, unassigned=2, urgent=1, waiting=1, hung=0, to_call=0)
    assert (found.watching, found.own) == (NONE, NONE)
    assert (await lists.counts(desk.db, street)).watching == found.unit
    assert (await lists.counts(desk.db, an)).own.all == 3
    stranger = await lists.counts(desk.db, await desk.people.clerk(desk.place.sibling_community))
    assert stranger.unit == stranger.mine == stranger.watching == NONE


@pytest.mark.parametrize("sort", ["next", "new"])
async def test_nothing_is_lost_or_shown_twice_while_tickets_move(desk: Desk, sort: Sort) -> None:
    an, clerk = await desk.people.resident(), await desk.people.clerk()
    chance = random.Random(7)
    tickets = [await desk.report(an) for _ in range(40)]
    for ticket in tickets:
        # A third each: the same deadline, one of their own, none at all.
        match ticket.number % 3:
            case 0:
                await desk.due(ticket.id, 30)
            case 1:
                await desk.due(ticket.id, chance.randrange(1, 90))
            case _:
                await desk.put(ticket.id, "waiting_since", await desk.owner.fetchval("SELECT now()"))
    moved: set[int] = set()
    shown: list[int] = []
    after = None
    while True:
        page = await lists.page(desk.db, clerk, "unit", sort=sort, after=after, limit=7)
        shown += [one.number for one in page.tickets]
        if (after := page.next) is None:
            break
        for ticket in chance.sample(tickets, 3):  # to the front, to the end, out of the list
            moved.add(ticket.number)
            match chance.randrange(3):
                case 0:
                    await desk.due(ticket.id, -chance.randrange(1, 1000))
                case 1:
                    await desk.put(ticket.id, "hung_until", await desk.owner.fetchval("SELECT now()"))
                case _:
                    await desk.owner.execute(
                        "UPDATE tickets SET state = 'closed', closed_at = now() WHERE id = $1", ticket.id
                    )
        await desk.report(an)  # a new one comes in
    still = {one.number for one in tickets} - moved
    assert len(still) > 10
    assert all(shown.count(number) == 1 for number in still)
    if sort == "new":  # the number never moves: nothing comes twice at all
        assert len(shown) == len(set(shown))


async def test_a_cursor_belongs_to_its_order(desk: Desk) -> None:
    an, clerk = await desk.people.resident(), await desk.people.clerk()
    for _ in range(2):
        await desk.report(an)
    page = await lists.page(desk.db, clerk, "unit", limit=1)
    with pytest.raises(DomainError) as caught:
        await lists.page(desk.db, clerk, "unit", sort="new", after=page.next, limit=1)
    assert caught.value.code == "cursor.invalid"


async def test_two_clerks_read_while_a_third_works(desk: Desk) -> None:
    an, clerk = await desk.people.resident(), await desk.people.clerk()
    tickets = [await desk.report(an) for _ in range(12)]

    async def work() -> None:
        for ticket in tickets:
            await actions.acknowledge(desk.db, clerk, ask(clerk), ticket.id, Acknowledge())

    async def read() -> list[int]:
        found, after = [], None
        while True:
            page = await lists.page(desk.db, clerk, "unit", sort="new", after=after, limit=3)
            found += [one.number for one in page.tickets]
            if (after := page.next) is None:
                return found

    _, *read_by = await asyncio.gather(work(), read(), read())
    for found in read_by:
        assert found == sorted((one.number for one in tickets), reverse=True)


def scans(plan: dict[str, Any]) -> list[tuple[str, str]]:
    """(node type, index or table) of every scan in a plan."""
    below = [one for child in plan.get("Plans", []) for one in scans(child)]
    name = plan.get("Index Name") or plan.get("Relation Name")
    return [(plan["Node Type"], name), *below] if name else below


async def plant(owner: "asyncpg.Connection[asyncpg.Record]", place: District, many: int, by: UUID) -> None:
    areas = [place.dwelling, place.sibling_community, place.other_community]
    await owner.execute(PLANT, by, many, areas)
    await owner.execute("ANALYZE tickets")


async def test_fifty_thousand_tickets_are_listed_by_index(desk: Desk) -> None:
    an, clerk = await desk.people.resident(), await desk.people.clerk()
    street = await desk.people.staff("street_clerk", desk.place.street)
    somebody = await desk.people.resident("罗先生")
    await plant(desk.owner, desk.place, 50_000, somebody.account)
    await desk.report(an)
    asked = [
        (clerk, "mine", Filter()), (clerk, "unit", Filter()), (clerk, "watching", Filter()),
        (street, "watching", Filter()), (street, "mine", Filter()), (an, "own", Filter()),
        (clerk, "unit", Filter(overdue=True)), (clerk, "unit", Filter(states=["working"])),
        (clerk, "unit", Filter(number=100_777)),
    ]  # fmt: skip
    async with desk.db.connection() as connection:
        for who, name, wanted in asked:
            given = Asked(who, name, wanted).arguments()  # type: ignore[arg-type]
            for sort in ("next", "new"):
                for after in (None, 100_000):
                    found = await connection.fetchval(
                        "EXPLAIN (FORMAT JSON) " + q.page, *given, sort, None, after, 51
                    )
                    used = scans(json.loads(found)[0]["Plan"])
                    assert ("Seq Scan", "tickets") not in used, (name, wanted, sort, used)
                    assert any((index or "").startswith("tickets_") for _, index in used), used
            found = await connection.fetchval("EXPLAIN (FORMAT JSON) " + q.count, *given)
            used = scans(json.loads(found)[0]["Plan"])
            assert ("Seq Scan", "tickets") not in used, (name, wanted, "count", used)
    assert len(await desk.numbers(clerk, "unit", limit=200)) == 200
