"""Consents and proxies: who may, and that nothing is made of a face under an old text."""

from typing import Any
from uuid import uuid4

import msgspec

from hub.accounts.types import Acting
from hub.certification import actions, consents
from hub.certification.model import AgreeProxy, AskProxy
from tests.hub.certification.scene import ID, NAME, PASS, Scene, number, refused
from tests.support import ask


async def test_asking_for_somebody_tells_nothing(scene: Scene) -> None:
    async def asks(**changes: Any) -> Any:
        given = msgspec.structs.replace(AskProxy(name=NAME, id_number=ID, relation="child"), **changes)
        return await consents.ask_proxy(scene.db, scene.sealer, scene.luo, ask(scene.luo), given)

    nobody = await asks(id_number=number("19300101"))
    misnamed = await asks(name="罗德金")
    assert (await consents.proxies(scene.db, scene.father, scene.person)).proxies == []
    assert await asks() == nobody == misnamed
    assert len((await consents.proxies(scene.db, scene.father, scene.person)).proxies) == 1
    assert (await actions.mine(scene.db, scene.sealer, scene.luo)).persons == []
    assert await refused(asks(id_number="1")) == "id_number.invalid"


async def test_she_agrees_herself_or_before_an_official(scene: Scene) -> None:
    given = AskProxy(name=NAME, id_number=ID, relation="child")
    await consents.ask_proxy(scene.db, scene.sealer, scene.luo, ask(scene.luo), given)
    [asked] = (await consents.proxies(scene.db, scene.clerk, scene.person)).proxies

    async def agrees(who: Any, way: Any) -> Any:
        return await consents.agree_proxy(scene.db, who, ask(who), scene.person, asked.id, AgreeProxy(way))

    assert await refused(agrees(scene.luo, "phone")) == "not_found"
    assert await refused(agrees(scene.luo, "desk")) == "not_found"
    assert await refused(agrees(scene.clerk, "phone")) == "not_found"
    assert await refused(agrees(scene.other_clerk, "desk")) == "not_found"
    [proxy] = (await agrees(scene.clerk, "visit")).proxies
    assert proxy.agreed
    assert await refused(agrees(scene.clerk, "visit")) == "proxy.unknown"
    [known] = (await actions.mine(scene.db, scene.sealer, scene.luo)).persons
    assert not known.mine
    # Who acts for the son under a mandate has to do with the son alone, and so on the socket.
    helper = msgspec.structs.replace(scene.luo, acting=Acting(uuid4(), uuid4(), "罗小妹", "sibling"))
    assert (await actions.mine(scene.db, scene.sealer, helper)).persons == []
    assert await refused(actions.detail(scene.db, scene.sealer, helper, scene.person)) == "not_found"
    assert (await scene.told(f"own/{scene.luo.account}"))[-1]["step"] == "proxy_agreed"
    assert await scene.told(f"kin/{scene.luo.account}") == []
    assert (await scene.told(f"kin/{scene.father.account}"))[-1]["step"] == "proxy_agreed"
    await consents.end_proxy(scene.db, scene.father, ask(scene.father), scene.person, proxy.id)
    assert (await actions.mine(scene.db, scene.sealer, scene.luo)).persons == []
    assert (await scene.told(f"own/{scene.luo.account}"))[-1]["step"] == "proxy_ended"


async def test_a_proxy_ends_only_its_own(scene: Scene) -> None:
    await scene.proxy()
    sister = await scene.people.resident("罗女士")
    await scene.proxy(sister)
    rows = (await consents.proxies(scene.db, scene.father, scene.person)).proxies
    [hers] = [one for one in rows if one.account == sister.account]
    code = await refused(consents.end_proxy(scene.db, scene.luo, ask(scene.luo), scene.person, hers.id))
    assert code == "proxy.unknown"
    await consents.end_proxy(scene.db, sister, ask(sister), scene.person, hers.id)


async def enrolments(scene: Scene) -> int:
    made: int = await scene.owner.fetchval("SELECT count(*) FROM jobs WHERE kind = 'face_template'")
    return made


async def test_a_desk_photo_under_an_old_text_makes_no_template(scene: Scene) -> None:
    await scene.agree()
    await scene.new_text()
    photo = await scene.photo(scene.clerk)
    assert await refused(scene.in_person(photo=photo)) == "certification.consent_old"
    assert (await scene.in_person()).state == "passed"  # without a photo nothing is computed
    assert await enrolments(scene) == 0
    await scene.agree(version=2)
    await scene.in_person(photo=photo)
    assert await enrolments(scene) == 1


async def test_a_template_that_comes_after_a_new_text_waits_for_the_new_consent(scene: Scene) -> None:
    await scene.agree()
    await scene.in_person(photo=await scene.photo(scene.clerk))
    await scene.new_text()
    await scene.enrolled()
    assert not (await scene.detail()).person.standing.reference
    assert (await scene.told(f"own/{scene.father.account}"))[-1]["step"] == "reference_failed"
    await scene.agree(version=2)
    await scene.enrolled()
    assert (await scene.detail()).person.standing.reference


async def test_a_template_made_anew_after_a_new_text_is_not_kept(scene: Scene) -> None:
    template = await scene.reference()
    tried = await scene.submit()
    await scene.new_text()
    await scene.verdict(tried, msgspec.structs.replace(PASS, template_written=True))
    kept = await scene.owner.fetchval(
        "SELECT template FROM certification_persons WHERE id = $1", scene.person
    )
    assert kept == template
