"""What comes back is flagged and listed, for whom it concerns."""

import json
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from hub.db import Database
from hub.sealing import Sealer
from hub.settings import Settings
from hub.tickets import actions
from hub.tickets.duplicates import repeats, store
from hub.tickets.timers import Context, Watch
from hub.tickets.types import Ticket
from tests.hub.tickets.scene import Scene, refused, text_of
from tests.support import People


class Again(Scene):
    def look_with(self, settings: Settings) -> "Again":
        self.watch = Watch(self.db, self.place.district, Context(Sealer(settings.keys())), repeats.HANDLERS)
        return self

    async def reported(self, **changes: Any) -> int:
        """A new report, looked at; how many it repeats."""
        by = changes.pop("by", None)
        ticket = await self.report(by, **changes)
        await self.watch.look()
        assert not self.watch.failed
        self.last = ticket
        return await self.owner.fetchval("SELECT repeats FROM tickets WHERE id = $1", ticket.id)

    async def flags(self, ticket: UUID) -> list[dict[str, Any]]:
        rows = await self.owner.fetch(
            """SELECT topics, text FROM events
                WHERE subject = $1 AND text::jsonb->'step'->>'kind' = 'repeat_flagged'""",
            ticket,
        )  # fmt: skip
        return [json.loads(row["text"]) | {"topics": row["topics"]} for row in rows]


@pytest.fixture
async def again(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
) -> Again:
    scene = Again(db, owner, people).look_with(settings)
    await scene.begin()  # the first report
    return scene


async def test_the_third_time_is_flagged_for_staff(again: Again, settings: Settings) -> None:
    wu = await again.people.resident("吴婆婆")
    assert await again.reported(by=again.luo, area=again.place.building) == 0
    second = again.last
    assert await again.reported(by=wu, area=again.place.unit) == 2
    [flag] = await again.flags(again.last.id)
    assert flag["step"]["text"] == f"{second.number}、{again.ticket.number}"
    assert (flag["step"]["subject"], flag["step"]["audience"]) == (str(second.id), "internal")
    assert (flag["ticket"]["repeats"], flag["ticket"]["version"]) == (2, 2)
    assert f"own/{wu.account}" not in flag["topics"]
    detail = await actions.detail(again.db, wu, again.last.id, settings)
    assert detail.ticket.repeats == 0  # what others reported is not hers to know
    await again.watch.look()
    assert len(await again.flags(again.last.id)) == 1


async def test_the_same_reporter_and_category_anywhere(again: Again) -> None:
    for area in (again.place.sibling_community, again.place.other_community):
        await again.reported(area=area)
    assert await again.reported(area=again.place.grid) == 3
    assert await again.reported(area=again.place.grid, category="noise_or_fumes") == 0


@pytest.mark.parametrize(
    "apart",
    [
        "created_at = created_at - interval '91 days'",
        "practice = true",
        "origin = 'task'",
        "category = 'noise_or_fumes'",
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
    assert await again.owner.fetchval("SELECT count(*) FROM ticket_timers WHERE kind = 'repeats.count'") == 0


async def test_outdoors_the_estate_is_one_spot(again: Again) -> None:
    await again.reported(by=again.luo, area=again.place.estate)
    newcomer = await again.people.resident()
    assert await again.reported(by=newcomer) == 0  # a building's own come back, not the estate's
    await again.owner.execute("UPDATE ticket_categories SET near_level = 'estate'")
    assert await again.reported(by=await again.people.resident()) == 3


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
    assert place.tickets == [one.id for one in made[2::-1]]
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
    plan = await again.owner.fetch("EXPLAIN " + store.q.earlier, again.ticket.id, again.place.building, None)
    text = "\n".join(row[0] for row in plan)
    assert "Seq Scan on tickets" not in text, text
