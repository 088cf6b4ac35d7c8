"""Rosters, benefits and appeals of certification through the SDK, against the real hub."""

import pytest
from shequtong import Invalid, NotFound, Refused

from tests.clients.python.conftest import SignedIn
from tests.hub.certification.conftest import media, scene
from tests.hub.certification.imports.test_imports import ROWS, xlsx
from tests.hub.certification.scene import ID, NAME, Scene
from tests.support import until

__all__ = ["media", "scene"]


async def test_a_roster_is_tried_then_imported(scene: Scene, signed_in: SignedIn) -> None:
    desk = (await signed_in(scene.street)).certification
    table = xlsx(*ROWS, ("坏", "1", "", "金沙", ""))
    trial = await desk.try_import(scene.programme.id, table, name="名册.xlsx")
    assert (trial.id, trial.rows, trial.good, trial.bad_rows) == (None, 3, 2, 1)
    assert [(bad.row, bad.reasons) for bad in trial.bad] == [(4, ("id_number_invalid",))]
    begun = await desk.begin_import(scene.programme.id, table, name="名册.xlsx")
    assert begun.id is not None
    assert [one.id for one in await desk.imports()] == [begun.id]
    made = begun.id

    async def over() -> bool:
        return (await desk.one_import(made)).state == "done"

    await until(over, 20)
    assert (await desk.one_import(made)).added == 2
    assert (await desk.cancel_import(made)).state == "done"  # it is over already
    clerk = (await signed_in(scene.clerk)).certification
    with pytest.raises(NotFound):
        await clerk.one_import(made)
    with pytest.raises(Refused):
        await clerk.begin_import(scene.programme.id, table)
    with pytest.raises(Invalid):
        await desk.try_import(scene.programme.id, b"no table")


async def test_a_pause_is_noticed_proposed_and_decided(scene: Scene, signed_in: SignedIn) -> None:
    await scene.programme_with(authority=scene.place.department)
    official = await scene.people.staff(
        "dept_handler", scene.place.district, "民政", organisation=scene.place.department
    )
    await scene.in_person()
    await scene.ahead("400 days")
    street = (await signed_in(scene.street)).certification
    assert (await street.notice(scene.person)).name == "罗**"
    await scene.ahead("16 days")
    street, office = [(await signed_in(who)).certification for who in (scene.street, official)]
    made = await street.propose_pause(scene.person, "逾期未认证，多次联系不上")
    assert [one.id for one in await street.proposals(state="open")] == [made.id]
    detail = await office.proposal(made.id)
    assert (detail.proposal.kind, detail.person.name) == ("pause", "罗**")
    seen = await office.unmask_proposal(made.id)
    assert (seen.name, seen.id_number) == (NAME, ID)
    assert ID not in repr(seen)
    with pytest.raises(NotFound):
        await street.decide_proposal(made.id, accept=True)
    decided = await office.decide_proposal(made.id, accept=False, note="先上门看看再说", version=made.version)
    assert (decided.state, decided.note) == ("declined", "先上门看看再说")
    assert await office.proposals(state="open") == []


async def test_an_appeal_with_a_new_photo(scene: Scene, signed_in: SignedIn) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    await scene.decide(scene.reviewer, tried, "refuse")
    await scene.decide(scene.second, tried, "refuse", "两人核对均不是本人")
    father = (await signed_in(scene.father)).certification
    appealed = await father.appeal(tried.id, "就是我本人", photo=await scene.photo(scene.father))
    assert (appealed.state, appealed.appeal, appealed.photo) == ("appealed", "就是我本人", True)
    with pytest.raises(NotFound):
        await (await signed_in(scene.luo)).certification.appeal(tried.id, "不是我")
