"""She is asked once, gently; silence closes without a rating; what comes back is asked about once more."""

import asyncio

import pytest

from hub.errors import DomainError
from tests.hub.tickets.closing.tale import Tale


async def test_she_is_asked_once(tale: Tale) -> None:
    await tale.done()
    await tale.forward(seconds=1)
    await tale.forward(days=3)
    assert await tale.messages() == ["ticket.asked"]
    own = await tale.kinds(f"own/{tale.an.account}")
    assert own.count("asked") == 1


async def test_at_night_nobody_is_asked_until_the_morning(tale: Tale) -> None:
    await tale.at(22)
    await tale.done()
    await tale.forward(hours=2)
    assert await tale.messages() == []
    await tale.forward(hours=8.5)
    assert await tale.messages() == ["ticket.asked"]


async def test_who_answered_before_is_not_asked(tale: Tale) -> None:
    await tale.done()
    await tale.confirm()
    await tale.forward(days=1)
    assert await tale.messages() == []


async def test_silence_closes_after_seven_days_and_is_not_rated(tale: Tale) -> None:
    await tale.done()
    await tale.forward(days=6, hours=23)
    assert (await tale.now()).state == "resolved"
    await tale.forward(hours=2)
    after = await tale.now()
    assert (after.state, after.satisfaction) == ("closed", None)
    assert after.closed_at is not None
    last = (await tale.steps(f"own/{tale.an.account}"))[-1]
    assert (last.kind, last.by.unit) == ("closed", "社区通")


async def test_it_does_not_close_while_a_sub_task_is_open(tale: Tale) -> None:
    await tale.done()
    await tale.owner.execute("UPDATE tickets SET open_children = 1")
    await tale.forward(days=8)
    assert (await tale.now()).state == "resolved"
    await tale.owner.execute("UPDATE tickets SET open_children = 0")
    await tale.forward(days=1, hours=1)
    assert (await tale.now()).state == "closed"


async def test_reopening_begins_anew(tale: Tale) -> None:
    await tale.done()
    await tale.forward(days=5)
    assert (await tale.reopen()).state == "reopened"
    await tale.forward(days=5)
    assert (await tale.now()).state == "reopened"
    await tale.done()
    await tale.forward(days=5)
    assert (await tale.now()).state == "resolved"
    assert await tale.messages() == ["ticket.asked", "ticket.asked"]
    await tale.forward(days=3)
    assert (await tale.now()).state == "closed"


async def test_reopening_forgets_a_rating_of_what_did_not_last(tale: Tale) -> None:
    await tale.done()
    assert (await tale.confirm(satisfaction=5)).satisfaction == 5
    assert (await tale.reopen()).satisfaction is None


async def test_a_bad_rating_stands_until_she_gives_another(tale: Tale) -> None:
    await tale.done()
    await tale.confirm(satisfaction=1)
    assert (await tale.reopen()).satisfaction == 1
    await tale.done()
    assert (await tale.confirm(satisfaction=4)).satisfaction == 4


async def test_what_comes_back_is_asked_about_after_four_weeks_once(tale: Tale) -> None:
    await tale.category(comes_back=True)
    await tale.done()
    await tale.confirm()
    await tale.forward(days=27)
    assert (await tale.now()).asked_again_at is None
    await tale.forward(days=1, hours=1)
    assert (await tale.now()).asked_again_at is not None
    assert await tale.messages() == ["ticket.asked_again"]
    assert (await tale.still_good(False)).state == "reopened"
    await tale.done()
    await tale.confirm()
    await tale.forward(days=60)
    assert await tale.messages() == ["ticket.asked_again"]  # never a third time
    assert (await tale.now()).asked_again_at is None


async def test_other_categories_are_not_asked_about_again(tale: Tale) -> None:
    await tale.done()
    await tale.confirm()
    await tale.forward(days=60)
    assert await tale.messages() == []


async def test_what_was_merged_away_is_not_asked_about(tale: Tale) -> None:
    first = tale.id
    await tale.report()
    await tale.owner.execute("UPDATE tickets SET merged_into = $1 WHERE id = $2", first, tale.id)
    await tale.done()
    await tale.forward(days=1)
    assert await tale.messages() == []


async def test_she_confirms_while_silence_closes(tale: Tale) -> None:
    for turn in range(6):
        if turn:
            await tale.report()
        await tale.done()
        await tale.owner.execute("UPDATE ticket_timers SET due_at = app_now() WHERE kind = 'closing.close'")
        outcome, *_ = await asyncio.gather(
            tale.confirm(satisfaction=5), tale.watch.look(), tale.watch.look(), return_exceptions=True
        )
        await tale.look()
        after = await tale.now()
        kinds = await tale.kinds()
        assert after.state == "closed"
        assert kinds.count("closed") + kinds.count("confirmed") == 1
        if isinstance(outcome, BaseException):
            assert isinstance(outcome, DomainError)
            assert (outcome.code, after.satisfaction) == ("ticket.wrong_state", None)
            assert (await tale.rate(5)).satisfaction == 5  # her word is not lost
        else:
            assert after.satisfaction == 5


@pytest.mark.parametrize("good", [True, False])
async def test_the_answer_has_its_time(tale: Tale, good: bool) -> None:
    await tale.category(comes_back=True)
    await tale.done()
    await tale.confirm()
    await tale.forward(days=29)
    await tale.forward(days=15)
    with pytest.raises(DomainError) as caught:
        await tale.still_good(good)
    assert caught.value.code == "ticket.wrong_state"
