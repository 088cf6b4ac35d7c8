"""One face, two people: off unless switched on; a hit is a question, never a refusal."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from hub.certification.erasure import sweep
from hub.certification.twins.search import KINDS, Searches
from hub.certification.types import Candidates, SearchAsked, SearchHit, SearchResult
from tests.hub.certification.scene import PASS, SET, Scene, number, refused

TWIN_PHONE = "13890010002"
PURPOSE = "防止一人以两个身份领取津贴"


class Pair:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.searches = Searches(scene.db, scene.place.district, scene.media.objects)
        scene.intake._kinds |= {kind.name: kind for kind in KINDS}
        self.first = scene.person
        self.twin = UUID(int=0)
        self.template = UUID(int=0)

    async def begin(self) -> "Pair":
        """Somebody else with a template, then the father certified with his."""
        scene = self.scene
        await scene.reference()
        other = await scene.enlist(id_number=number("19400615", "002"), name="罗德金", phone=TWIN_PHONE)
        self.twin = scene.person = other.standing.id
        await scene.agree(scene.clerk, "desk")
        await scene.in_person(photo=await scene.photo(scene.clerk))
        self.template = await scene.enrolled()
        scene.person = self.first
        return self

    async def certify(self) -> None:
        await self.scene.verdict(await self.scene.submit(), PASS)

    async def job(self) -> Any:
        return await self.scene.owner.fetchrow(
            "SELECT id, attempt, payload FROM jobs WHERE kind = 'face_search' ORDER BY id DESC LIMIT 1"
        )

    async def hit(self) -> None:
        await self.certify()
        assert await self.searches.next()
        row = await self.job()
        await self.scene.said(
            row["id"], row["attempt"],
            SearchResult(hits=(SearchHit(self.template, 0.91),), compared=1, threshold=0.68, model=SET),
        )  # fmt: skip


@pytest.fixture
async def pair(scene: Scene) -> Pair:
    return await Pair(scene).begin()


async def test_off_unless_switched_on(pair: Pair) -> None:
    await pair.certify()
    assert not await pair.searches.next()
    assert await pair.job() is None


async def test_switched_off_meanwhile_nothing_is_compared(pair: Pair) -> None:
    await pair.scene.programme_with(search_purpose=PURPOSE)
    await pair.certify()
    await pair.scene.programme_with(search_purpose=None)
    await pair.searches.next()
    assert await pair.job() is None
    assert await pair.scene.owner.fetchval("SELECT count(*) FROM certification_searches") == 0


async def test_the_worker_gets_names_of_templates_only(pair: Pair) -> None:
    scene = pair.scene
    await scene.programme_with(search_purpose=PURPOSE)
    await pair.certify()
    assert await pair.searches.next()
    assert not await pair.searches.next()
    asked = msgspec.json.decode((await pair.job())["payload"], type=SearchAsked)
    listed = await scene.media.objects.get(asked.candidates, "list")
    assert listed is not None
    assert msgspec.msgpack.decode(listed, type=Candidates).templates == (pair.template.bytes,)
    assert asked.template != pair.template


async def test_a_hit_is_a_question_with_both_beside_each_other(pair: Pair) -> None:
    scene = pair.scene
    await scene.programme_with(search_purpose=PURPOSE)
    await pair.hit()
    question = await scene.latest()
    assert (question.state, question.reasons, question.twin, question.number) == (
        "review",
        ("same_face",),
        pair.twin,
        0,
    )
    own = await scene.latest(scene.father)
    assert (own.reasons, own.twin) == ((), None)
    assert "same_face" not in str(await scene.told(f"own/{scene.father.account}"))
    assert (await scene.detail()).person.standing.certified_until is not None
    sheet = await scene.look(scene.reviewer, question)
    assert sheet.twin is not None
    assert sheet.twin.standing.id == pair.twin
    assert sheet.reference is not None
    assert sheet.twin_reference is not None
    looked = await scene.owner.fetch(
        "SELECT subject FROM audit WHERE action = 'certification.looked' ORDER BY number"
    )
    assert {row["subject"] for row in looked} == {pair.first, pair.twin}
    await sweep(scene.db, scene.media.objects)
    assert not [path for path in scene.stored() if path.suffix == ".list"]


async def test_neither_of_the_two_decides_about_it(pair: Pair) -> None:
    scene = pair.scene
    await scene.programme_with(search_purpose=PURPOSE)
    await pair.hit()
    question = await scene.latest()
    await scene.give_phone(scene.reviewer, TWIN_PHONE)
    assert await refused(scene.look(scene.reviewer, question)) == "certification.own"
    assert (
        await refused(scene.decide(scene.reviewer, question, "pass", "不是同一个人")) == "certification.own"
    )


async def test_told_apart_they_are_not_asked_about_again(pair: Pair) -> None:
    scene = pair.scene
    await scene.programme_with(search_purpose=PURPOSE)
    await pair.hit()
    until = (await scene.detail()).person.standing.certified_until
    await scene.decide(scene.reviewer, await scene.latest(), "pass", "")
    assert (await scene.detail()).person.standing.certified_until == until
    assert await scene.owner.fetchval("SELECT count(*) FROM certification_searches") == 0
    await scene.ahead("340 days")
    await pair.certify()
    before = await scene.owner.fetchval("SELECT count(*) FROM jobs WHERE kind = 'face_search'")
    await pair.searches.next()
    assert await scene.owner.fetchval("SELECT count(*) FROM jobs WHERE kind = 'face_search'") == before


async def test_two_reviewers_only_take_back_what_the_photo_proved(pair: Pair) -> None:
    scene = pair.scene
    await scene.programme_with(search_purpose=PURPOSE)
    await pair.hit()
    question = await scene.latest()
    await scene.decide(scene.reviewer, question, "refuse")
    assert (await scene.detail()).person.standing.certified_until is not None
    await scene.decide(scene.second, question, "refuse")
    person = (await scene.detail()).person.standing
    assert (person.certified_until, person.benefit) == (None, "paid")
    await scene.in_person(way="visit")
    assert (await scene.detail()).person.standing.certified_until is not None


async def test_no_hit_leaves_nothing(pair: Pair) -> None:
    scene = pair.scene
    await scene.programme_with(search_purpose=PURPOSE)
    await pair.certify()
    await pair.searches.next()
    row = await pair.job()
    await scene.said(row["id"], row["attempt"], SearchResult(compared=1, model=SET))
    assert (await scene.latest()).state == "passed"
    assert await scene.owner.fetchval("SELECT count(*) FROM certification_searches") == 0
