"""Programmes and rosters: who may."""

from typing import Any
from uuid import uuid4

import msgspec

from hub.certification import actions
from hub.certification.model import FindPerson, PutProgramme
from tests.hub.certification.scene import ID, NAME, PASS, PHONE, Scene, number, refused
from tests.support import ask


async def test_only_coordinators_say_what_is_certified(scene: Scene) -> None:
    given = PutProgramme(version=0, name="残疾人补贴", name_en="Disability allowance", every_months=6)

    async def put(who: Any, **changes: Any) -> Any:
        return await actions.put_programme(
            scene.db, who, ask(who), "disabled", msgspec.structs.replace(given, **changes)
        )

    for who in (scene.clerk, scene.street, scene.reviewer, scene.father):
        assert await refused(put(who)) == "forbidden"
    made = await put(scene.coordinator, authority=scene.place.department)
    assert (made.version, made.authority) == (1, scene.place.department)
    assert await refused(put(scene.coordinator)) == "programme.stale"
    assert (
        await refused(put(scene.coordinator, version=1, authority=scene.place.property_org))
        == "programme.authority"
    )
    assert await refused(put(scene.coordinator, version=1, authority=uuid4())) == "programme.authority"
    assert (await put(scene.coordinator, version=1, name="残疾人两项补贴")).version == 2
    found = (await actions.programmes(scene.db, scene.father)).programmes
    assert [one.key for one in found] == ["disabled", "elders"]


async def test_switching_the_search_on_is_written_down(scene: Scene) -> None:
    assert scene.programme.search_purpose is None
    await scene.programme_with(search_purpose="防止一人以两个身份领取津贴")
    await scene.programme_with(search_purpose=None)
    rows = await scene.owner.fetch(
        "SELECT action FROM audit WHERE action LIKE 'certification.search%' ORDER BY number"
    )
    assert [row["action"] for row in rows] == ["certification.search_on", "certification.search_off"]


async def test_who_goes_on_a_roster(scene: Scene) -> None:
    other = number("19410101", "002")
    assert await refused(scene.enlist()) == "certification.listed"
    assert await refused(scene.enlist(id_number=number("19700101"))) == "certification.too_young"
    assert (
        await refused(scene.enlist(id_number=ID[:-1] + ("1" if ID[-1] != "1" else "2")))
        == "id_number.invalid"
    )
    assert await refused(scene.enlist(id_number=other, phone="12")) == "phone.invalid"
    assert await refused(scene.enlist(id_number=other, area=uuid4())) == "area.unknown"
    assert await refused(scene.enlist(id_number=other, area=scene.place.far_community)) == "area.unknown"
    assert await refused(scene.enlist(id_number=other, programme=uuid4())) == "programme.unknown"
    assert await refused(scene.enlist(scene.clerk, id_number=other)) == "certification.not_allowed"
    assert await refused(scene.enlist(scene.other_clerk, id_number=other)) == "not_found"
    assert await refused(scene.enlist(scene.father, id_number=other)) == "not_found"
    made = await scene.enlist(id_number=other, name="王秀英", phone="")
    assert (made.name, made.id_number) == ("王**", "5104**********" + other[-4:])
    listed = await actions.within(scene.db, scene.sealer, scene.clerk, programme=None, which="all")
    assert {one.name for one in listed.persons} == {"罗**", "王**"}
    [names] = await scene.owner.fetch(
        "SELECT array_agg(name ORDER BY cardinality(path)) AS names FROM areas WHERE id = ANY ($1)",
        list(made.standing.path),
    )
    street, community, _grid, estate, building, unit, dwelling = names["names"][1:]
    assert {one.place for one in listed.persons} == {
        f"{street} {community} {estate} {building}{unit}{dwelling}"
    }
    elsewhere = await actions.within(scene.db, scene.sealer, scene.other_clerk, programme=None, which="all")
    assert elsewhere.persons == []
    page = await actions.within(scene.db, scene.sealer, scene.clerk, programme=None, which="never", limit=1)
    assert (len(page.persons), page.next is not None) == (1, True)


async def test_numbers_in_the_clear_are_a_logged_act(scene: Scene) -> None:
    seen = await actions.unmask(scene.db, scene.sealer, scene.clerk, ask(scene.clerk), scene.person)
    assert (seen.name, seen.id_number, seen.phone) == (NAME, ID, PHONE)
    row = await scene.owner.fetchrow("SELECT * FROM audit WHERE action = 'certification.number_seen'")
    assert row is not None
    assert (row["actor"], row["subject"]) == (scene.clerk.account, scene.person)
    for who in (scene.other_clerk, scene.father, scene.luo):
        assert (
            await refused(actions.unmask(scene.db, scene.sealer, who, ask(who), scene.person)) == "not_found"
        )
    code = await refused(
        actions.unmask(scene.db, scene.sealer, scene.coordinator, ask(scene.coordinator), scene.person)
    )
    assert code == "certification.not_allowed"


async def test_somebody_is_found_by_her_number_in_ones_own_areas(scene: Scene) -> None:
    async def find(who: Any, number: str = ID) -> Any:
        return await actions.find(scene.db, scene.sealer, who, ask(who), FindPerson(number))

    spoken = f" {ID[:6]} {ID[6:14]} {ID[14:].lower()}"
    for who in (scene.clerk, scene.street, scene.reviewer, scene.coordinator):
        [she] = (await find(who, spoken)).persons
        assert (she.standing.id, she.name, she.id_number) == (
            scene.person,
            "罗**",
            f"{ID[:4]}**********{ID[-4:]}",
        )
    # Elsewhere and nowhere are the same answer.
    assert (await find(scene.other_clerk)).persons == []
    assert (await find(scene.clerk, number("19410101", "009"))).persons == []
    for who in (scene.father, scene.luo):
        assert await refused(find(who)) == "forbidden"
    wrong = ID[:-1] + ("1" if ID[-1] != "1" else "2")
    assert await refused(find(scene.clerk, wrong)) == "id_number.invalid"
    rows = await scene.owner.fetch(
        "SELECT actor, subject, detail::text FROM audit WHERE action = 'certification.number_sought' ORDER BY number"
    )
    assert [(row["actor"], row["subject"]) for row in rows] == [
        *((who.account, scene.person) for who in (scene.clerk, scene.street, scene.reviewer, scene.coordinator)),
        (scene.other_clerk.account, None), (scene.clerk.account, None),
    ]  # fmt: skip
    assert {row["detail"] for row in rows} == {"{}"}
    await scene.leave(scene.person)
    assert (await find(scene.clerk)).persons == []


async def test_the_desk_and_the_visit_are_as_good(scene: Scene) -> None:
    for who in (scene.other_clerk, scene.luo, scene.father):
        assert await refused(scene.in_person(who)) == "not_found"
    assert await refused(scene.in_person(scene.coordinator)) == "certification.not_allowed"
    seen = await scene.in_person(way="visit")
    assert (seen.state, seen.way, seen.decided_by) == ("passed", "visit", scene.clerk.account)
    assert (await scene.detail()).person.standing.certified_until is not None
    photo = await scene.photo(scene.clerk)
    assert await refused(scene.in_person(photo=photo)) == "certification.consent_missing"
    await scene.give_phone(scene.clerk, PHONE)
    assert await refused(scene.in_person()) == "certification.own"


async def test_the_first_desk_photo_makes_the_reference(scene: Scene) -> None:
    await scene.reference()
    person = (await scene.detail()).person.standing
    assert person.reference
    assert (await scene.told(f"own/{scene.father.account}"))[-1]["step"] == "reference_made"
    await scene.in_person(photo=await scene.photo(scene.clerk))
    assert await scene.owner.fetchval("SELECT count(*) FROM jobs WHERE kind = 'face_template'") == 1
    assert await scene.owner.fetchval("SELECT count(*) FROM photos WHERE gone_at IS NOT NULL") == 1


async def test_a_photo_that_makes_no_template(scene: Scene) -> None:
    await scene.agree()
    await scene.in_person(photo=await scene.photo(scene.clerk))
    await scene.enrolled(made=False)
    assert not (await scene.detail()).person.standing.reference
    assert (await scene.told(f"own/{scene.father.account}"))[-1]["step"] == "reference_failed"


async def test_the_desk_ends_what_is_under_way(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.submit()
    await scene.in_person()
    await scene.verdict(tried, PASS)
    states = {one.id: one.state for one in (await scene.detail()).attempts}
    assert states[tried.id] == "withdrawn"
    assert (
        await scene.owner.fetchval("SELECT count(*) FROM certification_attempts WHERE photo IS NOT NULL") == 0
    )


async def test_leaving_the_roster(scene: Scene) -> None:
    await scene.reference()
    for who in (scene.other_clerk, scene.father):
        assert await refused(actions.leave(scene.db, who, ask(who), scene.person)) == "not_found"
    code = await refused(actions.leave(scene.db, scene.clerk, ask(scene.clerk), scene.person))
    assert code == "certification.not_allowed"
    await actions.leave(scene.db, scene.street, ask(scene.street), scene.person)
    assert await refused(scene.submit()) == "not_found"
    assert (await actions.mine(scene.db, scene.sealer, scene.father)).persons == []
    assert (await scene.enlist()).standing.certified_on is None  # she may come back, as new
