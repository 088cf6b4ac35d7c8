"""The ring's events by topic."""

from hub.events.entry import Entry
from hub.events.ring import Ring
from hub.live.recent import Recent


def entry(seq: int, *topics: str) -> Entry:
    return Entry(seq, "ticket.changed", "s", None, topics, b"x")


def filled(most: int = 100) -> tuple[Ring, Recent]:
    ring = Ring(most=most)
    ring.replace("e", 0, 0, [])
    return ring, Recent(ring)


def add(ring: Ring, recent: Recent, *entries: Entry) -> None:
    ring.extend(entries)
    recent.add(entries)


def seqs(recent: Recent, *topics: str, after: int = 0, upto: int = 99, most: int = 99) -> list[int] | None:
    found = recent.matching(topics, after, upto, most)
    return None if found is None else [e.seq for e in found]


def test_what_matches_comes_once_and_in_order() -> None:
    ring, recent = filled()
    add(ring, recent, entry(1, "a"), entry(2, "b"), entry(3, "a", "b"), entry(4, "c"), entry(5, "a"))
    assert seqs(recent, "a", "b") == [1, 2, 3, 5]
    assert seqs(recent, "a", after=1, upto=4) == [3]
    assert seqs(recent, "nobody") == []


def test_more_than_are_wanted_are_none() -> None:
    ring, recent = filled()
    add(ring, recent, *(entry(seq, "a") for seq in range(1, 6)))
    assert seqs(recent, "a", most=5) == [1, 2, 3, 4, 5]
    assert seqs(recent, "a", most=4) is None


def test_it_begins_with_what_the_ring_holds() -> None:
    ring, _ = filled()
    ring.extend([entry(1, "a"), entry(2, "a")])
    assert seqs(Recent(ring), "a") == [1, 2]


def test_it_lets_go_of_what_the_ring_lets_go() -> None:
    ring, recent = filled(most=3)
    add(ring, recent, *(entry(seq, "a" if seq % 2 else "b") for seq in range(1, 8)))
    assert (recent.floor, ring.floor) == (4, 4)
    assert seqs(recent, "a", "b", after=4) == [5, 6, 7]
    assert not [e for of in recent._by_topic.values() for e in of if e.seq <= 4]


def test_what_the_ring_gets_back_counts_once_it_is_here() -> None:
    ring, recent = filled()
    older = [entry(seq, "a") for seq in (1, 2, 3)]
    add(ring, recent, *older)
    ring.scrub(3)
    add(ring, recent, entry(4, "a"))
    assert recent.floor == 3
    ring.extend_back(0, older)
    assert recent.floor == 3
    add(ring, recent, entry(5, "a"))
    assert recent.floor == 0
    assert seqs(recent, "a") == [1, 2, 3, 4, 5]


def test_topics_on_which_something_happened_since_are_known() -> None:
    ring, recent = filled(most=3)
    add(ring, recent, entry(1, "a"), entry(2, "b"), entry(3, "c", "b"))
    topics = frozenset({"a", "b", "c", "nobody"})
    assert recent.heard(topics, 0) == {"a", "b", "c"}
    assert recent.heard(topics, 1) == {"b", "c"}
    assert recent.heard(topics, 3) == set()
