"""A try from the phone: consent first, one verdict, three bands, five tries, then a person."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from hub.accounts.types import Principal
from hub.certification import actions, attempts, consents, policy
from hub.certification.model import Certified, PutProgramme
from hub.certification.types import CertifyAsked, FreshnessFound, Newspaper, OneTimeCode, Quality
from hub.jobs.sweeper import sweep
from hub.visits import actions as visits
from hub.visits.types import AskVisit
from tests.hub.certification.scene import NEARER, PASS, UNSURE, Scene, refused
from tests.support import ask


async def test_a_proxy_certifies_the_father(scene: Scene) -> None:
    await scene.reference()
    await scene.proxy()
    tried = await scene.submit(scene.luo)
    assert (tried.state, tried.number, tried.similarity, tried.by) == ("checking", 1, None, None)
    await scene.verdict(tried, PASS)
    detail = await scene.detail(scene.luo)
    assert detail.attempts[0].state == "passed"
    today = await scene.owner.fetchval("SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date")
    assert detail.person.standing.certified_on == today
    assert detail.person.standing.certified_until == detail.person.standing.due_on
    assert detail.person.standing.due_on.year == today.year + 1  # type: ignore[union-attr]
    steps = [one["step"] for one in await scene.told(f"own/{scene.luo.account}")]
    assert steps[-2:] == ["submitted", "passed"]
    staff = await scene.told(f"staff/{scene.place.street}/certification")
    assert staff[-1]["attempt"]["similarity"] == 0.83
    assert (await scene.told(f"own/{scene.father.account}"))[-1]["attempt"]["similarity"] is None


async def test_nothing_is_looked_at_before_she_agrees(scene: Scene) -> None:
    assert await refused(scene.submit()) == "certification.consent_missing"
    await scene.proxy()
    assert await refused(scene.agree(scene.luo)) == "certification.own_consent"
    assert await refused(scene.agree(version=2)) == "certification.consent_old"
    await scene.agree()
    assert (await scene.submit()).state == "checking"


async def test_a_new_text_asks_for_a_new_consent(scene: Scene) -> None:
    await scene.agree()
    await scene.new_text()
    assert await refused(scene.submit()) == "certification.consent_old"
    assert await refused(attempts.code(scene.db, scene.father, scene.person)) == "certification.consent_old"
    await scene.agree(version=2)
    assert (await scene.submit()).state == "checking"


async def test_consent_may_be_heard_at_the_desk(scene: Scene) -> None:
    assert await refused(scene.agree(scene.other_clerk, "desk")) == "not_found"
    assert await refused(scene.agree(scene.coordinator, "desk")) == "certification.not_allowed"
    assert (await scene.agree(scene.clerk, "visit")).standing.consent == 1
    row = await scene.owner.fetchrow("SELECT * FROM certification_consents")
    assert row is not None
    assert (row["way"], row["given_by"]) == ("visit", scene.clerk.account)


async def test_the_job_says_what_to_read_and_nothing_personal(scene: Scene) -> None:
    template = await scene.reference()
    await scene.submit()
    asked = await scene.asked()
    assert asked.template == template
    assert isinstance(asked.freshness, Newspaper)
    assert asked.freshness.latest - asked.freshness.earliest == timedelta(days=3)
    assert asked.reference_photo is not None
    assert asked.template_out is not None
    for photo in (asked.photo, asked.reference_photo):
        assert await scene.media.objects.get(photo, "full") is not None


async def test_a_code_is_for_one_try_of_one_phone(scene: Scene) -> None:
    await scene.agree()
    await scene.proxy()
    assert await refused(scene.submit(freshness="code")) == "certification.code_missing"
    code = await attempts.code(scene.db, scene.father, scene.person)
    assert await refused(scene.submit(scene.luo, freshness="code")) == "certification.code_missing"
    await scene.submit(freshness="code")
    assert (await scene.asked()).freshness == OneTimeCode(code.code)
    await scene.verdict(await scene.latest(), NEARER)
    assert await refused(scene.submit(freshness="code")) == "certification.code_missing"
    await attempts.code(scene.db, scene.father, scene.person)
    await scene.ahead("16 minutes")
    assert await refused(scene.submit(freshness="code")) == "certification.code_missing"


async def test_a_programme_says_how_the_day_is_proven(scene: Scene) -> None:
    await scene.agree()
    await scene.programme_with(freshness=("newspaper",))
    await attempts.code(scene.db, scene.father, scene.person)
    assert await refused(scene.submit(freshness="code")) == "certification.freshness"


async def test_only_her_own_photos(scene: Scene) -> None:
    await scene.agree()
    theirs = await scene.photo(scene.luo)
    assert await refused(scene.submit(photo=theirs)) == "photo.unknown"
    assert await refused(scene.submit(photo=uuid4())) == "photo.unknown"


async def test_a_stranger_learns_nothing(scene: Scene) -> None:
    await scene.agree()
    for who in (scene.luo, await scene.people.resident("邻居")):
        assert await refused(scene.submit(who)) == "not_found"
        assert await refused(attempts.code(scene.db, who, scene.person)) == "not_found"
        assert await refused(scene.detail(who)) == "not_found"
        assert await refused(scene.withdraw(who)) == "not_found"
        assert await refused(consents.proxies(scene.db, who, scene.person)) == "not_found"
    assert await refused(scene.detail(scene.other_clerk)) == "not_found"
    assert (await actions.mine(scene.db, scene.sealer, scene.luo)).persons == []
    [own] = (await actions.mine(scene.db, scene.sealer, scene.father)).persons
    assert (own.mine, own.name) == (True, "罗**")


async def test_one_at_a_time_and_sent_twice_is_once(scene: Scene) -> None:
    await scene.agree()
    given = attempts.Submit(photo=await scene.photo(scene.father), freshness="newspaper")
    asked = ask(scene.father)
    first = await attempts.submit(scene.db, scene.father, asked, scene.person, given)
    assert await attempts.submit(scene.db, scene.father, asked, scene.person, given) == first
    assert await refused(scene.submit()) == "certification.open"
    assert await scene.owner.fetchval("SELECT count(*) FROM jobs WHERE kind = 'certify'") == 1


async def test_a_verdict_counts_once(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.submit()
    await scene.verdict(tried, UNSURE)
    await scene.verdict(tried, PASS)
    assert (await scene.latest()).state == "review"
    job = await scene.owner.fetchval("SELECT job FROM certification_attempts WHERE id = $1", tried.id)
    await scene.said(job, 2, PASS)
    assert (await scene.latest()).state == "review"


async def test_five_tries_then_a_person(scene: Scene) -> None:
    await scene.reference()
    for number in range(1, 5):
        tried = await scene.submit()
        await scene.verdict(tried, NEARER)
        shown = await scene.latest(scene.father)
        assert (shown.state, shown.number, shown.reasons, shown.photo) == (
            "retake",
            number,
            ("face_small",),
            False,
        )
    tried = await scene.submit()
    await scene.verdict(tried, NEARER)
    last = await scene.latest()
    assert (last.state, last.reasons) == ("review", ("face_small", "tries_spent"))
    assert last.photo
    assert await refused(scene.submit()) == "certification.open"
    await scene.decide(scene.reviewer, last, "retake", "请换一件浅色衣服再拍")
    assert (await scene.submit()).number == 1  # a person gave a new round


async def test_attempts_of_the_job_are_no_tries_of_hers(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.submit()
    await scene.owner.execute("UPDATE jobs SET attempt = 4 WHERE kind = 'certify'")
    await scene.verdict(tried, NEARER)
    assert (await scene.detail()).person.standing.tries == 1


async def test_a_machine_that_gives_up_leaves_it_to_a_person(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.submit()
    await scene.owner.execute(
        "UPDATE jobs SET attempt = 5, lease_until = app_now() - interval '1 s' WHERE kind = 'certify'"
    )
    kinds = {kind.name: kind for kind in scene_kinds()}
    await sweep(scene.db, scene.intake._redis, scene.place.district, kinds)
    after = await scene.latest()
    assert (after.id, after.state, after.reasons) == (tried.id, "review", ("machine_failed",))
    assert (await scene.told(f"own/{scene.father.account}"))[-1]["step"] == "given_up"


def scene_kinds() -> Any:
    from hub.certification.verdicts import KINDS

    return KINDS


@pytest.mark.parametrize(
    ("changes", "state", "reasons"),
    [
        ({}, "passed", ()),
        ({"similarity": 0.67}, "review", ("inconsistent",)),
        ({"similarity": None}, "review", ("inconsistent",)),
        ({"model": None}, "review", ("inconsistent",)),
        ({"threshold": None}, "review", ("inconsistent",)),
        ({"liveness": None}, "review", ("inconsistent",)),
        ({"quality": msgspec.structs.replace(PASS.quality, faces=0)}, "review", ("inconsistent",)),
        ({"quality": msgspec.structs.replace(PASS.quality, sharpness=None)}, "review", ("inconsistent",)),
        ({"freshness": FreshnessFound("fresh")}, "review", ("inconsistent",)),
        ({"freshness": FreshnessFound("stale")}, "review", ("inconsistent",)),
        ({"freshness": FreshnessFound("unasked")}, "review", ("inconsistent",)),
        ({"reasons": ("liveness_low",)}, "review", ("liveness_low", "inconsistent")),
        ({"band": "retake", "reasons": ("blurred",)}, "retake", ("blurred",)),
        ({"band": "retake", "reasons": ("unlike",)}, "review", ("unlike",)),
        ({"band": "retake"}, "review", ()),
        ({"band": "review", "reasons": ("model_failed",)}, "review", ("model_failed",)),
    ],
)
async def test_what_a_verdict_comes_to(
    scene: Scene, changes: dict[str, Any], state: str, reasons: tuple[str, ...]
) -> None:
    asked = CertifyAsked(photo=uuid4(), template=uuid4(), freshness=OneTimeCode("1234"))
    found = msgspec.structs.replace(PASS, **changes)
    assert policy.outcome(scene.programme, asked, found, 1) == (state, reasons)


@pytest.mark.parametrize(
    ("printed", "state"), [(None, "review"), (date(2026, 3, 1), "review"), (date(2026, 3, 4), "passed")]
)
async def test_a_newspaper_counts_by_the_date_that_was_read(
    scene: Scene, printed: date | None, state: str
) -> None:
    paper = Newspaper(date(2026, 3, 2), date(2026, 3, 5))
    asked = CertifyAsked(photo=uuid4(), template=uuid4(), freshness=paper)
    read = msgspec.structs.replace(PASS.freshness, printed=printed)
    found = msgspec.structs.replace(PASS, freshness=read)
    assert policy.outcome(scene.programme, asked, found, 1)[0] == state


@pytest.mark.parametrize("missing", ["liveness", "model", "confidence", "quality"])
async def test_the_gateway_is_no_way_round_a_missing_signal(scene: Scene, missing: str) -> None:
    changes: dict[str, Any] = {
        "liveness": {"liveness": None}, "model": {"model": None}, "quality": {"quality": Quality(faces=1)},
        "confidence": {"freshness": FreshnessFound("fresh")},
    }[missing]  # fmt: skip
    with_gateway = msgspec.structs.replace(scene.programme, gateway=True)
    asked = CertifyAsked(photo=uuid4(), freshness=OneTimeCode("1234"))
    nobody = msgspec.structs.replace(PASS, band="review", reasons=("no_reference",), similarity=None)
    assert policy.outcome(with_gateway, asked, nobody, 1)[0] == "asking"
    assert policy.outcome(with_gateway, asked, msgspec.structs.replace(nobody, **changes), 1)[0] == "review"


async def test_no_pass_without_a_reference(scene: Scene) -> None:
    asked = CertifyAsked(photo=uuid4(), freshness=OneTimeCode("1234"))
    assert policy.outcome(scene.programme, asked, PASS, 1) == ("review", ("inconsistent",))


async def test_the_gateway_is_asked_only_where_a_reference_alone_is_missing(scene: Scene) -> None:
    with_gateway = msgspec.structs.replace(scene.programme, gateway=True)
    asked = CertifyAsked(photo=uuid4(), freshness=OneTimeCode("1234"))
    nobody = msgspec.structs.replace(PASS, band="review", reasons=("no_reference",), similarity=None)
    assert policy.outcome(with_gateway, asked, nobody, 1)[0] == "asking"
    assert policy.outcome(scene.programme, asked, nobody, 1)[0] == "review"
    doubtful = msgspec.structs.replace(nobody, reasons=("no_reference", "liveness_low"))
    assert policy.outcome(with_gateway, asked, doubtful, 1)[0] == "review"
    stale = msgspec.structs.replace(nobody, freshness=FreshnessFound("stale"))
    assert policy.outcome(with_gateway, asked, stale, 1)[0] == "review"


async def test_rather_a_person_than_another_photo(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.submit()
    await scene.verdict(tried, NEARER)
    shown = await attempts.hand_over(scene.db, scene.father, ask(scene.father), scene.person)
    assert (shown.state, shown.reasons) == ("review", ())
    assert (await scene.latest()).reasons == ("face_small", "asked_for_person")


async def test_early_keeps_the_day_it_is_due(scene: Scene) -> None:
    await scene.reference()
    due = (await scene.detail()).person.standing.due_on
    assert due is not None
    await scene.ahead("345 days")
    await scene.verdict(await scene.submit(), PASS)
    again = (await scene.detail()).person.standing.due_on
    assert again is not None
    assert again.replace(year=due.year) == due
    assert again.year == due.year + 1


async def test_to_be_certified_once_more_never_takes_days_away(scene: Scene) -> None:
    await scene.reference()
    await scene.ahead("345 days")
    await scene.verdict(await scene.submit(), PASS)
    kept = (await scene.detail()).person.standing
    await scene.verdict(await scene.submit(), PASS)
    again = (await scene.detail()).person.standing
    assert (again.certified_until, again.due_on) == (kept.certified_until, kept.due_on)


async def visit(scene: Scene, who: Principal, **given: Any) -> UUID:
    asked = {"reason": "certification", "area": scene.place.dwelling} | given
    return (await visits.ask(scene.db, who, ask(who), AskVisit(**asked))).id


async def asked_for(scene: Scene, who: Principal | None = None) -> dict[UUID, str | None]:
    """Visits on the list of staff, or one's own, with why nobody need come."""
    page = await visits.page(scene.db, who or scene.clerk, staff=who is None, after=None, limit=50)
    return {one.id: one.certified for one in page.visits}


async def test_certified_on_a_phone_nobody_need_come(scene: Scene) -> None:
    await scene.reference()
    await scene.proxy()
    hers = await visit(scene, scene.luo, person=scene.person)
    help_too = await visit(scene, scene.luo, reason="help")
    another = await visit(scene, await scene.people.resident("邻居"))
    tried = await scene.submit(scene.luo)
    assert set((await asked_for(scene)).values()) == {None}
    await scene.verdict(tried, PASS)
    assert await asked_for(scene) == {hers: "phone", help_too: None, another: None}
    assert (await asked_for(scene, scene.luo))[hers] == "phone"
    for topic in (f"staff/{scene.place.community}/visits", f"own/{scene.luo.account}"):
        told = [one for one in await scene.told(topic) if "visit" in one][-1]
        assert (told["step"], told["was"], told["visit"]["state"]) == ("cancelled", "asked", "cancelled")
        assert told["visit"]["certified"] == "phone"
    # Who was about to go reads it for a day; then it is off the list.
    await scene.owner.execute("UPDATE app_clock SET ahead = $1", timedelta(hours=25))
    assert await asked_for(scene) == {help_too: None, another: None}


async def test_certified_at_the_desk_nobody_need_come_for_what_names_nobody_either(scene: Scene) -> None:
    fathers = await visit(scene, scene.father)
    sons = await visit(scene, scene.luo)
    given = Certified(way="desk", evidence="本人持身份证到窗口")
    await attempts.in_person(scene.db, scene.clerk, ask(scene.clerk), scene.person, given)
    assert await asked_for(scene) == {fathers: "desk", sons: None}


async def test_who_is_due_elsewhere_too_is_still_visited(scene: Scene) -> None:
    async with scene.db.transaction() as tx:
        other = await actions.add_programme(
            tx, scene.place.district, "others",
            PutProgramme(version=0, name="遗属补助", name_en="Survivors", least_age=60),
        )  # fmt: skip
    await scene.enlist(programme=other.id)
    asked = await visit(scene, scene.father)
    given = Certified(way="desk", evidence="本人持身份证到窗口")
    await attempts.in_person(scene.db, scene.clerk, ask(scene.clerk), scene.person, given)
    assert await asked_for(scene) == {asked: None}


async def test_a_visit_in_which_she_was_seen_is_ended_by_who_was_there(scene: Scene) -> None:
    asked = await visit(scene, scene.father, person=scene.person)
    given = Certified(way="visit", evidence="上门见到本人")
    await attempts.in_person(scene.db, scene.clerk, ask(scene.clerk), scene.person, given)
    assert await asked_for(scene) == {asked: None}
