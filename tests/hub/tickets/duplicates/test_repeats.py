"""What comes back is flagged and listed, for whom it concerns."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from hub.accounts.events import covered_topics
from hub.db import Database
from hub.sealing import Sealer
from hub.settings import Settings
from hub.tickets import actions, policy
from hub.tickets.callers.actions import on_behalf
from hub.tickets.callers.types import FileFor
from hub.tickets.duplicates import repeats
from hub.tickets.linkage.actions import open_task
from hub.tickets.linkage.types import OpenTask
from hub.tickets.types import Actor, Dispatch, NextOwner, Step, Ticket
from tests.hub.tickets.scene import Scene, refused, text_of
from tests.support import People, ask


class Again(Scene):
    async def reported(self, **changes: Any) -> int:
        """A new report; how many it repeats."""
        self.last = await self.report(changes.pop("by", None), **changes)
        return await self.owner.fetchval("SELECT repeats FROM tickets WHERE id = $1", self.last.id)

    async def told(self, ticket: UUID) -> list[dict[str, Any]]:
        rows = await self.owner.fetch(
            "SELECT topics, text FROM events WHERE subject = $1 ORDER BY id", ticket
        )
        return [json.loads(row["text"]) | {"topics": row["topics"]} for row in rows]


@pytest.fixture
async def again(db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> Again:
    scene = Again(db, owner, people)
    await scene.begin()  # the first report
    return scene


async def test_the_third_time_is_flagged_for_staff(again: Again, settings: Settings) -> None:
    wu = await again.people.resident("吴婆婆")
    assert await again.reported(by=again.luo, area=again.place.building) == 0
    second = again.last
    [staff, own] = await again.told(second.id)
    assert "earlier" not in staff["step"]
    assert await again.reported(by=wu, area=again.place.unit) == 2
    [staff, own] = await again.told(again.last.id)
    assert staff["step"]["earlier"] == [second.number, again.ticket.number]
    assert (staff["ticket"]["repeats"], staff["ticket"]["version"]) == (2, 1)
    assert own["topics"] == covered_topics(wu.account)
    assert "earlier" not in own["step"]
    assert "repeats" not in own["ticket"]
    detail = await actions.detail(again.db, wu, again.last.id, settings)
    assert detail.ticket.repeats == 0  # what others reported is not hers to know
    assert detail.timeline[0].earlier is msgspec.UNSET
    desk = await actions.detail(again.db, again.clerk, again.last.id, settings)
    assert desk.timeline[0].earlier == (second.number, again.ticket.number)


async def test_the_organisation_that_gets_it_by_a_rule_does_not_learn_of_others(again: Again) -> None:
    for _ in range(2):
        await again.reported(by=again.luo)
    ticket = await actions.dispatch(
        again.db,
        again.clerk,
        ask(again.clerk),
        again.last.id,
        Dispatch(organisation=again.place.property_org),
    )
    assert ticket.repeats == 2
    step = Step(kind="created", at=ticket.created_at, by=Actor("罗先生", "居民"), earlier=(100001,))
    assert policy.step_for_organisation(step, True).earlier is msgspec.UNSET


async def test_the_numbers_named_are_the_newest_five(again: Again) -> None:
    numbers = [again.ticket.number]
    for _ in range(6):
        await again.reported(by=again.luo)
        numbers.append(again.last.number)
    assert await again.reported(by=again.luo) == 7
    [staff, _] = await again.told(again.last.id)
    assert staff["step"]["earlier"] == numbers[:-6:-1]


async def test_the_same_reporter_and_category_anywhere(again: Again) -> None:
    for area in (again.place.sibling_community, again.place.other_community):
        await again.reported(area=area)
    assert await again.reported(area=again.place.grid) == 3
    assert await again.reported(area=again.place.grid, category="noise_or_fumes") == 0


async def test_a_call_repeats_what_its_caller_reported_not_what_the_clerk_filed(
    again: Again, settings: Settings
) -> None:
    clerk = await again.people.clerk(again.place.community)
    for area in (again.place.estate, again.place.grid, again.place.community):
        filed = await on_behalf(
            again.db, Sealer(settings.keys()), clerk, ask(clerk),
            FileFor(area=area, category="drain_blocked", text="来电反映下水道堵了", origin="phone"),
        )  # fmt: skip
        assert filed.repeats == 0


async def test_a_sub_task_repeats_nothing_and_is_not_repeated(again: Again) -> None:
    spots = "SELECT count(*) FROM tickets WHERE origin = 'task' AND spot IS NOT NULL"
    parent = again.ticket
    await open_task(
        again.db, again.clerk, ask(again.clerk), parent.id,
        OpenTask(text="先清一次", to=NextOwner(organisation=again.place.property_org)),
    )  # fmt: skip
    assert await again.owner.fetchval("SELECT count(*) FROM tickets WHERE origin = 'task'") == 1
    assert await again.owner.fetchval(spots) == 0


@pytest.mark.parametrize(
    "apart",
    [
        "created_at = created_at - interval '91 days'",
        "spot = NULL",  # practice, sub-tasks
        "spot_group = '邻里矛盾', category = 'noise_or_fumes'",
    ],
)
async def test_what_does_not_count(again: Again, apart: str) -> None:
    await again.reported(by=again.luo)
    await again.owner.execute(f"UPDATE tickets SET {apart}")
    assert await again.reported(by=await again.people.resident()) == 0


async def test_practice_is_not_looked_at(again: Again) -> None:
    learner = await again.people.resident("演练", practice=True)
    await again.reported(by=again.luo)
    assert await again.reported(by=learner) == 0
    assert again.last.practice
    assert await again.reported(by=learner) == 0


async def test_outdoors_the_estate_is_one_spot(again: Again) -> None:
    await again.owner.execute("UPDATE ticket_categories SET near_level = 'estate'")
    await again.reported(by=again.luo, area=again.place.estate)
    newcomer = await again.people.resident()
    assert (
        await again.reported(by=newcomer) == 0
    )  # the first lies in a building, which was its category's level
    assert await again.reported(by=await again.people.resident(), area=again.place.estate) == 2


async def test_above_the_categorys_level_the_area_itself_is_the_spot(again: Again) -> None:
    for before in (0, 0, 2):
        assert await again.reported(by=await again.people.resident(), area=again.place.estate) == before


async def crowd(again: Again) -> list[Ticket]:
    """Three at the building by three people, three by one of them at the sibling community."""
    made = [
        again.ticket,
        await again.report(again.luo),
        await again.report(await again.people.resident("吴婆婆")),
    ]
    return made + [await again.report(again.luo, area=again.place.sibling_community) for _ in range(3)]


async def test_places_and_people_that_come_back(again: Again) -> None:
    made = await crowd(again)
    street = await again.people.staff("street_clerk", again.place.street)
    [place] = (await repeats.places(again.db, street, None, 90, None, 50)).repeats
    assert (place.area, place.place, place.count, place.open) == (
        again.place.building,
        "金沙社区 宝鼎金沙小区 12栋",
        3,
        3,
    )
    assert [(one.id, one.number) for one in place.tickets] == [(one.id, one.number) for one in made[2::-1]]
    [person] = (await repeats.reporters(again.db, street, None, 90, None, 50)).repeats
    assert person.reporter is not None
    assert (person.reporter.name, person.category, person.count) == ("罗先生", "drain_blocked", 4)
    # A clerk sees those of her own area: there he reported once.
    assert (await repeats.reporters(again.db, again.clerk, None, 90, None, 50)).repeats == []
    [hot] = (await repeats.hot_places(again.db, again.clerk, None, 30)).places
    assert (hot.area, hot.count, hot.open, hot.kinds) == (again.place.building, 3, 3, {"drain_blocked": 3})


async def test_they_are_paged(again: Again) -> None:
    for n in range(5):
        building = await again.owner.fetchval(
            "INSERT INTO areas (parent, level, name) VALUES ($1, 'building', $2) RETURNING id",
            again.place.estate, f"{n}栋",
        )  # fmt: skip
        for _ in range(3 + n % 2):
            await again.report(await again.people.resident(), area=building)
    whole = (await repeats.places(again.db, again.clerk, None, 90, None, 50)).repeats
    assert [one.count for one in whole] == [4, 4, 3, 3, 3]
    found, after = [], None
    for _ in range(5):
        page = await repeats.places(again.db, again.clerk, None, 90, after, 2)
        found += page.repeats
        after = page.next
        if after is None:
            break
    assert found == whole
    for wrong in ("x", "1.2.3", "1." + "-" * 36 + ".x", f"1.{again.place.building}."):
        with refused("cursor.invalid"):
            await repeats.places(again.db, again.clerk, None, 90, wrong, 2)


async def test_who_may_not_see_what_comes_back(again: Again) -> None:
    await crowd(again)
    sibling = await again.people.clerk(again.place.sibling_community)
    firm = await again.people.dispatcher()
    for look in (
        lambda who, area: repeats.places(again.db, who, area, 90, None, 50),
        lambda who, area: repeats.reporters(again.db, who, area, 90, None, 50),
        lambda who, area: repeats.hot_places(again.db, who, area, 90),
    ):
        for who, area in (
            (again.an, None),
            (firm, None),
            (sibling, again.place.community),
            (sibling, again.place.street),
        ):
            with refused("not_found"):
                await look(who, area)
        assert str(again.place.building) not in text_of(await look(sibling, None))


async def test_looking_back_uses_the_indexes(again: Again) -> None:
    await again.owner.execute(
        """INSERT INTO areas (parent, level, name) SELECT $1, 'building', 'B' || n FROM generate_series(1, 500) n""",
        again.place.estate,
    )
    await again.owner.execute(
        """INSERT INTO tickets (district, category, text, area, path, place, desk, holder_kind, holder, reporter,
                                acknowledge_by, resolve_by)
           SELECT a.district, 'drain_blocked', '堵了', a.id, a.path, '', $1, 'desk', $1, $2, app_now(), app_now()
             FROM areas a, generate_series(1, 100) WHERE a.level = 'building' AND a.name LIKE 'B%'""",
        again.ticket.desk, again.luo.account,
    )  # fmt: skip
    await again.owner.execute("ANALYZE tickets; ANALYZE areas")
    await again.owner.execute(
        "UPDATE tickets SET spot = ticket_spot(path, 'building'), spot_group = '设施报修'"
    )
    await again.owner.execute("VACUUM ANALYZE tickets")
    plan = await again.owner.fetch(
        "EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM ticket_earlier($1, '设施报修', $2, 'drain_blocked', 100000000)",
        again.place.building, again.luo.account,
    )  # fmt: skip
    text = plan[0][0]
    assert "Seq Scan" not in text, text
    read = [
        node["Actual Rows"]
        for node in nodes(json.loads(text)[0]["Plan"])
        if node.get("Relation Name") == "tickets"
    ]
    assert 0 < max(read, default=0) <= 100, text  # however much lies there


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)
