"""What she may say afterwards, and who may not say it for her."""

import pytest

from hub.errors import DomainError
from tests.hub.tickets.closing.tale import Tale


async def test_she_rates_later_once(tale: Tale) -> None:
    await tale.done()
    await tale.forward(days=8)
    assert (await tale.rate(2)).satisfaction == 2
    with pytest.raises(DomainError) as caught:
        await tale.rate(5)
    assert caught.value.code == "ticket.wrong_state"


async def test_rating_ends_after_thirty_days(tale: Tale) -> None:
    await tale.done()
    await tale.confirm()
    await tale.forward(days=31)
    with pytest.raises(DomainError) as caught:
        await tale.rate(5)
    assert caught.value.code == "ticket.wrong_state"


async def test_nobody_else_answers(tale: Tale) -> None:
    await tale.category(comes_back=True)
    await tale.done()
    await tale.confirm()
    await tale.forward(days=29)
    stranger = await tale.people.resident("路人")
    far = await tale.people.clerk(tale.place.other_community)
    for who, status in ((tale.clerk, 403), (tale.dispatcher, 403), (stranger, 404), (far, 404)):
        for attempt in (
            lambda who=who: tale.rate(5, who),
            lambda who=who: tale.still_good(True, by=who),
            lambda who=who: tale.still_good(False, by=who),
        ):
            with pytest.raises(DomainError) as caught:
                await attempt()
            assert caught.value.status == status


async def test_still_good_ends_the_question(tale: Tale) -> None:
    await tale.category(comes_back=True)
    await tale.done()
    await tale.confirm()
    await tale.forward(days=29)
    after = await tale.still_good(True, "")
    assert (after.state, after.asked_again_at) == ("closed", None)
    assert await tale.owner.fetchval("SELECT still_good FROM ticket_outcomes") is True
    with pytest.raises(DomainError):
        await tale.still_good(True)


async def test_no_longer_good_is_back_on_the_desk_with_its_history(tale: Tale) -> None:
    await tale.category(comes_back=True)
    await tale.done()
    await tale.confirm()
    await tale.forward(days=29)
    with pytest.raises(DomainError) as caught:
        await tale.still_good(False, " ")
    assert caught.value.code == "ticket.text_empty"
    after = await tale.still_good(False, "又返水了")
    assert (after.state, after.holder.id, after.asked_again_at) == ("reopened", tale.place.community, None)
    steps = await tale.steps()
    assert (steps[-1].kind, steps[-1].text) == ("reopened", "又返水了")
    assert "resolved" in [step.kind for step in steps]


async def test_it_is_known_through_whose_hands_it_went(tale: Tale) -> None:
    await tale.done()
    await tale.confirm()
    hands = {row["account"] for row in await tale.owner.fetch("SELECT account FROM ticket_hands")}
    assert hands == {tale.clerk.account, tale.dispatcher.account}


async def test_what_was_merged_away_is_not_rated_apart(tale: Tale) -> None:
    first = tale.id
    await tale.report()
    await tale.done()
    await tale.confirm()
    await tale.owner.execute("UPDATE tickets SET merged_into = $1 WHERE id = $2", first, tale.id)
    with pytest.raises(DomainError) as caught:
        await tale.rate(5)
    assert caught.value.code == "ticket.wrong_state"
