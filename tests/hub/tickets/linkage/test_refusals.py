"""Who refuses names another; the second time the level above decides; nothing goes in circles."""

import random

import pytest

from hub.errors import DomainError
from hub.settings import Settings
from hub.tickets import actions
from hub.tickets.linkage.actions import linkage
from tests.hub.tickets.linkage.conftest import Cast, refused


async def test_the_first_refusal_is_followed(cast: Cast) -> None:
    await cast.dispatch()
    after = await cast.reject(cast.firm, organisation=cast.place.department)
    assert (after.holder.id, after.state, after.refusals) == (cast.place.department, "reported", 1)
    assert after.decider is None


async def test_the_second_goes_to_the_level_above(cast: Cast) -> None:
    await cast.dispatch()
    await cast.reject(cast.firm, organisation=cast.place.department)
    after = await cast.reject(cast.department, organisation=cast.place.property_org)
    assert after.reporter is None  # the department still does not learn it
    assert (after.holder.id, after.state, after.refusals) == (cast.place.street, "reported", 2)
    assert (after.decider, after.decided) == (cast.place.street, False)
    told = await cast.told(f"staff/{cast.place.street}/tickets")
    refusal, up = (data["step"] for data in told[-2:])
    # The proposal is kept, not followed.
    assert (refusal["kind"], refusal["next"]["name"], refusal["text"]) == (
        "rejected",
        "示例物业甲",
        "不归我们",
    )  # type: ignore[index]
    assert (up["kind"], up["next"]["name"]) == ("escalated", "清香坪街道")  # type: ignore[index]
    assert await cast.listed(cast.street, "mine") == [cast.ticket.number]
    assert (await linkage(cast.db, cast.clerk, cast.ticket.id)).decider.name == "清香坪街道"


async def test_what_is_decided_nobody_refuses(cast: Cast, settings: Settings) -> None:
    await twice_refused(cast)
    await refused("ticket.not_allowed", cast.dispatch(cast.place.department, by=cast.clerk))
    decided = await cast.dispatch(cast.place.department, by=cast.street)
    assert (decided.decided, decided.holder.id) == (True, cast.place.department)
    await refused("ticket.decided", cast.reject(cast.department, area=cast.place.community))
    await refused("ticket.decided", cast.escalate(cast.street))
    detail = await actions.detail(cast.db, cast.department, cast.ticket.id, settings)
    assert "reject" not in detail.actions
    # The community does not take the decision back; the level that decided may.
    await refused("ticket.not_allowed", cast.dispatch(by=cast.clerk))
    assert (await cast.dispatch(by=cast.street)).decided


async def test_the_level_above_may_refuse_once_more_and_the_district_may_not(cast: Cast) -> None:
    await twice_refused(cast)
    after = await cast.reject(cast.street, area=cast.place.community)
    assert (after.holder.id, after.decider, after.refusals) == (cast.place.district, cast.place.district, 3)
    await refused("ticket.last_instance", cast.reject(cast.district, area=cast.place.street))
    await refused("ticket.last_instance", cast.escalate(cast.district))
    assert (await cast.dispatch(cast.place.department, by=cast.district)).decided


async def test_a_community_hands_up_and_what_comes_down_is_decided(cast: Cast) -> None:
    up = await cast.escalate(cast.clerk)
    assert (up.holder.id, up.decider, up.state) == (cast.place.street, cast.place.street, "reported")
    await refused("ticket.not_allowed", cast.escalate(cast.clerk))
    top = await cast.escalate(cast.street)
    assert top.holder.id == cast.place.district
    down = await cast.hand_down(cast.district)
    assert (down.holder.id, down.decider, down.decided) == (cast.place.street, cast.place.street, True)
    last = await cast.hand_down(cast.street)
    assert (last.holder.id, last.decider, last.decided) == (cast.place.community, None, True)
    await refused("ticket.decided", cast.escalate(cast.clerk))
    await refused("ticket.decided", cast.reject(cast.clerk, organisation=cast.place.department))
    told = (await cast.told(f"staff/{cast.place.street}/tickets"))[1]["step"]
    assert told["by"] == {"name": "陈晓梅", "unit": "金沙社区"}  # type: ignore[index]
    own = await cast.told(f"own/{cast.an.account}")
    assert [data["step"]["kind"] for data in own[1:]] == ["escalated"] * 2 + ["handed_down"] * 2  # type: ignore[index]
    assert "要街道协调" not in str(own)


async def test_handing_down_reaches_below_only(cast: Cast) -> None:
    await refused("ticket.not_below", cast.hand_down(cast.clerk))
    await cast.escalate(cast.clerk)
    await refused("ticket.not_below", cast.hand_down(cast.street, cast.place.other_community))
    await refused("ticket.not_below", cast.hand_down(cast.street, cast.place.street))
    await refused("area.level", cast.hand_down(cast.street, cast.place.grid))
    await refused("ticket.not_allowed", cast.hand_down(cast.clerk))
    await refused("not_found", cast.hand_down(cast.sibling))
    aside = await cast.hand_down(cast.street, cast.place.sibling_community)
    assert (aside.holder.id, aside.decider, aside.decided) == (
        cast.place.sibling_community, cast.place.street, True,
    )  # fmt: skip
    await refused("ticket.decided", cast.reject(cast.sibling, area=cast.place.community))


@pytest.mark.parametrize("seed", range(4))
async def test_no_ball_games(cast: Cast, seed: int) -> None:
    """Whoever has it refuses or hands up whenever that is possible: it comes to rest soon."""
    chance, place = random.Random(seed), cast.place
    people = [cast.clerk, cast.sibling, cast.street, cast.district, cast.firm, cast.department]
    moves = 0
    for _ in range(120):
        who = chance.choice(people)
        try:
            match chance.randrange(5):
                case 0 | 1:
                    organisation = chance.choice([place.property_org, place.department, None])
                    area = None
                    if organisation is None:
                        area = chance.choice([place.community, place.sibling_community, place.street])
                    await cast.reject(who, organisation=organisation, area=area)
                case 2:
                    await cast.escalate(who)
                case 3:
                    await cast.hand_down(who)
                case 4:
                    # Giving it to a unit is no ball game.
                    await cast.dispatch(chance.choice([place.property_org, place.department]), by=who)
                    moves -= 1
            moves += 1
        except DomainError as error:
            assert error.status in (400, 403, 404, 409)  # noqa: PT017
    after = await cast.now()
    assert 0 < moves <= 7  # up twice by hand or refused three times, down twice
    assert after.refusals <= 3


async def twice_refused(cast: Cast) -> None:
    await cast.dispatch()
    await cast.reject(cast.firm, organisation=cast.place.department)
    await cast.reject(cast.department, organisation=cast.place.property_org)
