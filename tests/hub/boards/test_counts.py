"""Counting by differences equals a recount, whatever happened in between."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.boards.counts import Counted, Counts, midnight

NOON = datetime(2026, 5, 20, 4, 0, tzinfo=UTC)  # noon in Shanghai
AREAS = [UUID(int=n) for n in range(1, 5)]
STATES = ["reported", "acknowledged", "dispatched", "working", "resolved", "closed", "reopened"]


def counted(
    version: int, state: str, *, area: int = 1, hours: int = 0, practice: bool = False, task: bool = False,
    merged: bool = False,
) -> Counted:  # fmt: skip
    at = NOON - timedelta(hours=hours)
    return Counted(
        version=version, state=state, category="drain_blocked", areas=(AREAS[0], AREAS[area]), practice=practice,
        resolve_by=at + timedelta(hours=4), created_at=at,
        acknowledged_at=None if state == "reported" else at,
        resolved_at=at if state in ("resolved", "closed") else None,
        closed_at=at if state == "closed" else None, task=task, merged=merged,
    )  # fmt: skip


def recount(tickets: dict[UUID, Counted], now: datetime) -> dict[UUID, Counter[tuple[str, str]]]:
    fresh = Counts(now)
    for identity, ticket in tickets.items():
        fresh.put(identity, ticket)
    return {area: sums for area, sums in fresh.sums.items() if sums}


changes = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.integers(1, 9),
        st.sampled_from(STATES),
        st.integers(1, 3),
        st.integers(0, 40),
        st.booleans(),
        st.booleans(),
    ),
    max_size=60,
)


@given(changes)
@settings(max_examples=200, deadline=None)
def test_equal_to_a_recount(steps: list[tuple[int, int, str, int, int, bool, bool]]) -> None:
    counts, newest = Counts(NOON), {}
    for ticket, version, state, area, hours, practice, task in steps:
        identity = UUID(int=100 + ticket)
        change = counted(version, state, area=area, hours=hours, practice=practice, task=task)
        known = newest.get(identity)
        if known is not None and not (known.state == "closed" and identity not in counts.tickets):
            counts.put(identity, change)
            if change.version > known.version:
                newest[identity] = change
        elif known is None:
            counts.put(identity, change)
            newest[identity] = change
    assert {area: sums for area, sums in counts.sums.items() if sums} == recount(newest, NOON)


def test_a_repeated_event_changes_nothing() -> None:
    counts, identity = Counts(NOON), uuid4()
    counts.put(identity, counted(2, "acknowledged"))
    counts.dirty.clear()
    counts.put(identity, counted(2, "acknowledged"))
    counts.put(identity, counted(1, "reported"))
    assert counts.dirty == set()
    assert counts.sums[AREAS[0]][("open", "acknowledged")] == 1


def test_midnight_starts_a_new_day() -> None:
    counts, identity = Counts(NOON), uuid4()
    counts.put(identity, counted(1, "reported"))
    assert counts.sums[AREAS[0]][("today", "reported")] == 1
    assert not counts.advance(NOON + timedelta(hours=11, minutes=59))
    assert counts.advance(NOON + timedelta(hours=12))
    assert counts.sums[AREAS[0]][("today", "reported")] == 0
    assert counts.sums[AREAS[0]][("open", "reported")] == 1
    assert AREAS[0] in counts.dirty


def test_yesterdays_closed_tickets_are_forgotten() -> None:
    counts, identity = Counts(NOON), uuid4()
    counts.put(identity, counted(1, "closed"))
    assert identity in counts.tickets
    counts.advance(NOON + timedelta(days=1))
    assert counts.tickets == {}


def test_overdue_is_past_its_time_and_still_open() -> None:
    counts = Counts(NOON)
    counts.put(uuid4(), counted(1, "reported", hours=5))
    counts.put(uuid4(), counted(1, "resolved", hours=5))
    counts.put(uuid4(), counted(1, "reported", hours=1))
    assert counts.sums[AREAS[0]]["late", ""] == 1


def test_time_alone_makes_it_overdue_once() -> None:
    counts, identity = Counts(NOON), uuid4()
    counts.put(identity, counted(1, "reported"))
    counts.advance(NOON + timedelta(hours=4))
    assert counts.sums[AREAS[0]]["late", ""] == 0
    counts.dirty.clear()
    counts.advance(NOON + timedelta(hours=4, seconds=1))
    assert counts.sums[AREAS[0]]["late", ""] == 1
    assert counts.dirty == {AREAS[0], AREAS[1]}
    counts.advance(NOON + timedelta(hours=5))
    counts.put(identity, counted(2, "closed"))
    assert counts.sums[AREAS[0]]["late", ""] == 0


def test_what_waits_for_the_resident_is_not_late() -> None:
    counts, identity = Counts(NOON), uuid4()
    counts.put(identity, counted(1, "working", hours=5)._replace(still=True))
    assert counts.sums[AREAS[0]]["late", ""] == 0
    counts.put(identity, counted(2, "working", hours=5))
    assert counts.sums[AREAS[0]]["late", ""] == 1


def test_a_sub_task_stands_apart() -> None:
    counts = Counts(NOON)
    counts.put(uuid4(), counted(1, "reported", hours=5))
    counts.put(uuid4(), counted(1, "dispatched", hours=5, task=True))
    counts.put(uuid4(), counted(1, "closed", task=True))
    assert counts.sums[AREAS[0]] == Counter(
        {
            ("open", "reported"): 1,
            ("category", "drain_blocked"): 1,
            ("late", ""): 1,
            ("today", "reported"): 1,
            ("arrived", 7): 1,
            ("fresh", "drain_blocked"): 1,
            ("tasks", ""): 1,
            ("tasks_late", ""): 1,
        }
    )


def test_nobody_confirmed_what_was_merged() -> None:
    counts = Counts(NOON)
    counts.put(uuid4(), counted(2, "closed", merged=True))
    assert counts.sums[AREAS[0]][("today", "confirmed")] == 0
    assert counts.sums[AREAS[0]][("today", "reported")] == 1


def test_midnight_is_shanghais() -> None:
    assert midnight(datetime(2026, 5, 19, 16, 0, tzinfo=UTC)).astimezone(UTC) == datetime(
        2026, 5, 19, 16, tzinfo=UTC
    )
    assert midnight(datetime(2026, 5, 19, 15, 59, tzinfo=UTC)).astimezone(UTC) == datetime(
        2026, 5, 18, 16, tzinfo=UTC
    )
