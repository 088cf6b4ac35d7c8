"""A person decides: two for a refusal, another for an appeal, and every look is written down."""

import random
from typing import Any

import msgspec
import pytest

from hub import audit
from hub.certification import attempts, reviews
from tests.hub.certification.scene import ID, NEARER, PASS, PHONE, UNSURE, Scene, refused
from tests.support import ask


async def test_a_reviewer_passes_what_the_machine_doubted(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    assert [one.id for one in (await reviews.queue(scene.db, scene.reviewer)).attempts] == [tried.id]
    decided = await scene.decide(scene.reviewer, tried, "pass", "")
    assert (decided.state, decided.decided_by, decided.photo) == ("passed", scene.reviewer.account, False)
    assert (await scene.detail()).person.standing.certified_until is not None
    assert (await reviews.queue(scene.db, scene.reviewer)).attempts == []


async def test_a_refusal_takes_two(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    proposed = await scene.decide(scene.reviewer, tried, "refuse")
    assert (proposed.state, proposed.photo) == ("refusing", True)
    assert (await scene.latest(scene.father)).state == "review"  # nothing is decided yet
    for verdict in ("refuse", "pass", "retake"):
        assert await refused(scene.decide(scene.reviewer, proposed, verdict)) == "certification.two_people"
    decided = await scene.decide(scene.second, proposed, "refuse", "两人核对均不是本人")
    assert (decided.state, decided.proposed_by, decided.decided_by) == (
        "refused", scene.reviewer.account, scene.second.account,
    )  # fmt: skip
    assert (await scene.detail()).officials == {
        scene.clerk.account: scene.clerk.name,
        scene.reviewer.account: "审核甲",
        scene.second.account: "审核乙",
    }
    assert (await scene.detail(scene.father)).officials == {}
    shown = await scene.latest(scene.father)
    assert (shown.state, shown.note, shown.decided_by) == ("refused", "两人核对均不是本人", None)


@pytest.mark.parametrize("verdict", ["pass", "retake"])
async def test_the_second_may_see_it_otherwise(scene: Scene, verdict: Any) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    await scene.decide(scene.reviewer, tried, "refuse")
    decided = await scene.decide(scene.second, tried, verdict, "看起来就是本人")
    assert decided.state == {"pass": "passed", "retake": "retake"}[verdict]


async def test_the_queue_says_where_and_who_proposed_but_neither_name_nor_door(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    await scene.decide(scene.reviewer, tried, "refuse")
    queue = await reviews.queue(scene.db, scene.second)
    place = (await scene.detail()).person.place
    assert queue.places == {tried.id: " ".join(place.split()[:2])}
    assert queue.officials == {scene.reviewer.account: "审核甲"}  # who sent the photo is no official
    assert (await scene.look(scene.second, tried)).officials == {
        **queue.officials,
        scene.clerk.account: scene.clerk.name,  # of an earlier one, at the desk
    }


async def test_an_appeal_goes_to_somebody_else(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    await scene.decide(scene.reviewer, tried, "refuse")
    await scene.decide(scene.second, tried, "refuse", "两人核对均不是本人")
    appealed = await scene.appeal(scene.father, tried, await scene.photo(scene.father))
    assert appealed.state == "appealed"
    for who in (scene.reviewer, scene.second):
        assert await refused(scene.decide(who, appealed, "pass", "")) == "certification.another_person"
        assert (await scene.look(who, appealed)).decides == ()
    sheet = await scene.look(scene.third, appealed)
    assert sheet.photo is not None
    assert set(sheet.decides) == {"pass", "refuse"}
    decided = await scene.decide(scene.third, appealed, "pass", "")
    assert (decided.state, decided.final) == ("passed", True)
    assert await refused(scene.appeal(scene.father, tried)) == "certification.appeal_final"


async def test_an_appeals_new_photo_is_measured_and_decides_nothing(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    first = await scene.asked()
    await scene.decide(scene.reviewer, tried, "refuse")
    await scene.decide(scene.second, tried, "refuse", "两人核对均不是本人")
    appealed = await scene.appeal(scene.father, tried, await scene.photo(scene.father))
    asked = await scene.asked()
    assert asked.photo != first.photo
    assert (asked.template, asked.template_out, asked.freshness) == (first.template, None, None)
    row = await scene.owner.fetchrow(
        "SELECT id, attempt FROM jobs WHERE kind = 'certify' ORDER BY id DESC LIMIT 1"
    )
    assert row is not None
    await scene.said(row["id"], row["attempt"], PASS)
    sheet = await scene.look(scene.third, appealed)
    again = sheet.attempt.again
    assert again is not None
    assert (again.similarity, again.threshold, sheet.attempt.similarity) == (0.83, 0.68, 0.6)
    assert (sheet.attempt.state, sheet.attempt.version) == ("appealed", appealed.version + 1)
    assert (await scene.latest(scene.father)).again is None
    told = (await scene.told(f"staff/{scene.place.street}/certification"))[-1]
    assert (told["step"], told["attempt"]["again"]["similarity"]) == ("changed", 0.83)
    await scene.decide(scene.third, appealed, "refuse", "再次核对不是本人")


async def test_an_appeals_photo_is_not_measured_without_her_word_or_too_late(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    await scene.decide(scene.reviewer, tried, "refuse")
    await scene.decide(scene.second, tried, "refuse", "两人核对均不是本人")
    appealed = await scene.appeal(scene.father, tried, await scene.photo(scene.father))
    row = await scene.owner.fetchrow(
        "SELECT id, attempt FROM jobs WHERE kind = 'certify' ORDER BY id DESC LIMIT 1"
    )
    assert row is not None
    await scene.decide(scene.third, appealed, "pass", "")
    await scene.said(row["id"], row["attempt"], UNSURE)
    after = await scene.latest()
    assert (after.state, after.again) == ("passed", None)

    await scene.ahead("340 days")
    tried = await scene.doubtful()
    await scene.decide(scene.reviewer, tried, "refuse")
    await scene.decide(scene.second, tried, "refuse", "两人核对均不是本人")
    await scene.new_text()
    jobs = await scene.owner.fetchval("SELECT count(*) FROM jobs WHERE kind = 'certify'")
    await scene.appeal(scene.father, tried, await scene.photo(scene.father))
    assert await scene.owner.fetchval("SELECT count(*) FROM jobs WHERE kind = 'certify'") == jobs


async def test_a_lost_appeal_is_the_last(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    await scene.decide(scene.reviewer, tried, "refuse")
    await scene.decide(scene.second, tried, "refuse", "两人核对均不是本人")
    await scene.appeal(scene.father, tried)
    decided = await scene.decide(scene.third, tried, "refuse", "再次核对不是本人")
    assert (decided.state, decided.final) == ("refused", True)
    assert await refused(scene.appeal(scene.father, tried)) == "certification.appeal_final"


async def test_only_a_refusal_is_appealed_and_only_by_her_side(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    assert await refused(scene.appeal(scene.father, tried)) == "certification.wrong_state"
    assert await refused(scene.appeal(scene.luo, tried)) == "not_found"


async def test_every_look_is_written_down(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    for _ in range(2):
        sheet = await scene.look(scene.reviewer, tried)
        assert sheet.photo is not None
        assert sheet.reference is not None
        assert sheet.attempt.similarity == 0.6
        assert ID not in msgspec.json.encode(sheet).decode()
    rows = await scene.owner.fetch("SELECT actor, subject FROM audit WHERE action = 'certification.looked'")
    assert [(row["actor"], row["subject"]) for row in rows] == [(scene.reviewer.account, scene.person)] * 2
    async with scene.db.transaction() as tx:
        assert (await audit.verify(tx, scene.place.district)).broken is None


async def test_who_may_not(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    elsewhere = await scene.people.staff("cert_reviewer", scene.place.other_street, "审核丁")
    for who in (elsewhere, scene.clerk, scene.coordinator, scene.father, scene.luo):
        assert await refused(scene.look(who, tried)) == "not_found"
        assert await refused(scene.decide(who, tried, "pass", "")) == "not_found"
    for who in (scene.clerk, scene.coordinator, scene.father):
        assert await refused(reviews.queue(scene.db, who)) == "forbidden"
    assert (await reviews.queue(scene.db, elsewhere)).attempts == []
    await scene.give_phone(scene.reviewer, PHONE)
    assert await refused(scene.look(scene.reviewer, tried)) == "certification.own"
    assert await refused(scene.decide(scene.reviewer, tried, "pass", "")) == "certification.own"


async def test_a_reason_is_owed(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    for verdict in ("retake", "refuse"):
        assert await refused(scene.decide(scene.reviewer, tried, verdict, "不行")) == "certification.reason"


async def test_what_has_moved_on_is_not_decided(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.submit()
    assert await refused(scene.decide(scene.reviewer, tried, "pass", "")) == "certification.wrong_state"
    await scene.verdict(tried, UNSURE)
    assert await refused(scene.decide(scene.reviewer, tried, "pass", "", version=1)) == "certification.stale"
    await scene.decide(scene.reviewer, tried, "pass", "", version=2)
    assert await refused(scene.decide(scene.second, tried, "retake")) == "certification.wrong_state"


async def test_counts_and_pages(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    found = await reviews.counts(scene.db, scene.reviewer)
    assert (found.review, found.refusing, found.appealed) == (1, 0, 0)
    assert found.oldest is not None
    await scene.decide(scene.reviewer, tried, "refuse")
    assert (await reviews.counts(scene.db, scene.second)).refusing == 1
    page = await reviews.queue(scene.db, scene.second, state="review")
    assert page.attempts == []
    page = await reviews.queue(scene.db, scene.second, state="refusing", limit=1)
    assert (len(page.attempts), page.next) == (1, None)


@pytest.mark.parametrize("seed", range(3))
async def test_the_queue_and_its_events_are_what_is_there(scene: Scene, seed: int) -> None:
    """Old state + events = fresh fetch, for the queue and for her own tries."""
    chance = random.Random(seed)
    await scene.reference()
    state: dict[str, Any] = {}
    seen = len(await scene.told(f"staff/{scene.place.district}/certification"))
    for _ in range(4):
        tried = await scene.submit()
        await scene.verdict(tried, chance.choice((PASS, UNSURE, UNSURE)))
        if (await scene.latest()).state == "review":
            verdict = chance.choice(("pass", "retake", "refuse"))
            await scene.decide(scene.reviewer, tried, verdict)
            if verdict == "refuse" and chance.random() < 0.7:
                await scene.decide(scene.second, tried, chance.choice(("pass", "refuse")))
        if (await scene.detail()).person.standing.attempt:
            break
    for topic, who in (
        (f"staff/{scene.place.district}/certification", scene.clerk),
        (f"own/{scene.father.account}", scene.father),
    ):
        events = await scene.told(topic)
        state = {}
        person = None
        for event in events:
            person = event["person"]
            if event["attempt"] is not None:
                state[event["attempt"]["id"]] = event["attempt"]
        fresh = await scene.detail(who)
        assert msgspec.json.decode(msgspec.json.encode(fresh.person.standing)) == person
        wanted = {str(one.id): msgspec.json.decode(msgspec.json.encode(one)) for one in fresh.attempts}
        assert state == wanted
    queue = (await reviews.queue(scene.db, scene.second)).attempts
    waiting = [
        one for one in (await scene.detail()).attempts if one.state in ("review", "refusing", "appealed")
    ]
    assert queue == waiting
    assert seen > 0


async def test_looking_needs_its_own_command_each_time(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    asked = ask(scene.reviewer)
    for _ in range(2):
        await reviews.look(scene.db, scene.sealer, scene.settings, scene.reviewer, asked, tried.id)
    assert await scene.owner.fetchval("SELECT count(*) FROM audit WHERE action = 'certification.looked'") == 2


async def test_nobody_passes_unseen_without_a_word(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.submit()
    await scene.verdict(tried, NEARER)  # its photo is erased
    await attempts.hand_over(scene.db, scene.father, ask(scene.father), scene.person)
    handed = await scene.latest()
    for note in ("", "是她"):
        assert await refused(scene.decide(scene.reviewer, handed, "pass", note)) == "certification.unseen"
    await scene.decide(scene.reviewer, handed, "refuse")
    assert await refused(scene.decide(scene.second, handed, "pass", "")) == "certification.unseen"
    await scene.decide(scene.second, handed, "refuse")
    await scene.appeal(scene.father, handed)
    assert await refused(scene.decide(scene.third, handed, "pass", "")) == "certification.unseen"
    decided = await scene.decide(scene.third, handed, "pass", "视频通话核对了身份证")
    assert (decided.state, decided.note) == ("passed", "视频通话核对了身份证")
