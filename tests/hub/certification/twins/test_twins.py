"""One face, two people: off unless switched on; a hit is a question, never a refusal."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from hub.accounts.types import Principal
from hub.certification import reviews
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
        await self.scene.reference()
        self.twin, self.template = await self.other("002", "罗德金", TWIN_PHONE)
        return self

    async def other(
        self, order: str, name: str, phone: str, *, area: UUID | None = None, desk: Principal | None = None
    ) -> tuple[UUID, UUID]:
        """One more with a template: who, and its name. `area`: where she lives, with a `desk` of there."""
        scene, clerk = self.scene, desk or self.scene.clerk
        scene.person = (
            await scene.enlist(
                scene.coordinator, id_number=number("19400615", order), name=name, phone=phone,
                area=area or scene.place.dwelling,
            )
        ).standing.id  # fmt: skip
        made = scene.person
        await scene.agree(clerk, "desk")
        await scene.in_person(clerk, photo=await scene.photo(clerk))
        template = await scene.enrolled()
        scene.person = self.first
        return made, template

    async def certify(self) -> None:
        await self.scene.verdict(await self.scene.submit(), PASS)

    async def job(self) -> Any:
        return await self.scene.owner.fetchrow(
            "SELECT id, attempt, payload FROM jobs WHERE kind = 'face_search' ORDER BY id DESC LIMIT 1"
        )

    async def hit(self, *also: SearchHit) -> None:
        """She passes, and the worker says that the other looks alike."""
        await self.certify()
        assert await self.searches.next()
        await self.said(SearchHit(self.template, 0.91), *also)

    async def said(self, *hits: SearchHit) -> None:
        row = await self.job()
        result = SearchResult(hits=hits, above=len(hits), compared=2, threshold=0.68, model=SET)
        await self.scene.said(row["id"], row["attempt"], result)

    async def compared(self) -> list[tuple[bytes, ...]]:
        """The lists of all searches that were sent."""
        rows = await self.scene.owner.fetch("SELECT payload FROM jobs WHERE kind = 'face_search' ORDER BY id")
        names = [msgspec.json.decode(row["payload"], type=SearchAsked).candidates for row in rows]
        lists = [await self.scene.media.objects.get(name, "list") for name in names]
        return [msgspec.msgpack.decode(one, type=Candidates).templates for one in lists if one is not None]

    async def hits(self) -> int:
        left: int = await self.scene.owner.fetchval("SELECT count(*) FROM certification_hits")
        return left


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
    assert question.twin_similarity == 0.91
    own = await scene.latest(scene.father)
    assert (own.reasons, own.twin, own.twin_similarity) == ((), None, None)
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


async def test_people_of_two_streets_are_the_districts_question(pair: Pair) -> None:
    scene, place = pair.scene, pair.scene.place
    await scene.programme_with(search_purpose=PURPOSE)
    far, template = await pair.other(
        "003", "罗德铜", "13890010003", area=place.other_community, desk=scene.other_clerk
    )
    await pair.certify()
    assert await pair.searches.next()
    await pair.said(SearchHit(template, 0.97))
    question = await scene.latest()
    assert (question.twin, question.path) == (far, (place.district,))
    # Who reviews one of the two streets neither sees nor decides it; who reviews both has both before her.
    there = await scene.people.staff("cert_reviewer", place.other_street, "审核丁")
    for who in (scene.reviewer, there):
        assert (await reviews.queue(scene.db, who)).attempts == []
        assert (await reviews.counts(scene.db, who)).review == 0
        assert await refused(scene.look(who, question)) == "not_found"
        assert await refused(scene.decide(who, question, "pass", "")) == "not_found"
    sheet = await scene.look(scene.second, question)
    assert sheet.twin is not None
    assert sheet.twin_reference is not None
    assert sheet.decides == ("pass", "refuse")
    code = await refused(scene.decide(scene.second, question, "retake", "请重拍一张照片"))
    assert code == "certification.wrong_state"
    assert (await scene.decide(scene.second, question, "pass", "是姐妹，家里都认识")).state == "passed"
    assert (await scene.latest(scene.father)).note == ""  # who the other is, is not told


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


async def test_every_hit_is_asked_about_the_likest_first(pair: Pair) -> None:
    scene = pair.scene
    await scene.programme_with(search_purpose=PURPOSE)
    third, template = await pair.other("003", "罗德铜", "13890010003")
    await pair.hit(SearchHit(template, 0.97))
    question = await scene.latest()
    assert (question.twin, question.twin_similarity) == (third, 0.97)
    await scene.decide(scene.reviewer, question, "pass", "")
    after = await scene.latest()
    assert (after.state, after.twin, after.twin_similarity) == ("review", pair.twin, 0.91)
    steps = [one["step"] for one in await scene.told(f"staff/{scene.place.street}/certification")]
    assert steps[-2:] == ["passed", "same_face"]
    await scene.decide(scene.reviewer, after, "pass", "")
    assert (await scene.detail()).person.standing.attempt is None
    assert await pair.hits() == 0


async def test_a_desk_visit_does_not_end_the_question(pair: Pair) -> None:
    scene = pair.scene
    await scene.programme_with(search_purpose=PURPOSE)
    await pair.hit()
    question = await scene.latest()
    assert (await scene.in_person()).state == "passed"
    assert (await scene.detail()).person.standing.attempt == question.id
    await scene.decide(scene.reviewer, question, "refuse")
    await scene.decide(scene.second, question, "refuse")
    person = (await scene.detail()).person.standing
    assert person.certified_until is not None  # an official saw her since: only a photo's proof is taken back
    assert person.attempt is None


async def test_what_is_found_while_another_try_waits_is_asked_after_it(pair: Pair) -> None:
    scene = pair.scene
    await scene.programme_with(search_purpose=PURPOSE)
    await pair.certify()
    assert await pair.searches.next()
    await scene.ahead("340 days")
    doubtful = await scene.doubtful()
    await pair.said(SearchHit(pair.template, 0.91))
    assert (await scene.detail()).person.standing.attempt == doubtful.id
    await scene.in_person()  # it ends the try, not what was found
    question = (await scene.detail()).person.standing.attempt
    assert question not in (None, doubtful.id)
    [open_now] = [one for one in (await scene.detail()).attempts if one.id == question]
    assert (open_now.state, open_now.reasons, open_now.twin) == ("review", ("same_face",), pair.twin)


async def test_a_refusal_is_appealed_before_anything_else_is_asked(pair: Pair) -> None:
    scene = pair.scene
    await scene.programme_with(search_purpose=PURPOSE)
    _, template = await pair.other("003", "罗德铜", "13890010003")
    await pair.hit(SearchHit(template, 0.97))
    question = await scene.latest()
    await scene.decide(scene.reviewer, question, "refuse")
    await scene.decide(scene.second, question, "refuse")
    assert (await scene.detail()).person.standing.attempt is None
    await scene.appeal(scene.father, question)
    await scene.decide(scene.third, question, "pass", "")
    assert (await scene.latest()).twin == pair.twin


async def test_what_was_found_goes_with_the_consent_and_with_the_purpose(pair: Pair) -> None:
    scene = pair.scene
    await scene.programme_with(search_purpose=PURPOSE)
    _, template = await pair.other("003", "罗德铜", "13890010003")
    await pair.hit(SearchHit(template, 0.97))
    assert await pair.hits() == 1
    scene.person = pair.twin
    await scene.withdraw(scene.clerk)
    assert await pair.hits() == 0
    scene.person = pair.first
    await scene.decide(scene.reviewer, await scene.latest(), "pass", "")
    await scene.owner.execute(
        "INSERT INTO certification_hits (person, twin, similarity) VALUES ($1, $2, 0.9)",
        pair.first,
        pair.twin,
    )
    await scene.programme_with(search_purpose=None)
    assert await pair.hits() == 0


async def test_a_district_is_compared_page_by_page(pair: Pair) -> None:
    scene = pair.scene
    await scene.programme_with(search_purpose=PURPOSE)
    third, template = await pair.other("003", "罗德铜", "13890010003")
    pair.searches.page = 1
    await pair.certify()
    for _ in range(2):
        assert await pair.searches.next()
        assert not await pair.searches.next()
        await pair.said()
    assert await pair.searches.next()  # whether there is more
    assert await pair.compared() == [(pair.template.bytes,), (template.bytes,)]
    assert await scene.owner.fetchval("SELECT count(*) FROM certification_searches") == 0
    assert third > pair.twin


async def test_nobody_is_compared_who_agreed_to_an_old_text_only(pair: Pair) -> None:
    scene = pair.scene
    await scene.programme_with(search_purpose=PURPOSE)
    await scene.new_text()
    await scene.agree(version=2)
    await pair.certify()
    assert await pair.searches.next()
    assert await pair.compared() == []
    scene.person = pair.twin
    await scene.agree(scene.clerk, "desk", version=2)
    scene.person = pair.first
    await scene.ahead("340 days")
    await pair.certify()
    assert await pair.searches.next()
    assert await pair.compared() == [(pair.template.bytes,)]


async def test_without_both_references_the_reviewer_says_how_they_were_told_apart(pair: Pair) -> None:
    scene = pair.scene
    await scene.programme_with(search_purpose=PURPOSE)
    await pair.hit()
    scene.person = pair.twin
    await scene.withdraw(scene.clerk)
    scene.person = pair.first
    question = await scene.latest()
    assert await refused(scene.decide(scene.reviewer, question, "pass", "")) == "certification.unseen"
    assert (await scene.decide(scene.reviewer, question, "pass", "上门见到两人")).state == "passed"
