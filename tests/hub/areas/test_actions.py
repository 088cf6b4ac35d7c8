"""The tree: paths, subtrees, organisations, places of another district."""

from uuid import uuid4

import asyncpg
import pytest

from hub.areas import actions
from hub.db import Database
from hub.errors import DomainError
from tests.support import District


async def test_a_place_has_its_path_and_label(db: Database, district: District) -> None:
    async with db.connection() as connection:
        place = await actions.place(connection, district.dwelling, district.district)
    assert place.ids == district.path
    assert place.label == "金沙社区 宝鼎金沙小区 12栋3单元1-6"
    assert place.at("community") == district.community
    assert place.at("street") == district.street


@pytest.mark.parametrize("which", ["unknown", "foreign"])
async def test_an_area_of_nowhere_or_of_another_district_is_unknown(
    db: Database, district: District, which: str
) -> None:
    area = uuid4() if which == "unknown" else district.far_community
    async with db.connection() as connection:
        with pytest.raises(DomainError) as caught:
            await actions.place(connection, area, district.district)
    assert (caught.value.code, caught.value.status) == ("area.unknown", 404)


async def test_resolve_follows_what_the_tree_knows(db: Database, district: District) -> None:
    async with db.connection() as connection:
        whole = await actions.resolve(connection, district.estate, "12栋3单元1-6门口")
        part = await actions.resolve(connection, district.estate, "12栋9单元1-6")
    assert (whole.area.id, whole.matched, whole.rest) == (district.dwelling, "12栋3单元1-6", "门口")
    assert (part.area.id, part.rest) == (district.building, "9单元1-6")


async def test_organisations_serve_a_subtree(db: Database, district: District) -> None:
    async with db.connection() as connection:
        at_home = await actions.organisations(connection, district.dwelling)
        elsewhere = await actions.organisations(connection, district.other_community, "property")
        inside = await actions.organisations(connection, district.community, "property", inside=True)
    assert {one.id for one in at_home} == {district.property_org, district.department}
    assert elsewhere == []
    assert [one.id for one in inside] == [district.property_org]


async def test_the_database_places_children_itself(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", district: District
) -> None:
    async with db.transaction() as tx:
        area = await actions.add_area(tx, district.building, "unit", "4单元")
        again = await actions.add_area(tx, district.building, "unit", "4单元")
    assert area == again
    path = await owner.fetchval("SELECT path FROM areas WHERE id = $1", area)
    assert tuple(path) == (*district.path[:6], area)


async def test_children_come_in_the_order_of_their_numbers(db: Database, district: District) -> None:
    async with db.transaction() as tx:
        await actions.add_areas(tx, district.estate, "building", ["2栋", "1栋", "10栋"])
        names = [area.name for area in await actions.children(tx, district.estate)]
    assert names == ["1栋", "2栋", "10栋", "12栋"]


async def test_search_finds_estates_not_dwellings(db: Database, district: District) -> None:
    async with db.connection() as connection:
        found = await actions.search(connection, district.district, "金沙", None, 10)
    assert [area.level for area in found] == ["community", "estate"]
    assert [one.name for one in found[1].ancestors] == ["西区", "清香坪街道", "金沙社区", "第一网格"]


async def test_the_subtree_is_found_by_index(
    owner: "asyncpg.Connection[asyncpg.Record]", district: District
) -> None:
    await owner.execute("SET enable_seqscan = off")
    plan = await owner.fetch("EXPLAIN SELECT id FROM areas WHERE path @> ARRAY[$1::uuid]", district.street)
    assert any("areas_path" in line[0] for line in plan)
