"""Counting certification by differences equals a recount, whatever happened in between."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.boards.certified import Certified, Person, Try
from hub.boards.types import Certification

NOON = datetime(2026, 5, 20, 4, 0, tzinfo=UTC)  # noon in Shanghai
TODAY = date(2026, 5, 20)
AREAS = [UUID(int=n) for n in range(1, 5)]
ELDERS, SOLDIERS = UUID(int=11), UUID(int=12)
NOTICE = {ELDERS: 30, SOLDIERS: 5}
STATES = ["checking", "asking", "review", "refusing", "appealed", "passed", "retake", "refused", "withdrawn"]


def person(
    version: int = 1, days: int | None = 100, *, area: int = 1, programme: UUID = ELDERS, certified: bool = True,
    left: bool = False,
) -> Person:  # fmt: skip
    due_on = None if days is None else TODAY + timedelta(days=days)
    return Person(version, (AREAS[0], AREAS[area]), programme, due_on, certified, left)


def tried(
    version: int = 1,
    state: str = "checking",
    *,
    area: int = 1,
    hours: int = 0,
    way: str = "phone",
    number: int = 1,
) -> Try:
    return Try(version, (AREAS[0], AREAS[area]), state, way, number, NOON - timedelta(hours=hours))


def plainly(persons: dict[UUID, Person], tries: dict[UUID, Try], area: UUID, today: date) -> Certification:
    """The same said another way: by the words of `Certification`, one look at everything."""
    here = [one for one in persons.values() if area in one.areas and not one.left]
    days = [(one, None if one.due_on is None else (one.due_on - today).days) for one in here]
    overdue = [one for one, left in days if left is not None and left < 0]
    due = [one for one, left in days if left is not None and 0 <= left <= NOTICE[one.programme]]
    sent = [one for one in tries.values() if area in one.areas]
    start = datetime(today.year, today.month, today.day, tzinfo=UTC) - timedelta(hours=8)
    return Certification(
        persons=len(here), due=len(due), overdue=len(overdue),
        certified=sum(one.certified for one in here if one not in due and one not in overdue),
        in_review=sum(one.state in ("review", "refusing", "appealed") for one in sent),
        tries_today=sum(one.created_at >= start and one.way == "phone" and one.number > 0 for one in sent),
    )  # fmt: skip


persons_changed = st.tuples(
    st.integers(0, 5),
    st.builds(
        person, st.integers(1, 9), st.none() | st.integers(-40, 40), area=st.integers(1, 3),
        programme=st.sampled_from([ELDERS, SOLDIERS]), certified=st.booleans(), left=st.booleans(),
    ),
)  # fmt: skip
tries_changed = st.tuples(
    st.integers(10, 15),
    st.builds(
        tried, st.integers(1, 9), st.sampled_from(STATES), area=st.integers(1, 3), hours=st.integers(0, 40),
        way=st.sampled_from(["phone", "desk", "visit"]), number=st.integers(0, 5),
    ),
)  # fmt: skip


@given(st.lists(persons_changed | tries_changed, max_size=60), st.integers(0, 60), st.integers(0, 3))
@settings(max_examples=300, deadline=None)
def test_equal_to_a_recount(
    steps: list[tuple[int, Person] | tuple[int, Try]], midnight_after: int, days: int
) -> None:
    """Also over midnight, when what ended is forgotten; older news of that does not come any more."""
    counts, persons, tries, over = Certified(NOON, NOTICE), {}, {}, set()
    for place, (number, change) in enumerate(steps):
        if place == midnight_after:
            counts.turn(NOON + timedelta(days=days))
            if days:
                over |= (persons.keys() | tries.keys()) - counts.persons.keys() - counts.tries.keys()
        identity = UUID(int=number)
        if identity in over:
            continue
        if isinstance(change, Person):
            counts.put_person(identity, change)
            if identity not in persons or persons[identity].version < change.version:
                persons[identity] = change
        else:
            counts.put_try(identity, change)
            if identity not in tries or tries[identity].version < change.version:
                tries[identity] = change
    today = counts.day.astimezone(UTC).date() + timedelta(
        days=1
    )  # midnight in Shanghai is the day before in UTC
    for area in AREAS:
        assert counts.counts(area) == plainly(persons, tries, area, today)


def test_a_repeated_event_changes_nothing() -> None:
    counts, identity = Certified(NOON, NOTICE), uuid4()
    counts.put_person(identity, person(3, left=True))
    counts.put_try(identity, tried(2, "passed"))
    counts.dirty.clear()
    counts.put_person(identity, person(2))
    counts.put_try(identity, tried(2, "passed"))
    counts.put_try(identity, tried(1, "review"))
    assert counts.dirty == set()
    assert counts.counts(AREAS[0]) == Certification(tries_today=1)


def test_time_alone_makes_somebody_due_and_overdue() -> None:
    counts = Certified(NOON, NOTICE)
    counts.put_person(uuid4(), person(days=31))
    for days, expected in (
        (0, Certification(persons=1, certified=1)),
        (1, Certification(persons=1, due=1)),
        (31, Certification(persons=1, due=1)),
        (32, Certification(persons=1, overdue=1)),
    ):
        counts.dirty.clear()
        counts.turn(NOON + timedelta(days=days))
        assert counts.counts(AREAS[1]) == expected
        assert counts.dirty == ({AREAS[0], AREAS[1]} if days else set())


def test_other_days_of_notice_count_at_once() -> None:
    counts = Certified(NOON, NOTICE)
    counts.put_person(uuid4(), person(days=10, programme=SOLDIERS))
    assert counts.counts(AREAS[0]).due == 0
    counts.dirty.clear()
    counts.put_notice(NOTICE)
    assert counts.dirty == set()
    counts.put_notice({**NOTICE, SOLDIERS: 10})
    assert counts.dirty == {AREAS[0], AREAS[1]}
    assert counts.counts(AREAS[0]).due == 1


def test_a_question_of_reviewers_and_the_desk_are_no_tries() -> None:
    counts = Certified(NOON, NOTICE)
    counts.put_try(uuid4(), tried(state="review", number=0))
    counts.put_try(uuid4(), tried(state="passed", way="desk"))
    assert counts.counts(AREAS[0]) == Certification(in_review=1)
