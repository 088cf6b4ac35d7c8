"""Three rates of a seeded month equal what was computed by hand.

The month, May 2026: 41 tickets; J 金沙社区 and Y 杨家坪社区 are desks, P 示例物业甲 works for J.

    n  desk  by  heard    then                                          response  resolution  satisfaction
    6  J     P   in time  confirmed, very satisfied; called: done        6/6       6/6         6/6
    4  J     P   in time  confirmed, fairly satisfied                    4/4       –           4/4
    3  J     P   in time  silence; called, no answer                     3/3       –           –
    2  J     P   late     called: not done, very dissatisfied; reopened  0/2       0/2         0/2
    3  J     J   in time  confirmed, satisfied; called: done             3/3       3/3         3/3
    2  J     –   never    –                                              0/2       –           –
    1  J     J   in time  confirmed, very satisfied, reopened            1/1       –           –
    2  J     J   in time  practice                                       –         –           –
    2  J     P   late     confirmed, very dissatisfied; excluded         –         –           –
    1  J     –   –        merged into another before anybody saw it      –         –           –
    5  Y     Y   in time  confirmed, satisfied; called: done             5/5       5/5         5/5
    3  Y     Y   late     confirmed, dissatisfied; called: done          0/3       3/3         0/3
    2  Y     Y   in time  silence; called: done, very satisfied          2/2       2/2         2/2
    2  Y     Y   in time  extended; confirmed, very satisfied            2/2       –           2/2
    1  Y     Y   in time  hung                                           1/1       –           –
    1  Y     Y   –        a sub-task of one of the five                  –         –           –
    1  J     –   –        came ten minutes before the month began        –         –           –

    J      6+4+3+2+3+2+1 = 21 counted   17/21     9/11        13/15
    P      6+4+3+2       = 15           13/15     6/8         10/12
    Y      5+3+2+2+1     = 13           10/13     10/10       9/12
    total                  34           27/34     19/21       22/27
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.settings import Settings
from hub.tickets import actions as tickets
from hub.tickets.callbacks import actions as calls
from hub.tickets.callbacks.types import CallBack
from hub.tickets.duplicates.actions import merge
from hub.tickets.duplicates.types import Merge
from hub.tickets.exceptions import actions as exceptions
from hub.tickets.exceptions.types import Ask, Decide, Kind
from hub.tickets.linkage import actions as linkage
from hub.tickets.linkage.types import OpenTask
from hub.tickets.rates import actions
from hub.tickets.rates.types import By, Choice, Define, Of, Part, RateRow, RateTable
from hub.tickets.types import Acknowledge, Confirm, Create, Dispatch, Promise, Reopen, Resolve
from tests.hub.tickets.closing.tale import Tale
from tests.support import People, ask

MAY = (date(2026, 5, 1), date(2026, 5, 31))


class Month:
    """Plays the table above through the room's own commands."""

    def __init__(self, tale: Tale) -> None:
        self.tale, self.db, self.place = tale, tale.db, tale.place

    async def play(self) -> "Month":
        tale, people, place = self.tale, self.tale.people, self.place
        self.an = tale.an = await people.resident()
        learner = await people.resident("演示居民", practice=True)
        self.clerk, self.firm = await people.clerk(), await people.dispatcher()
        tale.clerk, tale.dispatcher = self.clerk, self.firm
        self.sibling = await people.clerk(place.sibling_community, "何建国")
        self.street = await people.staff("street_clerk", place.street, "李志强")
        self.district = await people.staff("district_coord", place.district, "赵敏")

        await self.at("2026-04-30 15:50")
        await self.new(1)
        await self.at("2026-04-30 16:05")  # five past midnight in Shanghai: May
        firms, good = await self.new(6), await self.new(4)
        silent, bad, excluded = await self.new(3), await self.new(2), await self.new(2)
        own, _never, back = await self.new(3), await self.new(2), await self.new(1)
        practice, merged = await self.new(2, who=learner), await self.new(1)
        five, late = await self.new(5, sibling=True), await self.new(3, sibling=True)
        quiet, longer = await self.new(2, sibling=True), await self.new(2, sibling=True)
        hangs = await self.new(1, sibling=True)
        part = OpenTask(text="一部分")
        await linkage.open_task(self.db, self.sibling, ask(self.sibling), five[0], part)
        task = [(await linkage.linkage(self.db, self.sibling, five[0])).children[0].id]

        await self.work(firms + good + silent, firm=True)
        into = Merge(into=own[0])
        await merge(self.db, self.clerk, ask(self.clerk), merged[0], into)
        await self.work(own + back + practice)
        await self.work(task + five + quiet, sibling=True)
        await self.acknowledge(longer + hangs, self.sibling)
        for ticket in longer:
            await self.exception(ticket, "extend", self.sibling, Promise(5, "d"))
        await self.exception(hangs[0], "hang", self.sibling)
        await self.work(longer, sibling=True, heard=True)
        await self.at("2026-05-05 02:00")
        await self.work(bad + excluded, firm=True)
        await self.work(late, sibling=True)

        for ticket, rating in (
            *((one, 5) for one in firms + back + practice + longer), *((one, 3) for one in good),
            *((one, 4) for one in own + five), *((one, 2) for one in late), *((one, 1) for one in excluded),
        ):  # fmt: skip
            who = learner if ticket in practice else self.an
            await tickets.confirm(self.db, who, ask(who), ticket, Confirm(satisfaction=rating))
        await tickets.reopen(self.db, self.an, ask(self.an), back[0], Reopen(reason="又堵了"))
        for ticket in excluded:
            await self.exception(ticket, "exclude", self.firm)
        await self.at("2026-05-13 02:00")
        await tale.look()
        await self.call(firms + own + five + late, CallBack(reached=True, resolved=True))
        await self.call(silent, CallBack(reached=False))
        await self.call(bad, CallBack(reached=True, resolved=False, satisfaction=1, text="还是堵"))
        await self.call(quiet, CallBack(reached=True, resolved=True, satisfaction=5))
        await self.at("2026-06-02 02:00")
        return self

    async def at(self, utc: str) -> None:
        moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
        await self.tale.owner.execute("UPDATE app_clock SET ahead = $1 - clock_timestamp()", moment)

    async def new(self, count: int, *, sibling: bool = False, who: Principal | None = None) -> list[UUID]:
        who = who or self.an
        area = self.place.sibling_community if sibling else self.place.dwelling
        report = Create(area=area, category="drain_blocked", text="门口堵了")
        return [(await tickets.create(self.db, who, ask(who), report)).id for _ in range(count)]

    async def acknowledge(self, given: Sequence[UUID], by: Principal) -> None:
        for ticket in given:
            await tickets.acknowledge(self.db, by, ask(by), ticket, Acknowledge())

    async def work(
        self, given: Sequence[UUID], *, firm: bool = False, sibling: bool = False, heard: bool = False
    ) -> None:
        desk = self.sibling if sibling else self.clerk
        if not heard:
            await self.acknowledge(given, desk)
        for ticket in given:
            who = self.firm if firm else desk
            if firm:
                to = Dispatch(organisation=self.place.property_org)
                await tickets.dispatch(self.db, desk, ask(desk), ticket, to)
            done = Resolve(text="已疏通", photos=[await self.tale.photo(who)])
            await tickets.resolve(self.db, who, ask(who), ticket, done)

    async def exception(self, ticket: UUID, kind: Kind, by: Principal, more: Promise | None = None) -> None:
        await exceptions.ask(self.db, by, ask(by), ticket, Ask(kind=kind, reason="等配件", more=more))
        request = (await exceptions.of_ticket(self.db, by, ticket))[-1].id
        decide = Decide(approve=True)
        await exceptions.decide(self.db, self.street, ask(self.street), ticket, request, decide)

    async def call(self, given: Sequence[UUID], outcome: CallBack) -> None:
        for ticket in given:
            await calls.call_back(self.db, self.street, ask(self.street), ticket, outcome)

    async def table(
        self, by: By = "unit", area: UUID | None = None, who: Principal | None = None
    ) -> RateTable:
        who = who or self.district
        return await actions.table(self.db, who, area or self.place.district, *MAY, by)

    async def behind(self, of: Of, part: Part = "of", **given: Any) -> list[int]:
        values: dict[str, Any] = {"unit": None, "category": None, "after": None, "limit": 200} | given
        who = values.pop("who", self.district)
        found = await actions.behind(self.db, who, self.place.district, *MAY, of=of, part=part, **values)
        return [one.number for one in found.tickets]

    async def define(self, who: Principal | None = None, version: int = 0, **choice: Any) -> int:
        who = who or self.district
        given = Define(choice=Choice(**choice), reason="区里要求", version=version)
        return (await actions.define(self.db, who, ask(who), given)).version


@pytest.fixture
async def month(db: Database, owner: Any, people: People, settings: Settings) -> Month:
    return await Month(Tale(db, owner, people, settings)).play()


def shares(row: RateRow) -> tuple[int, str, str, str]:
    three = (row.response, row.resolution, row.satisfaction)
    return (row.received, *(f"{one.ok}/{one.of}" for one in three))  # type: ignore[return-value]


def beside(row: RateRow) -> dict[str, int]:
    names = ("pending", "excluded", "extended", "hung", "reopened", "practice", "merged", "internal")
    return {name: getattr(row, name) for name in names if getattr(row, name)}


async def test_the_month(month: Month) -> None:
    table = await month.table()
    lines = {row.name: row for row in table.rows}
    assert {name: shares(row) for name, row in lines.items()} == {
        "金沙社区": (21, "17/21", "9/11", "13/15"),
        "示例物业甲": (15, "13/15", "6/8", "10/12"),
        "杨家坪社区": (13, "10/13", "10/10", "9/12"),
    }
    assert shares(table.total) == (34, "27/34", "19/21", "22/27")
    assert beside(lines["金沙社区"]) == {"excluded": 2, "reopened": 3, "practice": 2, "merged": 1}
    assert beside(lines["示例物业甲"]) == {"excluded": 2, "reopened": 2}
    assert beside(lines["杨家坪社区"]) == {"extended": 2, "hung": 1, "internal": 1}
    assert table.total.response.share == pytest.approx(27 / 34)
    assert [row.kind for row in table.rows] == ["desk", "desk", "organisation"]

    # By level: each level once, and no line of a level above the area asked for.
    lines = {row.name: row for row in (await month.table("level")).rows}
    assert {name: (row.level, shares(row)[1]) for name, row in lines.items()} == {
        "西区": ("district", "27/34"), "清香坪街道": ("street", "27/34"),
        "金沙社区": ("community", "17/21"), "杨家坪社区": ("community", "10/13"),
    }  # fmt: skip
    clerk = await month.table("level", month.place.community, month.clerk)
    assert [(row.name, shares(row)) for row in clerk.rows] == [("金沙社区", (21, "17/21", "9/11", "13/15"))]
    kinds = (await month.table("category")).rows
    assert [(row.category, row.name, shares(row)[3]) for row in kinds] == [
        ("drain_blocked", "下水道堵塞", "22/27")
    ]

    # Behind each number are just so many tickets.
    for of in ("response", "resolution", "satisfaction"):
        share = getattr(table.total, of)
        ok, missed = await month.behind(of, "ok"), await month.behind(of, "missed")
        assert (len(ok), len(ok) + len(missed)) == (share.ok, share.of)
        assert sorted(ok + missed) == sorted(await month.behind(of))
    for name, count in beside(table.total).items():
        assert len(await month.behind(name)) == count  # type: ignore[arg-type]
    assert len(await month.behind("satisfaction", "missed", unit=month.place.property_org)) == 2
    assert len(await month.behind("received", unit=month.place.sibling_community)) == 13
    first = await actions.behind(
        month.db, month.district, month.place.district, *MAY, of="received", part="of", unit=None, category=None,
        after=None, limit=20,
    )  # fmt: skip
    assert first.next is not None
    rest = await month.behind("received", after=first.next)
    assert [one.number for one in first.tickets] + rest == await month.behind("received")

    # Counted otherwise, as the district may choose.
    assert await month.define(response_of="organisations", satisfied_from=4) == 1
    assert shares((await month.table()).total)[1:] == ("13/15", "19/21", "18/27")
    assert await month.define(version=1, resolution_of="answers") == 2
    # beside the calls: 4 + 2 confirmed, 1 reopened
    assert shares((await month.table()).total)[1:] == ("27/34", "25/28", "22/27")
    assert (await month.table()).definition.version == 2
    assert len(await month.behind("resolution", "ok")) == 25


async def test_what_is_still_in_time_is_neither_won_nor_lost(tale: Tale) -> None:
    day = date.fromisoformat(
        await tale.owner.fetchval("SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date::text")
    )
    street = await tale.people.staff("street_clerk", tale.place.street)
    table = await actions.table(tale.db, street, tale.place.street, day, day, "unit")
    assert (shares(table.total), beside(table.total)) == ((1, "0/0", "0/0", "0/0"), {"pending": 1})
    assert table.total.response.share is None
    await tale.acknowledge()
    table = await actions.table(tale.db, street, tale.place.street, day, day, "unit")
    assert shares(table.total) == (1, "1/1", "0/0", "0/0")


async def test_who_sees_what(tale: Tale) -> None:
    people, place = tale.people, tale.place
    official = await people.staff("official_viewer", place.district, "周海")
    operator = await people.staff("platform_operator", place.district, "平台运维")
    far = await people.clerk(place.other_community)
    db = tale.db

    async def behind(who: Principal, area: UUID) -> None:
        await actions.behind(
            db, who, area, *MAY, of="received", part="of", unit=None, category=None, after=None, limit=1
        )

    for who in (official, operator):
        assert (await actions.table(db, who, place.district, *MAY, "unit")).rows == []
        with pytest.raises(DomainError) as caught:
            await behind(who, place.district)
        assert (caught.value.code, caught.value.status) == ("rates.sums_only", 403)
    await behind(tale.clerk, place.community)
    for who, area in ((tale.an, place.community), (tale.dispatcher, place.community), (far, place.community),
                      (tale.clerk, place.street)):  # fmt: skip
        with pytest.raises(DomainError) as caught:
            await actions.table(db, who, area, *MAY, "unit")
        assert caught.value.status == 404
        with pytest.raises(DomainError) as caught:
            await behind(who, area)
        assert caught.value.status == 404
    with pytest.raises(DomainError) as caught:
        await actions.table(db, official, place.far_district, *MAY, "unit")
    assert caught.value.code == "area.unknown"


async def test_who_says_how_is_counted(tale: Tale) -> None:
    people, place = tale.people, tale.place
    given = Define(choice=Choice(satisfied_from=4), reason="区里要求", version=0)

    async def define(who: Principal, given: Define = given) -> int:
        return (await actions.define(tale.db, who, ask(who), given)).version

    secretary = await people.staff("community_secretary", place.community)
    street = await people.staff("street_clerk", place.street)
    official = await people.staff("official_viewer", place.district)
    for who, code in (
        (tale.clerk, "rates.not_yours"), (secretary, "rates.not_yours"), (street, "rates.not_yours"),
        (official, "rates.not_yours"), (tale.an, "not_found"), (tale.dispatcher, "not_found"),
    ):  # fmt: skip
        with pytest.raises(DomainError) as caught:
            await define(who)
        assert caught.value.code == code
    operator = await people.staff("platform_operator", place.district)
    assert await define(operator) == 1
    with pytest.raises(DomainError) as caught:
        await define(await people.staff("district_coord", place.district))  # saw version 0
    assert caught.value.code == "rates.stale"
    shown = await actions.definitions(tale.db, tale.clerk)
    assert [(one.version, one.choice.satisfied_from) for one in shown] == [(1, 4), (0, 3)]
    audited = await tale.owner.fetchrow("SELECT actor, detail FROM audit WHERE action = 'rates.defined'")
    assert tuple(audited) == (operator.account, '{"version":1}')
    for who in (tale.an, tale.dispatcher):
        with pytest.raises(DomainError) as caught:
            await actions.definitions(tale.db, who)
        assert caught.value.code == "not_found"


@pytest.mark.parametrize("last", [date(2026, 4, 30), date(2027, 8, 1)])
async def test_periods_that_are_none(tale: Tale, last: date) -> None:
    with pytest.raises(DomainError) as caught:
        await actions.table(tale.db, tale.clerk, tale.place.community, MAY[0], last, "unit")
    assert caught.value.code == "rates.period"
