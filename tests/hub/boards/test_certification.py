"""A board counts certification live, equal to a recount by SQL, and to one hub's first reading."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from hub.boards.types import Certification
from tests.conftest import RunningHub
from tests.hub.certification.conftest import media, scene
from tests.hub.certification.scene import NEARER, PASS, UNSURE, Scene, number
from tests.support import until

__all__ = ["media", "scene"]

RECOUNT = """
SELECT count(*) AS persons,
       count(*) FILTER (WHERE p.due_on BETWEEN d.day AND d.day + g.notice_days) AS due,
       count(*) FILTER (WHERE p.certified_until IS NOT NULL AND p.due_on > d.day + g.notice_days) AS certified,
       count(*) FILTER (WHERE p.due_on < d.day) AS overdue,
       (SELECT count(*) FROM certification_attempts
         WHERE path @> ARRAY[$1::uuid] AND state IN ('review', 'refusing', 'appealed')) AS in_review,
       (SELECT count(*) FROM certification_attempts a
         WHERE path @> ARRAY[$1::uuid] AND way = 'phone' AND try > 0
           AND (a.created_at AT TIME ZONE 'Asia/Shanghai')::date = max(d.day)) AS tries_today
FROM certification_persons p JOIN certification_programmes g ON g.id = p.programme
CROSS JOIN (SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS day) d
WHERE p.path @> ARRAY[$1::uuid] AND p.left_at IS NULL
"""


async def recounted(scene: Scene, area: UUID) -> Certification:
    row = await scene.owner.fetchrow(RECOUNT, area)
    assert row is not None
    return Certification(**dict(row))


async def test_pushed_counts_equal_a_recount(scene: Scene, hub: RunningHub) -> None:
    place, boards = scene.place, hub.hub.boards
    official = await scene.people.staff("official_viewer", place.district)
    today = await scene.owner.fetchval("SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date")
    pushed: dict[str, Any] = {}
    async with hub.listen(official, f"board/{place.street}") as live:
        await scene.reference()  # certified at the desk
        await scene.submit()
        await scene.verdict(await scene.latest(), NEARER)
        tried = await scene.submit()
        await scene.verdict(tried, UNSURE)  # and doubted afterwards: a reviewer's
        for order, days in enumerate((-3, 10, 200, None), start=2):
            due_on = None if days is None else today + timedelta(days=days)
            await scene.enlist(
                id_number=number("19400615", f"{order:03}"), phone="", due_on=due_on,
                area=place.community, name="王某",
            )  # fmt: skip
        expected = Certification(persons=5, due=1, certified=1, overdue=1, in_review=1, tries_today=2)
        assert await recounted(scene, place.street) == expected
        while pushed.get("certification") != msgspec.to_builtins(expected):
            message = json.loads(await live.recv())
            if message["op"] == "event":
                assert message["type"] == "board.counts"
                pushed = message["data"]
        await scene.verdict(tried, PASS)  # late: changes nothing
        await scene.decide(scene.reviewer, tried, "pass", "")

        async def settled() -> bool:
            return boards.board(place.community).certification == await recounted(scene, place.community)

        await until(settled)
    for area in (place.district, place.street, place.community, place.other_community):
        assert boards.board(area).certification == await recounted(scene, area)
    before = boards.board(place.district).certification
    assert before == Certification(persons=5, due=1, certified=1, overdue=1, in_review=0, tries_today=2)
    await boards.load()
    assert boards.board(place.district).certification == before


async def test_who_leaves_is_no_longer_counted_and_notice_is_read_again(
    scene: Scene, hub: RunningHub
) -> None:
    boards, place = hub.hub.boards, scene.place
    due_on = await scene.owner.fetchval("SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date + 50")
    second = await scene.enlist(id_number=number("19400615", "002"), phone="", due_on=due_on)
    await until(lambda: boards.board(place.community).certification.persons == 2)
    assert boards.board(place.community).certification.due == 0
    await scene.programme_with(notice_days=60)
    await boards.look()
    assert boards.board(place.community).certification.due == 1
    assert boards.board(place.community).certification == await recounted(scene, place.community)
    await scene.leave(second.standing.id)
    await until(lambda: boards.board(place.community).certification.persons == 1)
    assert boards.board(place.community).certification == await recounted(scene, place.community)
