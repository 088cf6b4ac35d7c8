"""Nobody acknowledges: people are called, rung by rung, once each, until somebody has seen it."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import msgspec
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.duty import actions as duty
from hub.duty.types import Shift
from hub.sealing import Sealer
from hub.settings import Settings
from hub.tickets import actions
from hub.tickets.lists import actions as lists
from hub.tickets.timers import Context, Watch
from hub.tickets.types import Acknowledge, Create, Created, Dispatch, NextOwner, Reject, Start, Ticket
from hub.tickets.watch import HANDLERS
from tests.support import People, ask

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
LOCAL = ZoneInfo("Asia/Shanghai")


class Night:
    """A district by night: rosters, a clock that is moved, and who was called."""

    def __init__(self, db: Database, owner: Owner, people: People, sealer: Sealer) -> None:
        self.db, self.owner, self.people, self.place, self.sealer = db, owner, people, people.place, sealer
        self.watch = self.another()

    def another(self) -> Watch:
        handlers = {kind: handler for kind, handler in HANDLERS.items() if kind == "ladder"}
        return Watch(self.db, self.place.district, Context(self.sealer), handlers)

    async def begin(self) -> "Night":
        place = self.place
        self.an = await self.people.resident()
        self.clerk = await self.people.clerk()
        self.he = await self.people.staff("community_secretary", place.community, "何建国")
        self.li = await self.people.staff("street_clerk", place.street, "李志强")
        self.zhao = await self.people.staff("district_coord", place.district, "赵敏")
        await self.set("2026-09-18 02:15")
        return self

    async def set(self, local: str) -> None:
        moment = datetime.fromisoformat(local).replace(tzinfo=LOCAL)
        await self.owner.execute("UPDATE app_clock SET ahead = $1 - now()", moment)

    async def forward(self, **by: float) -> None:
        await self.owner.execute("UPDATE app_clock SET ahead = ahead + $1", timedelta(**by))

    async def roster(self, unit: UUID, person: Principal, deputy: Principal | None = None) -> UUID:
        shifts = [
            Shift(
                weekday=n, since="00:00", until="00:00", person=person.account,
                deputy=deputy.account if deputy else None,
            )
            for n in range(1, 8)
        ]  # fmt: skip
        async with self.db.transaction() as tx:
            return await duty.plant(tx, self.place.district, unit, shifts)

    async def all_rosters(self) -> None:
        await self.roster(self.place.community, self.clerk, self.he)
        await self.roster(self.place.street, self.li)
        await self.roster(self.place.district, self.zhao)

    async def report(self, category: str = "gas_smell", **given: Any) -> Created:
        report = {"area": self.place.community, "category": category, "text": "后山排水沟遭泥石堵了"} | given
        return await actions.create(self.db, self.an, ask(self.an), Create(**report))

    async def rungs(self, ticket: Ticket) -> list[tuple[str, str]]:
        """Unit and words of each rung, as staff were told."""
        rows = await self.owner.fetch(
            """SELECT text FROM events WHERE subject = $1 AND topics @> ARRAY[$2] ORDER BY id""",
            ticket.id, f"staff/{self.place.street}/tickets",
        )  # fmt: skip
        steps = [msgspec.json.decode(row["text"])["step"] for row in rows]
        return [(step["next"]["name"], step["text"]) for step in steps if step["kind"] == "laddered"]

    async def called(self) -> list[str]:
        rows = await self.owner.fetch(
            """SELECT a.name, m.channel FROM messages m JOIN accounts a ON a.id = m.account
                WHERE m.template LIKE 'ticket.ladder%' AND m.channel = 'voice' ORDER BY m.id"""
        )
        return [row["name"] for row in rows]


@pytest.fixture
async def night(db: Database, owner: Owner, people: People, settings: Settings) -> Night:
    return await Night(db, owner, people, Sealer(settings.keys())).begin()


async def test_an_urgent_one_at_night_climbs_to_the_district(night: Night) -> None:
    await night.all_rosters()
    ticket = await night.report()
    assert ticket.urgent
    climbed = []
    for _ in range(6):
        await night.watch.look()
        climbed.append(await night.called())
        await night.forward(minutes=3, seconds=1)
    everybody = ["陈晓梅", "何建国", "李志强", "赵敏"]
    assert climbed == [everybody[:1], everybody[:2], everybody[:3], everybody, everybody, everybody]
    assert await night.rungs(ticket) == [
        ("金沙社区", "值班：陈晓梅"), ("金沙社区", "副班：何建国"),
        ("清香坪街道", "值班：李志强"), ("西区", "值班：赵敏"),
    ]  # fmt: skip
    sms = await night.owner.fetchval("SELECT count(*) FROM messages WHERE channel = 'sms'")
    assert sms == 4
    assert await night.owner.fetchval("SELECT count(*) FROM ticket_timers WHERE kind = 'ladder'") == 0


async def test_the_next_rung_waits_for_its_time(night: Night) -> None:
    await night.all_rosters()
    await night.report()
    await night.watch.look()
    await night.forward(minutes=2, seconds=50)
    await night.watch.look()
    assert await night.called() == ["陈晓梅"]


async def test_the_resident_is_told_nothing_of_it(night: Night) -> None:
    await night.all_rosters()
    ticket = await night.report()
    await night.watch.look()
    rows = await night.owner.fetch(
        "SELECT text FROM events WHERE subject = $1 AND topics @> ARRAY[$2]",
        ticket.id,
        f"own/{night.an.account}",
    )
    assert not any("laddered" in row["text"] for row in rows)


@pytest.mark.parametrize("how", ["acknowledge", "dispatch", "start"])
async def test_it_ends_at_once_when_somebody_has_seen_it(night: Night, how: str) -> None:
    await night.all_rosters()
    ticket, clerk, db = await night.report(), night.clerk, night.db
    await night.watch.look()
    match how:
        case "acknowledge":
            await actions.acknowledge(db, clerk, ask(clerk), ticket.id, Acknowledge())
        case "dispatch":
            given = Dispatch(organisation=night.place.department)
            await actions.dispatch(db, clerk, ask(clerk), ticket.id, given)
        case "start":
            await actions.start(db, clerk, ask(clerk), ticket.id, Start())
    assert await night.owner.fetchval("SELECT count(*) FROM ticket_timers WHERE kind = 'ladder'") == 0
    await night.forward(hours=1)
    await night.watch.look()
    assert await night.called() == ["陈晓梅"]


async def test_a_hub_that_dies_between_two_rungs_leaves_the_next_to_another(night: Night) -> None:
    await night.all_rosters()
    await night.report()
    first = night.another()
    await first.look()
    del first
    await night.forward(minutes=4)
    await asyncio.gather(*(night.another().look() for _ in range(4)))
    await asyncio.gather(*(night.another().look() for _ in range(4)))
    assert await night.called() == ["陈晓梅", "何建国"]


async def test_a_rung_that_fails_has_called_nobody_and_comes_again(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    await night.all_rosters()
    ticket = await night.report()
    broken = night.another()

    async def breaks(tx: Any, context: Any, timer: Any) -> None:
        await HANDLERS["ladder"](tx, context, timer)
        raise RuntimeError("killed before the commit")

    broken.handlers = {"ladder": breaks}
    await broken.look()
    assert await night.called() == []
    assert await night.rungs(ticket) == []
    await night.forward(seconds=30)
    await night.watch.look()
    assert await night.called() == ["陈晓梅"]


async def test_where_nobody_has_duty_those_who_sit_there_are_called(night: Night) -> None:
    for name in ("白一", "白二", "白三"):
        await night.people.clerk(name=name)
    await night.roster(night.place.street, night.li)
    ticket = await night.report()
    await night.watch.look()
    assert len(await night.called()) == 3
    await night.forward(minutes=4)
    await night.watch.look()
    assert (await night.called())[3:] == ["李志强"]  # nobody is a deputy of nobody
    assert (await night.rungs(ticket))[0][1].startswith("无人值班，在岗：")


async def test_an_empty_desk_is_said_to_be_empty_and_the_next_is_called_at_once(night: Night) -> None:
    await night.owner.execute("UPDATE grants SET ended_at = now() WHERE area = $1", night.place.community)
    await night.roster(night.place.street, night.li)
    ticket = await night.report()
    await night.watch.look()
    assert await night.called() == ["李志强"]
    assert await night.rungs(ticket) == [("金沙社区", "无人可通知"), ("清香坪街道", "值班：李志强")]


async def test_what_is_not_urgent_waits_for_its_promise(night: Night) -> None:
    await night.all_rosters()
    ticket = await night.report("drain_blocked")
    assert not ticket.urgent
    await night.watch.look()
    assert await night.called() == []
    await night.owner.execute(
        "UPDATE app_clock SET ahead = $1 - now()", ticket.acknowledge_by + timedelta(seconds=1)
    )
    await night.watch.look()
    assert await night.called() == ["陈晓梅"]
    await night.forward(minutes=7)
    await night.watch.look()
    assert len(await night.called()) == 1
    await night.forward(minutes=1)
    await night.watch.look()
    assert len(await night.called()) == 2


async def test_a_promise_that_moved_moves_the_first_rung(night: Night) -> None:
    await night.all_rosters()
    ticket = await night.report("drain_blocked")
    await night.owner.execute(
        "UPDATE tickets SET acknowledge_by = acknowledge_by + interval '2 hours' WHERE id = $1", ticket.id
    )
    await night.owner.execute(
        "UPDATE app_clock SET ahead = $1 - now()", ticket.acknowledge_by + timedelta(minutes=1)
    )
    await night.watch.look()
    assert await night.called() == []
    await night.forward(hours=2)
    await night.watch.look()
    assert await night.called() == ["陈晓梅"]


async def test_another_holder_is_called_from_the_first_rung_on(night: Night) -> None:
    await night.all_rosters()
    ticket = await night.report()
    await night.watch.look()
    sibling = await night.people.clerk(night.place.sibling_community, "白四")
    await night.roster(night.place.sibling_community, sibling)
    given = Reject(reason="不归我们", next=NextOwner(area=night.place.sibling_community))
    await actions.reject(night.db, night.clerk, ask(night.clerk), ticket.id, given)
    await night.watch.look()
    assert await night.called() == ["陈晓梅", "白四"]


async def test_practice_calls_nobody(night: Night) -> None:
    await night.all_rosters()
    night.an = msgspec.structs.replace(night.an, practice=True)
    await night.report()
    await night.watch.look()
    assert await night.called() == []


async def test_who_is_complained_about_is_not_called(night: Night) -> None:
    await night.roster(night.place.community, night.clerk, night.he)
    await night.owner.execute(
        """INSERT INTO grants (district, account, role, area, organisation)
           VALUES ($1, $2, 'property_dispatcher', $3, $4)""",
        night.place.district, night.clerk.account, night.place.estate, night.place.property_org,
    )  # fmt: skip
    await night.report(about=night.place.property_org)
    await night.watch.look()
    assert "陈晓梅" not in await night.called()


async def test_gas_at_twenty_to_ten(night: Night) -> None:
    """蓝湖5栋, 21:40: what to do comes with the answer, and somebody is called within the second."""
    await night.all_rosters()
    await night.set("2026-09-18 21:40")
    answer = await night.report(text="楼道里煤气味越来越重！", area=night.place.building)
    assert answer.urgent
    assert answer.emergency is not None
    assert answer.emergency.phones == ["119"]
    assert answer.acknowledge_by - answer.created_at == timedelta(minutes=5)  # the evening counts too
    quiet = await night.report("drain_blocked")
    assert quiet.emergency is None
    await night.watch.look()
    assert await night.called() == ["陈晓梅"]
    assert (await lists.page(night.db, night.clerk, "mine")).tickets[0].id == answer.id
