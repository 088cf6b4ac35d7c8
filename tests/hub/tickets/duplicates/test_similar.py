"""What is offered while typing and to desks: to whom, of what, and how little of it."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.tickets.duplicates import similar, store
from hub.tickets.duplicates.types import SimilarList
from hub.tickets.follows import store as follows
from hub.tickets.types import Position, Ticket
from tests.hub.tickets.scene import SECRETS, Scene, refused, text_of
from tests.support import People


@pytest.fixture
async def scene(db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> Scene:
    await owner.execute(
        "UPDATE ticket_categories SET kin = '{gas_smell}', words = '{返水}' WHERE key = 'drain_blocked'"
    )
    return await Scene(db, owner, people).begin()


async def offered(scene: Scene, who: Principal | None = None, **changes: Any) -> SimilarList:
    asked = {
        "area": scene.place.dwelling,
        "category": "drain_blocked",
        "text": "也堵了",
        "position": None,
    } | changes
    return await similar.while_typing(scene.db, who or scene.luo, **asked)


def ids(found: SimilarList) -> list[UUID]:
    return [one.id for one in found.tickets]


async def test_a_neighbour_is_offered_the_report_without_what_is_private(scene: Scene) -> None:
    await scene.follow()
    found = await offered(scene)
    [one] = found.tickets
    assert (one.id, one.category, one.state, one.followers) == (
        scene.ticket.id,
        "drain_blocked",
        "reported",
        1,
    )
    assert (one.place, one.area, one.following, one.own) == (
        "金沙社区 宝鼎金沙小区 12栋",
        scene.place.building,
        True,
        False,
    )
    for secret in (*SECRETS, str(scene.an.account), str(scene.place.unit), str(scene.place.dwelling)):
        assert secret not in text_of(found)
    assert (one.number, one.text, one.score) == (None, None, None)
    assert [one.own for one in (await offered(scene, scene.an)).tickets] == [True]


async def test_words_of_others_decide_nothing_for_residents(scene: Scene) -> None:
    second = await scene.report(text="另一件")
    texts = ("", "暗号", "暗号：堵了", "另一件", "完全无关的话")
    answers = [ids(await offered(scene, text=text)) for text in texts]
    assert answers == [[second.id, scene.ticket.id]] * len(texts)
    # Not of another category either, however much the words are alike.
    await scene.owner.execute("UPDATE ticket_categories SET offered = true, group_name = '设施报修'")
    await scene.owner.execute("UPDATE ticket_categories SET kin = '{}'")
    assert [await offered(scene, category="noise_or_fumes", text=text) for text in texts] == [
        SimilarList([])
    ] * 5


async def test_her_own_words_lead_to_another_category(scene: Scene) -> None:
    assert ids(await offered(scene, category="noise_or_fumes", text="一楼返水臭得很")) == [scene.ticket.id]
    assert ids(await offered(scene, category="noise_or_fumes", text="臭得很")) == []
    assert ids(await offered(scene, category="gas_smell", text="臭得很")) == [
        scene.ticket.id
    ]  # kin, the other way


@pytest.mark.parametrize(
    ("area", "found"),
    [("dwelling", True), ("unit", True), ("building", True), ("estate", True), ("sibling_community", False)],
)
async def test_near_by_the_tree(scene: Scene, area: str, found: bool) -> None:
    assert bool(ids(await offered(scene, area=getattr(scene.place, area)))) is found


async def test_what_was_said_no_finer_than_the_estate_is_near_too(scene: Scene) -> None:
    at_estate = await scene.report(area=scene.place.estate)
    at_community = await scene.report(area=scene.place.community)
    found = ids(await offered(scene))
    assert at_estate.id in found
    assert at_community.id not in found


async def test_near_by_position_no_finer_than_a_hundred_metres(scene: Scene) -> None:
    there = Position(lat=26.60042, lon=101.60042)
    far = await scene.report(area=scene.place.sibling_community, position=there)
    at = {"area": scene.place.other_community, "text": ""}
    assert ids(await offered(scene, **at, position=there)) == [far.id]
    assert ids(await offered(scene, **at, position=Position(26.605, 101.605))) == []
    # Wherever exactly in its cell the other phone was, the answers are the same.
    spots = [Position(26.6 + n * 0.0001, 101.6) for n in range(-40, 40)]
    answers = [ids(await offered(scene, **at, position=spot)) for spot in spots]
    await scene.owner.execute(
        "UPDATE tickets SET latitude = 26.5996, longitude = 101.5997 WHERE id = $1", far.id
    )
    assert [ids(await offered(scene, **at, position=spot)) for spot in spots] == answers
    assert [] in answers
    assert [far.id] in answers


@pytest.mark.parametrize(
    "private",
    [
        "UPDATE tickets SET staff_only = true",
        "UPDATE tickets SET complaint_about = (SELECT id FROM organisations LIMIT 1)",
        "UPDATE tickets SET origin = 'task'",
        "UPDATE tickets SET practice = true",
        "UPDATE ticket_categories SET offered = false",
        "UPDATE tickets SET state = 'closed', closed_at = app_now() - interval '8 days'",
    ],
)
async def test_what_residents_are_never_offered(scene: Scene, private: str) -> None:
    assert ids(await offered(scene)) == [scene.ticket.id]
    await scene.owner.execute(private)
    assert ids(await offered(scene)) == []


async def test_what_was_closed_this_week_is_offered(scene: Scene) -> None:
    await scene.owner.execute(
        "UPDATE tickets SET state = 'closed', closed_at = app_now() - interval '6 days'"
    )
    assert [one.state for one in (await offered(scene)).tickets] == ["closed"]


async def test_no_more_than_a_few_are_offered(scene: Scene) -> None:
    for _ in range(similar.OFFERED + 1):
        await scene.report()
    assert len(ids(await offered(scene))) == similar.OFFERED


async def test_a_desk_sees_candidates_with_words_and_score(scene: Scene) -> None:
    same = await scene.report(text="暗号：堵了", area=scene.place.building)
    other = await scene.report(text="别的")
    found = (await similar.candidates(scene.db, scene.clerk, scene.ticket.id)).tickets
    assert [one.id for one in found] == [same.id, other.id]
    assert (found[0].text, found[0].number) == ("暗号：堵了", same.number)
    assert found[0].score is not None
    assert found[1].score is not None
    assert found[0].score > found[1].score
    # Another category of the group only when the words are alike.
    await scene.owner.execute("UPDATE ticket_categories SET group_name = '设施报修', kin = '{}'")
    words = await scene.report(category="noise_or_fumes", text="暗号：堵了")
    await scene.report(category="noise_or_fumes", text="毫不相干")
    again = (await similar.candidates(scene.db, scene.clerk, scene.ticket.id)).tickets
    assert {one.id for one in again} == {same.id, other.id, words.id}


async def test_staff_see_candidates_of_their_own_area_only(scene: Scene) -> None:
    other = await scene.people.clerk(scene.place.sibling_community)
    firm = await scene.people.dispatcher()
    for who in (other, firm, scene.an, scene.luo):
        with refused("not_found"):
            await similar.candidates(scene.db, who, scene.ticket.id)
        if who.kind == "staff":
            assert ids(await offered(scene, who)) == []
    assert ids(await offered(scene, scene.clerk)) == [scene.ticket.id]


async def test_what_cannot_be_asked(scene: Scene) -> None:
    with refused("ticket.category_unknown"):
        await offered(scene, category="none")
    with refused("area.unknown"):
        await offered(scene, area=scene.place.far_community)


async def plan(scene: Scene, query: str, *arguments: object) -> str:
    return "\n".join(row[0] for row in await scene.owner.fetch("EXPLAIN " + query, *arguments))


async def test_fifty_thousand_tickets_are_not_walked_through(scene: Scene) -> None:
    place: Ticket = scene.ticket
    await scene.owner.execute(
        """INSERT INTO areas (parent, level, name) SELECT $1, 'building', 'B' || n FROM generate_series(1, 500) n""",
        scene.place.estate,
    )
    await scene.owner.execute(
        """INSERT INTO tickets (district, category, text, area, path, place, desk, holder_kind, holder, reporter,
                                acknowledge_by, resolve_by, latitude, longitude)
           SELECT a.district, 'drain_blocked', '堵了', a.id, a.path, '', $1, 'desk', $1, $2, app_now(), app_now(),
                  26.5 + random() / 10, 101.5 + random() / 10
             FROM areas a, generate_series(1, 100) WHERE a.level = 'building' AND a.name LIKE 'B%'""",
        place.desk, scene.an.account,
    )  # fmt: skip
    await scene.owner.execute("ANALYZE tickets; ANALYZE areas")
    arguments = (
        scene.place.district, scene.place.building, [scene.place.estate], 26.55, 26.551, 101.55, 101.551,
        ["drain_blocked"], False, True, None, 200,
    )  # fmt: skip
    for sides in ((26.55, 26.551, 101.55, 101.551), (None, None, None, None)):
        text = await plan(scene, store.q.near, *arguments[:3], *sides, *arguments[7:])
        assert "Seq Scan on tickets" not in text, text
        assert "tickets_path" in text, text
        assert "tickets_area" in text, text
    for query, rest in (
        (follows.q.may_see, [scene.ticket.id, scene.luo.account]),
        (follows.q.followers, [scene.ticket.id]),
        (follows.q.page, [scene.luo.account, None, 50]),
        (follows.q.public, [scene.ticket.id]),
    ):
        text = await plan(scene, query, *rest)
        assert "Seq Scan on tickets" not in text, text
    assert ids(await offered(scene)) == [scene.ticket.id]
