"""The three promises: set, stopped, moved, warned of, broken, computed again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from hub.accounts.types import Principal
from hub.calendars import actions as calendars
from hub.calendars.types import EditCalendarUse, EditHolidays, Holiday, WorkingPeriod
from hub.errors import DomainError
from hub.tickets import actions
from hub.tickets.clocks import actions as clocks
from hub.tickets.clocks.recompute import Recompute
from hub.tickets.clocks.types import Answer, Question
from hub.tickets.types import Note, Ticket
from tests.hub.tickets.closing.tale import Tale
from tests.support import ask

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = [[WorkingPeriod("09:00", "17:00")]] * 5 + [[], []]


def local(at: datetime | None) -> str:
    assert at is not None
    return (at.astimezone(SHANGHAI) + timedelta(seconds=30)).strftime("%m-%d %H:%M")


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(DomainError) as error:
        yield
    assert error.value.code == code


async def on(tale: Tale, text: str) -> None:
    at = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    await tale.owner.execute("UPDATE app_clock SET ahead = $1::timestamptz - now()", at)


@pytest.fixture
async def office(tale: Tale) -> Tale:
    """Friday 2026-09-11 16:20 in a community that works from nine to five, with a report of noise: 30 minutes, a
    working day, three working days."""
    await on(tale, "2026-09-11T16:20")
    async with tale.db.transaction() as tx:
        await calendars.plant(tx, tale.place.district, "社区", OFFICE, tale.place.community)
    await tale.report("noise_or_fumes")
    return tale


async def sent(tale: Tale) -> list[str]:
    """The templates of what was sent about questions."""
    rows = await tale.owner.fetch(
        "SELECT template FROM messages WHERE template LIKE 'ticket.question%' ORDER BY id"
    )
    return [row["template"] for row in rows]


async def question(tale: Tale, by: Principal | None = None) -> Ticket:
    who = by or tale.clerk
    return await clocks.question(tale.db, who, ask(who), tale.id, Question(text="是哪一家？"))


async def answer(tale: Tale, by: Principal | None = None, **given: object) -> Ticket:
    who = by or tale.an
    return await clocks.answer(tale.db, who, ask(who), tale.id, Answer(**({"text": "转角那家"} | given)))  # type: ignore[arg-type]


async def test_promises_follow_the_calendar(office: Tale) -> None:
    ticket = office.ticket
    assert local(ticket.acknowledge_by) == "09-11 16:50"
    assert local(ticket.respond_by) == "09-14 16:20"
    assert local(ticket.resolve_by) == "09-16 16:20"


async def test_hours_and_urgent_ones_run_round_the_clock(office: Tale) -> None:
    drain = await office.report("drain_blocked")
    assert (local(drain.acknowledge_by), local(drain.resolve_by)) == ("09-11 16:35", "09-11 20:20")
    await on(office, "2026-09-11T21:40")
    gas = await office.report("gas_smell")
    assert gas.urgent
    assert (local(gas.acknowledge_by), local(gas.resolve_by)) == ("09-11 21:45", "09-11 22:40")


async def test_acknowledging_is_a_first_word_and_an_internal_note_is_not(office: Tale) -> None:
    given = Note(text="看看", audience="internal")
    noted = await actions.note(office.db, office.clerk, ask(office.clerk), office.id, given)
    assert noted.responded_at is None
    own = await actions.note(office.db, office.an, ask(office.an), office.id, Note(text="快点"))
    assert own.responded_at is None
    assert (await office.acknowledge()).responded_at is not None


async def test_words_to_the_resident_are_a_first_word(office: Tale) -> None:
    given = Note(text="已联系店家", audience="resident")
    noted = await actions.note(office.db, office.clerk, ask(office.clerk), office.id, given)
    assert noted.responded_at is not None


async def test_while_she_is_asked_the_clocks_stand_still(office: Tale) -> None:
    await office.acknowledge()
    asked = await question(office)
    assert asked.waiting_since is not None
    assert asked.next_by is None
    await on(office, "2026-09-14T10:00")  # an hour and forty minutes of work later
    told = await answer(office)
    assert told.waiting_since is None
    assert local(told.resolve_by) == "09-17 10:00"
    waited = await office.owner.fetchval("SELECT waited FROM tickets WHERE id = $1", office.id)
    assert timedelta(minutes=99) < waited < timedelta(minutes=101)


async def test_her_note_answers_too(office: Tale) -> None:
    await question(office)
    given = Note(text="转角那家")
    assert (
        await actions.note(office.db, office.clerk, ask(office.clerk), office.id, given)
    ).waiting_since is not None
    noted = await actions.note(office.db, office.an, ask(office.an), office.id, given)
    assert noted.waiting_since is None


async def test_a_picture_answers_without_words(office: Tale) -> None:
    await question(office)
    told = await answer(office, text="", photos=[await office.photo(office.an)])
    assert (told.waiting_since, told.photo_count) == (None, 1)
    await question(office)
    with refused("ticket.text_empty"):
        await answer(office, text=" ")


async def test_who_may_ask_and_answer(office: Tale) -> None:
    stranger = await office.people.resident("罗先生")
    for who, code in ((office.an, "ticket.not_allowed"), (stranger, "not_found")):
        with refused(code):
            await question(office, who)
    with refused("ticket.wrong_state"):
        await answer(office)
    await question(office)
    with refused("ticket.wrong_state"):
        await question(office)
    with refused("not_found"):
        await answer(office, stranger)
    assert (await answer(office, office.clerk)).waiting_since is None  # what she said on the phone


async def test_nothing_waits_for_ever(office: Tale) -> None:
    await question(office)
    await office.forward(hours=20)
    assert (await sent(office))[-1] == "ticket.question"
    await office.forward(days=3)
    assert (await office.kinds())[-1] == "reminded"
    assert (await sent(office))[-1] == "ticket.question_again"
    await office.forward(days=4)
    assert "unanswered" in await office.kinds()
    now = await office.now()
    assert now.waiting_since is None
    assert now.resolve_by > datetime(2026, 9, 18, 9, tzinfo=SHANGHAI)


async def test_an_answer_ends_the_reminders(office: Tale) -> None:
    await question(office)
    await answer(office)
    await office.forward(days=8)
    assert not {"reminded", "unanswered"} & set(await office.kinds())


async def test_resolving_ends_the_waiting(office: Tale) -> None:
    await office.acknowledge()
    await question(office)
    await on(office, "2026-09-14T10:00")
    done = await office.resolve(office.clerk)
    assert (done.waiting_since, local(done.resolve_by)) == (None, "09-17 10:00")


async def test_warned_before_and_told_above_at_the_breach_once_each(office: Tale) -> None:
    street = await office.people.staff("street_clerk", office.place.street, "李志强")
    await on(office, "2026-09-14T14:31")  # three quarters of a working day
    await office.look()  # the first look only says what comes next
    await office.look()
    assert [s.text for s in await office.steps() if s.kind == "warned"] == ["首次回应时限将到"]
    await on(office, "2026-09-14T16:31")
    await office.look()
    breached = [s for s in await office.steps() if s.kind == "breached"]
    assert [(s.text, s.next and s.next.id, s.audience) for s in breached] == [
        ("首次回应已超时", office.place.street, "internal")
    ]
    sent = await office.owner.fetch("SELECT account FROM messages WHERE template = 'ticket.breached'")
    assert [row["account"] for row in sent] == [street.account]
    await on(office, "2026-09-30T16:31")
    await office.look()
    await office.look()
    kinds = await office.kinds()
    assert (kinds.count("warned"), kinds.count("breached")) == (1, 2)  # too late to warn of the second
    own = await office.kinds(f"own/{office.an.account}")
    assert not {"warned", "breached"} & set(own)


async def test_what_is_kept_is_not_told(office: Tale) -> None:
    await office.acknowledge()
    await office.resolve(office.clerk)
    await on(office, "2026-09-18T16:31")
    await office.look()
    assert not {"warned", "breached"} & set(await office.kinds())


async def test_nothing_is_broken_while_it_waits(office: Tale) -> None:
    await question(office)
    await on(office, "2026-09-17T16:31")
    await office.look()
    assert not {"warned", "breached"} & set(await office.kinds())


async def test_reopened_it_has_new_promises(office: Tale) -> None:
    await office.acknowledge()
    await office.resolve(office.clerk)
    await on(office, "2026-09-18T16:20")
    again = await office.reopen()
    assert again.responded_at is None
    assert local(again.acknowledge_by) == "09-18 16:50"
    assert local(again.respond_by) == "09-20 16:20"  # a working Sunday
    assert local(again.resolve_by) == "09-22 16:20"


async def test_published_holidays_move_open_promises_and_only_where_they_move(office: Tale) -> None:
    short = await office.report("drain_blocked")
    boss = await office.people.staff("district_coord", office.place.district, "赵敏")
    look = Recompute(office.db, office.place.district)
    await look.look()
    assert look.moved == 0
    await office.report("noise_or_fumes")
    days = [Holiday(datetime(2026, 9, 15).date(), False, "临时放假")]  # noqa: DTZ001  # a day, not a moment
    await calendars.edit_holidays(office.db, boss, ask(boss), 2026, EditHolidays(days=days))
    await look.look()
    await look.look()
    assert look.moved == 2
    assert local((await office.now()).resolve_by) == "09-17 16:20"
    assert (await office.kinds())[-1] == "rescheduled"
    assert (await office.kinds(f"own/{office.an.account}"))[-1] == "rescheduled"
    same = await office.owner.fetchrow("SELECT version, resolve_by FROM tickets WHERE id = $1", short.id)
    assert (same["version"], same["resolve_by"]) == (1, short.resolve_by)


LONG = [[WorkingPeriod("08:00", "18:00")]] * 6 + [[]]


async def firm_of_its_own_hours(tale: Tale) -> None:
    """示例物业甲 works ten hours a day, Saturdays too."""
    async with tale.db.transaction() as tx:
        await calendars.plant(tx, tale.place.district, "物业", LONG, tale.place.property_org)


async def test_promises_go_by_the_calendar_of_who_handles_it(office: Tale) -> None:
    await firm_of_its_own_hours(office)
    await office.acknowledge()
    given = await office.dispatch()
    assert (
        local(given.resolve_by) == "09-15 16:20"
    )  # three of its days, Saturday is one; the place's were 09-16
    timer = await office.owner.fetchval(
        "SELECT due_at FROM ticket_timers WHERE ticket = $1 AND kind = 'clocks'", given.id
    )
    assert timer < given.resolve_by  # the warning comes before the new time
    assert (
        await office.dispatch(office.place.department)
    ).resolve_by == office.ticket.resolve_by  # the place's again
    assert local((await office.now()).resolve_by) == "09-16 16:20"


async def test_a_moment_that_was_named_and_a_promise_that_is_broken_stay(office: Tale) -> None:
    await firm_of_its_own_hours(office)
    hours = await office.report("drain_blocked")
    await office.acknowledge()
    assert (await office.dispatch()).resolve_by == hours.resolve_by  # every hour counts
    noise = await office.report("noise_or_fumes")
    await office.acknowledge()
    await on(office, "2026-09-17T10:00")
    assert (await office.dispatch()).resolve_by == noise.resolve_by  # broken before they got it


async def test_by_when_an_organisation_must_accept_moves_with_its_calendar(office: Tale) -> None:
    await firm_of_its_own_hours(office)
    boss = await office.people.staff("district_coord", office.place.district, "赵敏")
    await office.acknowledge()
    await on(office, "2026-09-11T17:50")
    await office.dispatch()
    look = Recompute(office.db, office.place.district)
    await look.look()
    accept = "SELECT accept_by FROM ticket_turns WHERE ticket = $1 AND ended_at IS NULL"
    assert (
        local(await office.owner.fetchval(accept, office.id)) == "09-12 08:20"
    )  # ten minutes today, twenty on Saturday
    days = [Holiday(datetime(2026, 9, 12).date(), False, "停业")]  # noqa: DTZ001  # a day, not a moment
    await calendars.edit_holidays(office.db, boss, ask(boss), 2026, EditHolidays(days=days))
    await look.look()
    assert local(await office.owner.fetchval(accept, office.id)) == "09-14 08:20"
    timer = "SELECT due_at FROM ticket_timers WHERE ticket = $1 AND kind = 'circle.accept'"
    assert local(await office.owner.fetchval(timer, office.id)) == "09-14 08:20"
    told = await office.steps(f"org/{office.place.property_org}/tickets")
    assert [local(step.due) for step in told if step.kind == "rescheduled"][-1] == "09-14 08:20"
    before = len(told)
    await look.look()
    assert len(await office.steps(f"org/{office.place.property_org}/tickets")) == before  # once


async def use(tale: Tale, calendar: UUID | None, **subject: UUID) -> None:
    boss = await tale.people.staff("district_coord", tale.place.district, "赵敏")
    await calendars.edit_use(tale.db, boss, ask(boss), EditCalendarUse(calendar=calendar, **subject))


async def test_promises_follow_a_unit_to_another_calendar_and_back(office: Tale) -> None:
    async with office.db.transaction() as tx:
        longer = await calendars.plant(tx, office.place.district, "延长", LONG)
    await office.acknowledge()
    look = Recompute(office.db, office.place.district)
    await look.look()
    assert look.moved == 0
    # The community itself: three of its days, Saturday is one.
    await use(office, longer, area=office.place.community)
    await look.look()
    assert (look.moved, local((await office.now()).resolve_by)) == (1, "09-15 16:20")
    before = await office.kinds()
    assert before[-1] == "rescheduled"
    await look.look()
    assert await office.kinds() == before  # once
    # It goes by nothing of its own now: every hour counts.
    await use(office, None, area=office.place.community)
    await look.look()
    assert local((await office.now()).resolve_by) != "09-15 16:20"
    await use(office, longer, area=office.place.community)
    await look.look()
    assert local((await office.now()).resolve_by) == "09-15 16:20"


async def test_what_an_organisation_holds_follows_it_and_returns(office: Tale) -> None:
    accept = "SELECT accept_by FROM ticket_turns WHERE ticket = $1 AND ended_at IS NULL"
    async with office.db.transaction() as tx:
        longer = await calendars.plant(tx, office.place.district, "物业", LONG)
    await office.acknowledge()
    await on(office, "2026-09-11T17:50")
    await office.dispatch()
    look = Recompute(office.db, office.place.district)
    await look.look()
    assert local((await office.now()).resolve_by) == "09-16 16:20"
    assert local(await office.owner.fetchval(accept, office.id)) == "09-14 09:30"
    await use(office, longer, organisation=office.place.property_org)
    await look.look()
    assert local((await office.now()).resolve_by) == "09-15 16:20"
    assert local(await office.owner.fetchval(accept, office.id)) == "09-12 08:20"
    await use(office, None, organisation=office.place.property_org)
    await look.look()
    assert local((await office.now()).resolve_by) == "09-16 16:20"
    assert local(await office.owner.fetchval(accept, office.id)) == "09-14 09:30"
