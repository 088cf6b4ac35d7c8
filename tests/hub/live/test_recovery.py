"""Decisions about what a reader is sent next."""

import pytest

from hub.events.entry import Entry
from hub.events.replay import Replay
from hub.live import recovery
from hub.live.protocol import Position
from hub.live.recovery import FromRing, FromStore, Group, Join

A, B = frozenset({"t/a"}), frozenset({"t/b"})


def entry(seq: int, *topics: str, size: int = 10) -> Entry:
    return Entry(seq, "ticket.changed", "s", None, topics or ("t/a",), b"x" * size)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (None, (10, None)),
        (Position("e", 4), (4, None)),
        (Position("e", 10), (10, None)),
        (Position("e", 12), (12, None)),
        (Position("old", 4), (10, "epoch")),
    ],
)
def test_where_a_subscription_starts(since: Position | None, expected: object) -> None:
    assert recovery.opening(since, "e", 10) == expected


def test_the_table_of_next_steps() -> None:
    def step(*cursors: int, asked: bool = False) -> object:
        groups = [Group(cursor, A) for cursor in cursors]
        if asked:
            groups[0].asked = True
        found = recovery.next_step(groups, head=10, floor=5)
        return (type(found), *found[1:]) if found else None

    assert step() is None
    assert step(10) == (Join,)
    assert step(5) == (FromRing, 10)
    assert step(4) == (FromStore, 10)
    assert step(4, asked=True) is None
    assert step(12) is None
    assert step(10, 12) == (Join,)


def test_a_group_is_sent_nothing_beyond_the_next_groups_cursor() -> None:
    groups = [Group(6, A, (1,)), Group(8, B)]
    assert recovery.next_step(groups, head=10, floor=0) == FromRing(groups[0], 8)


def test_groups_that_meet_become_one() -> None:
    groups = [Group(6, A, (1,), sent=3), Group(8, B, (2,), sent=5)]
    recovery.advance(groups, groups[0], 8)
    [one] = groups
    assert (one.cursor, one.topics, set(one.ids), one.sent) == (8, A | B, {1, 2}, 5)


def test_a_group_that_is_being_asked_for_takes_nobody_in() -> None:
    groups = [Group(6, A, asked=True)]
    recovery.insert(groups, Group(6, B))
    assert [group.topics for group in groups] == [A, B]
    assert recovery.stale(groups, groups[0])


def test_an_answer_for_a_group_that_is_not_the_lowest_any_more_is_stale() -> None:
    asked = Group(6, A, asked=True)
    assert not recovery.stale([asked, Group(8, B)], asked)
    assert recovery.stale([Group(3, B), asked], asked)


def test_a_mark_says_what_holds_for_every_topic() -> None:
    assert recovery.position([], 10) == 10
    assert recovery.position([Group(4, A), Group(8, B)], 10) == 4
    assert recovery.position([Group(12, A)], 10) == 10


def test_topics_and_subscriptions_are_taken_out() -> None:
    groups = [Group(4, A | B, (1, 2)), Group(8, A, (3,))]
    recovery.without(groups, A, (1, 3))
    [one] = groups
    assert (one.topics, one.ids) == (B, (2,))


def replay(*entries: Entry, head: int = 10, epoch: str = "e", **flags: bool) -> Replay:
    return Replay(epoch, head, list(entries), **flags)


def test_of_an_answer_what_is_due_is_taken() -> None:
    found = recovery.take(Group(2, A), replay(entry(3), entry(5, "t/b"), entry(7), entry(9)), "e", 8)
    assert not isinstance(found, str)
    assert ([e.seq for e in found[0]], found[1]) == ([3, 7], 8)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (replay(expired=True), "expired"),
        (replay(cut=True), "lagged"),
        (replay(epoch="other"), "epoch"),
        (replay(head=2), "epoch"),  # it would be asked for for ever
    ],
)
def test_or_why_the_state_has_to_be_fetched(answer: Replay, reason: str) -> None:
    assert recovery.take(Group(2, A), answer, "e", 8) == reason


def test_more_than_a_thousand_in_all_are_too_many() -> None:
    group = Group(2, A, sent=recovery.MOST - 1)
    assert recovery.take(group, replay(entry(3), entry(4)), "e", 8) == "lagged"
    assert not isinstance(recovery.take(group, replay(entry(3)), "e", 8), str)


def test_pieces_hold_everything_and_are_bounded() -> None:
    entries = [entry(seq, size=40) for seq in range(1, 8)]
    pieces = list(recovery.pieces(entries, 100))
    assert [[e.seq for e in piece] for piece in pieces] == [[1, 2, 3], [4, 5, 6], [7]]
    assert list(recovery.pieces([], 100)) == []
